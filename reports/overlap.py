"""The guard over public pictures: what a new one would give away beside marketing's pages and the pictures before it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reports.access import LEAST_SHOWN, MARKETING

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.snapshot import Snapshot

LEAST = LEAST_SHOWN[MARKETING]


@dataclass(frozen=True)
class Shown:
    """The counts a public picture tells of one population: a condition (``""``: all) and a run of whole quarters.

    ``first`` and ``last`` are the first days of the first and of the last quarter. ``counts`` are courses of care by
    name: n, eligible, classed, improved, unchanged, worse, unchanged_or_worse, or ``before 3`` for those with a
    reading before session 3 (`session_count`).
    """

    condition: str
    first: pd.Timestamp
    last: pd.Timestamp
    measure: str
    horizon: float | None
    counts: dict[str, float] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As the register keeps it: plain JSON; a count that is not shown is left out."""
        counts = {name: float(value) for name, value in self.counts.items() if math.isfinite(value)}
        days = {name: getattr(self, name).date().isoformat() for name in ("first", "last")}
        return {
            "condition": self.condition, **days, "measure": self.measure, "horizon": self.horizon, "counts": counts,
        }  # fmt: skip


def from_kept(kept: Mapping[str, Any]) -> Shown:
    """The population and counts that `Shown.kept` wrote down."""
    return Shown(
        kept["condition"], pd.Timestamp(kept["first"]), pd.Timestamp(kept["last"]), kept["measure"], kept["horizon"],
        {str(name): float(value) for name, value in kept["counts"].items()},
    )  # fmt: skip


def session_count(number: int, phase: str) -> str:
    """The name of the count of those with a reading ``before`` or ``after`` session *number*."""
    return f"{phase} {number}"


def thinned(counts: NDArray[np.float64], least: int = LEAST) -> NDArray[np.bool_]:
    """Which points of a chart may stand side by side: in order, each that is not within a few of one kept before it."""
    kept: list[float] = []
    shown = np.zeros(len(counts), dtype=bool)
    for place, count in enumerate(counts):
        if math.isfinite(count) and not any(0 < abs(count - other) < least for other in kept):
            kept.append(float(count))
            shown[place] = True
    return shown


def overlaps(
    snapshot: Snapshot,
    catalogue: Catalogue,
    as_of: date,
    proposed: Sequence[Shown],
    earlier: Mapping[str, Sequence[Shown]],
) -> list[str]:
    """One sentence for each small group that *proposed* would give away; empty where it gives none away.

    *earlier* are the pictures made before by their code, whatever version of the data they are from.
    """
    return list(dict.fromkeys(_beside_earlier(proposed, earlier)))


def _beside_earlier(proposed: Sequence[Shown], earlier: Mapping[str, Sequence[Shown]]) -> Iterator[str]:
    """The same or a wider population in a picture made before, with a count that differs by a few."""
    for code, pictures in earlier.items():
        for before in pictures:
            for now in proposed:
                yield from _few_apart(code, before, now)


def _few_apart(code: str, before: Shown, now: Shown) -> Iterator[str]:
    if (before.measure, before.horizon) != (now.measure, now.horizon):
        return
    for name in before.counts.keys() & now.counts.keys():
        gap = before.counts[name] - now.counts[name]
        if not 0 < abs(gap) < LEAST:
            continue
        if _inside(now, before) and _inside(before, now):
            yield (
                f"Picture {code} showed the same courses of care with {_said(name)} {before.counts[name]:.0f}; now it is "
                f"{now.counts[name]:.0f}: the difference is fewer than {LEAST} people. Choose a period that was not "
                "shown before, or show this one again when more has changed."
            )
        elif (gap > 0 and _inside(now, before)) or (gap < 0 and _inside(before, now)):
            yield (
                f"Picture {code} showed {_said(name)} {before.counts[name]:.0f} and this one {now.counts[name]:.0f}, one "
                f"within the other: fewer than {LEAST} people could be worked out from the two. Choose another period."
            )


def _inside(part: Shown, whole: Shown) -> bool:
    return whole.condition in ("", part.condition) and whole.first <= part.first and part.last <= whole.last


def _said(name: str) -> str:
    return f"n {name} session" if " " in name else name.replace("_", " ")
