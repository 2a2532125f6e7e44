"""What a public picture tells of whom, in the words the register keeps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


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

    def lies_in(self, whole: Shown) -> bool:
        """Whether everybody of this population is in *whole* too."""
        return whole.condition in ("", self.condition) and whole.first <= self.first and self.last <= whole.last

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
