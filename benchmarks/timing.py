"""Timing in turns: the drift of a busy machine falls on both sides of a ratio."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Result:
    """One measured claim: seconds of ours and of the floor (medians), and the median of their ratios by round."""

    name: str
    size: str
    ours: float
    floor_name: str
    floor: float
    ratio: float
    rounds: int
    note: str = ""

    def as_row(self) -> dict[str, object]:
        return asdict(self)


def in_turns(
    name: str,
    size: str,
    ours: Callable[[], object],
    floor_name: str,
    floor: Callable[[], object],
    rounds: int = 5,
    note: str = "",
) -> Result:
    """Run *ours* and *floor* alternately; a job may return its own seconds (a float) instead of being timed whole."""
    pairs = [(_seconds(ours), _seconds(floor)) for _ in range(rounds)]
    return Result(
        name,
        size,
        median(mine for mine, _ in pairs),
        floor_name,
        median(other for _, other in pairs),
        median(mine / other for mine, other in pairs),
        rounds,
        note,
    )


def _seconds(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    own = job()
    return own if isinstance(own, float) else time.perf_counter() - begun
