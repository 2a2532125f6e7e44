"""One cell's text into a number or a word, or a sentence that says why not. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from data.sheets.sheet import CellProblem

Decimal = Literal[".", ","]
MISSING: frozenset[str] = frozenset(
    {"", "-", "--", "—", "–", ".", "?", "n/a", "na", "n.a.", "#n/a", "nan", "nil", "none", "null", "missing", "unknown",
     "not recorded", "not done", "not measured", "not assessed", "dna"}
)  # fmt: skip


def is_missing(text: str, words: Iterable[str] = ()) -> bool:
    """Whether a cell says that nothing was written down (`MISSING` and the person's own ``words``)."""
    raise NotImplementedError


def text(cell: str) -> str:
    """A cell as plain words: trimmed, ``="0012"`` unwrapped, a guarding ``'`` taken off a formula only."""
    raise NotImplementedError


def number(
    cell: str, decimal: Decimal = ".", *, high: float | None = None, missing: Iterable[str] = ()
) -> float | None | CellProblem:
    """A cell as a number; ``None`` when missing.

    ``8/10`` is 8 only where ``high``, the top of the scale, is 10. Problem codes: ``not_a_number``,
    ``censored`` (>10), ``between`` (3-4), ``other_scale`` (8/20), ``with_words`` (VAS 8), ``exponent`` (1e1),
    ``two_readings`` (1,234 may be 1234 or 1.234), ``formula_error`` (#DIV/0!).
    """
    raise NotImplementedError


def within(value: float, low: float, high: float, measure: str) -> CellProblem | None:
    """``above_scale`` or ``below_scale`` when a value is off the scale of a measure, else ``None``."""
    raise NotImplementedError


def column_decimal(values: Iterable[str]) -> Literal[".", ",", "either", "mixed"]:
    """The decimal sign a column was written with; ``either`` when no value shows it."""
    raise NotImplementedError
