"""What an account says on a terminal or in a job's log: the place and the reason, without the value of a record.

A sentence about a cell quotes it, and some quote what is recorded already. Both become ``…`` here; the limits of a
scale stay, because they belong to the measure. Digits go by default, so that a sentence added later says too
little rather than too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from data.rows import Problem
from data.sheets.cells import text

LEFT_OUT = "…"
_OFF_SCALE = re.compile(r"^\S+ is (?=above |below |not a )")  # 11 is above 10, the highest value of ...
_LIMITS = re.compile(r"(above|below|off)_scale|(?!year_out)(\w+_)?out_of_range")
_HINT = re.compile(r" Did you mean [^?]*\?")  # the nearest right word is the value, mended
_OTHER = re.compile(r"(?<=another value) \(.*\)(?=\. Correct)|(?<= say ).+(?=\. Correct the wrong one)", re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"')
_DIGITS = re.compile(r"(?<!\w)(?P<row>[Rr]ow )?(\d{1,2} [A-Z][a-z]{2} \d{4}|[+-]?\d[\d.,:/-]*(?<![.,:])%?)")


def without_value(problem: Problem) -> Problem:
    """*problem* with an empty value and a message that repeats no value; problems of the whole file as they are."""
    if not problem.row:
        return replace(problem, value="")
    return replace(problem, value="", message=_told(problem))


def _told(problem: Problem) -> str:
    said = _HINT.sub("", problem.message)
    if _LIMITS.fullmatch(problem.code):
        return _OFF_SCALE.sub(f"{LEFT_OUT} is ", said)
    said = _without_cell(said, problem.value)
    said = _QUOTED.sub(LEFT_OUT, _OTHER.sub(_other, said))
    return _DIGITS.sub(lambda found: found[0] if found["row"] else LEFT_OUT, said)


def _other(found: re.Match[str]) -> str:
    return "" if found[0].startswith(" (") else "one thing, this one another"


def _without_cell(said: str, value: str) -> str:
    """The message without the cell it is about, however the readers of cells trim and shorten it."""
    for form in sorted(_forms(value), key=len, reverse=True):
        for written in (f'"{form}"', form):
            if said.startswith(written):
                return LEFT_OUT + said[len(written) :]
        said = said.replace(f'"{form}"', LEFT_OUT)
    return said


def _forms(value: str) -> Iterator[str]:
    for cell in (value, *value.split(";")):
        plain = text(cell)
        flat = " ".join(plain.split())
        yield from (form for form in (cell, cell.strip(), plain, plain[:40], flat, f"{flat[:39]}…") if form)
