"""What the clinic has agreed to reach, for those who may see it: the line in a picture, and the words beside it.

Never for marketing and in nothing that leaves the clinic: a target of our own beside a result would read as a claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from charts.words import amount, day, trimmed
from reports.access import SEES_PEOPLE

if TYPE_CHECKING:
    from data.catalogue import Standard
    from reports.reader import Reader

OWN = "Agreed standards are the clinic's own targets, not published thresholds: they are in its catalogue."


def in_view(read: Reader, figure: str) -> tuple[Standard, ...]:
    """What was agreed about *figure* where one condition alone is in view, the earliest first; else nothing."""
    conditions = read.conditions()
    if read.viewer.role not in SEES_PEOPLE or len(conditions) != 1:
        return ()
    return read.catalogue.agreed(conditions[0], read.measure.id, figure, read.filters.horizon)


def value_words(one: Standard, unit: str) -> str:
    """``60 % improved`` or ``mean change 2 points``."""
    if one.figure == "improved":
        return f"{trimmed(one.value)} % improved"
    return f"mean change {amount(one.value, unit)}"


def noted(read: Reader, standards: tuple[Standard, ...]) -> tuple[str, ...]:
    """What was agreed, when and by whom; nothing where nothing was."""
    unit = read.measure.unit
    said = tuple(
        f"Agreed {day(one.set_on)} by {one.by}: {value_words(one, unit)}"
        f"{f', until {day(one.until)}' if one.until else ''}.{f' {one.note}' if one.note else ''}"
        for one in standards
    )
    return (*said, OWN) if said else ()
