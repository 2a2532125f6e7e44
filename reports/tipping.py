"""The tipping point in a sentence: how few of the missing would have to have improved for the share to cross half."""

from __future__ import annotations

from fractions import Fraction

from analytics.predicted import tipping_point
from charts.words import percent

PARTS = 10  # "1 in 5" is said with no number above it


def said(improved: int, seen: int, missing: int) -> tuple[str, ...]:
    """The sentence for *improved* of *seen* measured again with so many *missing*; nothing where nobody is."""
    if not missing or not seen:
        return ()
    needed = tipping_point(improved, seen, missing)
    if needed <= 0:
        return ("Even if none of the missing had improved, the share would not fall below half.",)
    if needed > missing:
        return ("The share is below half, and would be even if all of the missing had improved.",)
    if 2 * improved >= seen:
        return (f"The share would fall below half only if fewer than {_of(needed, missing)} improved.",)
    return (f"The share is below half; it would reach half only if at least {_of(needed, missing)} improved.",)


def _of(needed: int, missing: int) -> str:
    """``12 of the 58 missing (about 1 in 5)``: the number is exact, the round words are to remember it by."""
    return f"{needed} of the {missing} missing ({_in_words(Fraction(needed, missing))})"


def _in_words(share: Fraction) -> str:
    near = share.limit_denominator(PARTS)
    if near in (0, 1):
        return percent(float(share))
    about = "" if near == share else "about "
    return f"{about}{near.numerator} in {near.denominator}"
