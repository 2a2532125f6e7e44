"""A few doubtful readings in the invented clinic, so that the Data quality page has some to show.

They are values that can be stored and that somebody should look at (`analytics.flags`): pain written between two
whole points, and an ankle bend whose sign was turned after the session, as when a gap to neutral is written without
its minus. Nothing is drawn at random, so the other rows stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from data.rows import ReadingFacts, SourceRow

HALVES = 5  # readings of pain between two whole points
TURNED = 2  # readings of ankle bend with the other sign
FAR = 6.0  # degrees from 0: a smaller turned value would pass for a stiff ankle


def doubtful(rows: Sequence[SourceRow]) -> list[SourceRow]:
    """*rows* with `HALVES` and `TURNED` readings made doubtful, spread over the years."""
    made = list(rows)
    for place in _spread([place for place, row in enumerate(rows) if _pain(row)], HALVES):
        made[place] = _with(made[place], _pain, lambda value: value + 0.5)
    for place in _spread([place for place, row in enumerate(rows) if _bend(row)], TURNED):
        made[place] = _with(made[place], _bend, lambda value: -value)
    return made


def _spread(places: list[int], wanted: int) -> list[int]:
    """*wanted* of the places, as far apart as they can be; fewer when there are not as many."""
    few = min(wanted, len(places))
    return [places[len(places) * (2 * number + 1) // (2 * few)] for number in range(few)]


def _pain(row: SourceRow) -> ReadingFacts | None:
    """The pain before a session in one limb, away from the ends of the scale and from the round 5."""
    found = [one for one in row.readings if (one.measure, one.phase) == ("nprs", "before")]
    return found[0] if len(found) == 1 and found[0].value in (2, 3, 4, 6, 7, 8) else None


def _bend(row: SourceRow) -> ReadingFacts | None:
    """The ankle bend after a session in one limb, when it and the one before are clearly above 0."""
    found = {one.phase: one for one in row.readings if one.measure == "df_nwb_ke"}
    pair = row.side != "both" and {"before", "after"} <= set(found) and min(one.value for one in found.values()) >= FAR
    return found["after"] if pair else None


def _with(
    row: SourceRow, which: Callable[[SourceRow], ReadingFacts | None], change: Callable[[float], float]
) -> SourceRow:
    chosen = which(row)
    kept = (replace(one, value=change(one.value)) if one is chosen else one for one in row.readings)
    return replace(row, readings=tuple(kept))
