"""Timing in turns: the drift of a busy machine falls on both sides of a ratio."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Result:
    """One measured claim: seconds of ours and of the floor (medians), and the median of their ratios by round.

    ``memory`` and ``floor_memory`` are the most bytes resident at once (`benchmarks.memory`), ``processor`` the
    seconds of processor that one act took, ``floor_version`` which version of a peer it was; where they were measured.
    """

    name: str
    size: str
    ours: float
    floor_name: str
    floor: float
    ratio: float
    rounds: int
    note: str = ""
    memory: int | None = None
    floor_memory: int | None = None
    processor: float | None = None
    floor_version: str = ""

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
