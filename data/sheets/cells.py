"""One cell's text into a number or a word, or a sentence that says why not. Nothing is guessed.

An awkward cell (``8/10``, ``5,5``, ``>10``, ``3-4``, ``VAS 8``, ``1e1``) is read where it can only mean one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from data.sheets.columns import column_decimal, within
from data.sheets.sheet import CellProblem

__all__ = ["MISSING", "UNITS", "Decimal", "column_decimal", "is_missing", "number", "text", "within"]

Decimal = Literal[".", ","]
MISSING: frozenset[str] = frozenset(
    {"", "-", "--", "—", "–", ".", "?", "n/a", "na", "n.a.", "#n/a", "nan", "nil", "none", "null", "missing", "unknown",
     "not recorded", "not done", "not measured", "not assessed", "dna"}
)  # fmt: skip
UNITS: dict[str, tuple[str, ...]] = {
    "degrees": ("°", "deg", "degrees", "degree"),
    "percent": ("%", "percent"),
    "cm": ("cm",),
    "mm": ("mm",),
    "points": ("points", "point", "pts"),
    "kg": ("kg",),
    "N": ("n",),
    "s": ("s", "sec", "seconds"),
}

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width forms
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, 0x202F: 0x20, 0x2212: 0x2D}  # spaces, and the minus sign
_UNWRAP = re.compile(r'^="((?:[^"]|"")*)"$')
_GUARDED = re.compile(r"^'(?=\s*[=+\-@\t\r\n\x00＝＋－＠])")  # what our own exports put before a formula
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?|[+-]?\.[0-9]+")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_GROUPS = (
    re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
)
_OUT_OF = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(?:/|out of)\s*([0-9]+)", re.IGNORECASE)

# In this order: the first that fits names the problem. Each sentence starts with the cell as written.
_REASONS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("formula_error", re.compile(r"#(?:DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)"),
     "is a formula that failed in the spreadsheet. Mend the formula there, or write the value."),
    ("formula", re.compile(r"=.*", re.DOTALL), "is a formula without its result. Write the value itself."),
    ("date_instead", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"),
     "is a date where a number is expected; a spreadsheet may have changed it by itself. Write the number."),
    ("censored", re.compile(r"(?:[<>≤≥~≈]|less|more|over|under|about|approx).*[0-9].*|[0-9.,]+\s*\+", re.IGNORECASE),
     "is not one exact number. Write the value that was measured, or leave it blank."),
    ("between", re.compile(r"[0-9.,]+\s*(?:-|–|—|to|or|and)\s*[0-9.,]+", re.IGNORECASE),
     "is two numbers. Write the one that was recorded, or leave it blank."),
    ("exponent", re.compile(r"[+-]?[0-9.,]+e[+-]?[0-9]+", re.IGNORECASE),
     "is written with an exponent and may have been changed by a spreadsheet. Write it in full."),
    ("percentage", re.compile(r"[+-]?[0-9.,]+\s*%"),
     "is a percentage, and this measure is not. Write it in the measure's own unit."),
    ("other_scale", re.compile(r"[0-9.,]+\s*/\s*[0-9.,]+"),
     "is a score out of another number than the top of this scale. Write the value on this scale."),
    ("with_words", re.compile(r".*[0-9].*", re.DOTALL), "holds more than a number. Write the number alone."),
)  # fmt: skip


def is_missing(cell: str, words: Iterable[str] = ()) -> bool:
    """Whether a cell says that nothing was written down (`MISSING` and the person's own ``words``, in any case)."""
    plain = cell.translate(_WIDE).strip().lower()
    return plain in MISSING or (bool(words) and plain in {word.strip().lower() for word in words})


def text(cell: str) -> str:
    """A cell as plain words: trimmed, ``="0012"`` unwrapped, and the ``'`` that guards a formula taken off.

    Identifiers go through here and stay text: leading zeros and 18 digits are kept.
    """
    trimmed = cell.strip()
    wrapped = _UNWRAP.match(trimmed)
    if wrapped:
        return wrapped.group(1).replace('""', '"').strip()
    return _GUARDED.sub("", trimmed) if trimmed.startswith("'") else trimmed


def number(
    cell: str, decimal: Decimal = ".", *, high: float | None = None, unit: str = "", missing: Iterable[str] = ()
) -> float | CellProblem | None:
    """A cell as a number; ``None`` when missing.

    ``8/10`` and ``8 out of 10`` are 8 only where ``high``, the top of the scale, is 10. A unit after the number
    (``35°``) is accepted when it is the measure's own ``unit``. ``5,5`` is 5.5 with either decimal sign, ``1,234`` is
    read only where it means one number. The value may still be off the scale: see `within`. Codes: ``not_a_number``,
    ``censored`` (>10), ``between`` (3-4), ``other_scale`` (8/20), ``with_words`` (VAS 8), ``exponent`` (1e1),
    ``two_readings`` (1,234 may be 1234 or 1.234), ``percentage``, ``date_instead``, ``formula``, ``formula_error``.
    """
    return _number(cell, decimal, high, unit, missing if isinstance(missing, frozenset) else frozenset(missing))


@lru_cache(maxsize=1 << 16)
def _number(
    cell: str, decimal: Decimal, high: float | None, unit: str, missing: frozenset[str]
) -> float | CellProblem | None:
    if is_missing(cell, missing):
        return None
    plain = text(cell).translate(_WIDE).strip()
    if is_missing(plain, missing):
        return None
    value = _value(_without_unit(plain, unit), decimal)
    if value is not None:
        return value if isinstance(value, float) else _two_readings(text(cell), decimal)
    return _of_scale(plain, high) or _problem(text(cell), plain)


def _value(plain: str, decimal: Decimal) -> float | Literal["both"] | None:
    """The number; ``"both"`` when it could be two numbers; ``None`` when it is none."""
    american, continental = (group.fullmatch(plain) for group in _GROUPS)
    one_group = plain.count(",") + plain.count(".") == 1
    if american and one_group and "," in plain:  # 1,234
        return float(plain.replace(",", ".")) if decimal == "," else "both"
    if continental and one_group and "." in plain:  # 1.234
        return float(plain) if decimal == "." else "both"
    if american and "," in plain:
        return float(plain.replace(",", ""))
    if continental and "." in plain and not _PLAIN.fullmatch(plain):
        return float(plain.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(plain):
        return float(plain)
    return float(plain.replace(",", ".")) if _COMMA.fullmatch(plain) else None


def _without_unit(plain: str, unit: str) -> str:
    for word in UNITS.get(unit, (unit.lower(),) if unit else ()):
        if plain.lower().endswith(word):
            return plain[: -len(word)].rstrip()
    return plain


def _of_scale(plain: str, high: float | None) -> float | None:
    found = _OUT_OF.fullmatch(plain)
    if not found or high is None or float(found.group(2)) != high:
        return None
    return float(found.group(1).replace(",", "."))


def _shown(cell: str) -> str:
    flat = " ".join(cell.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"


def _two_readings(cell: str, decimal: Decimal) -> CellProblem:
    point, comma = cell.replace(",", "."), cell.replace(",", "").replace(".", "")
    return CellProblem(
        "two_readings",
        f"{_shown(cell)} may be {comma} or {point}, as the decimal sign is “{decimal}”. Write it without a separator.",
    )


def _problem(cell: str, plain: str) -> CellProblem:
    for code, pattern, sentence in _REASONS:
        if pattern.fullmatch(plain):
            return CellProblem(code, f"{_shown(cell)} {sentence}")
    return CellProblem("not_a_number", f"{_shown(cell)} is not a number. Write a number, or leave it blank.")
