"""Rejected rows as a file in the same layout plus a reason, to be mended and brought in again."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from io import StringIO

from data.rows import Account, Problem, ReadFile

REASON = "why rejected"
# Excel runs a cell that begins like this as a formula, also after spaces and in full-width letters.
_RUNS = re.compile(r"\s*[=+\-@\t\r\n\0＝＋－＠]")
_NUMBER = re.compile(r"\s*[+-]?\d+([.,]\d+)?\s*")


def rejected_csv(account: Account | ReadFile) -> bytes:
    """The rejected rows: the file's own columns, then `REASON`. UTF-8 with a byte-order mark, every cell quoted.

    A cell that a spreadsheet would run as a formula gets a leading ``'``, which is taken off again when it is read.
    """
    rows = account.rejected_rows if isinstance(account, Account) else account.rejected
    reasons = _reasons(account.problems)
    # A file of rejected rows that was rejected again: its old reasons give way to the new ones.
    kept = [place for place, column in enumerate(account.header) if column != REASON]
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*(harmless(account.header[place]) for place in kept), REASON])
    for number, cells in rows.items():
        own = [harmless(cells[place]) if place < len(cells) else "" for place in kept]
        writer.writerow([*own, harmless(reasons.get(number, ""))])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The cell, with a ``'`` before anything that a spreadsheet would run; numbers stay as they are."""
    return f"'{cell}" if _RUNS.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _reasons(problems: tuple[Problem, ...]) -> dict[int, str]:
    said: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        if problem.severity == "reject":
            said[problem.row].append(f"{problem.column}: {problem.message}" if problem.column else problem.message)
    return {row: " ".join(sentences) for row, sentences in said.items()}
