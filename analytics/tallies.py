"""The counts behind one row of a table by group, and what they say together; whole courses or added up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.classes import IMPROVED, classed
from analytics.groups import counts, numbered, share
from analytics.intervals import LEVEL, wilson
from analytics.responders import answers, minimum_baseline
from analytics.spreads import spread_of

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

Columns = dict[str, NDArray]
STAGES = ("seen", "eligible", "with_baseline", "followed_up")
CLASS_COLUMNS = ("improved_both", "improved_important", "improved_error", "within_error", "worse")  # as `CLASSES`
RESPONDERS = ("responders", "responders_n", "responders_excluded")


def by_group_columns(
    courses: pd.DataFrame,
    by: Sequence[str],
    measure: Measure,
    catalogue: Catalogue,
    weeks: float | None,
    percent: float | None,
    level: float = LEVEL,
) -> dict[str, Any]:
    """The columns of `summary.by_group`, for those who have more to put beside them before they make a frame."""
    frame = classed(courses, measure, catalogue, weeks)
    number, table = numbered(frame, by)
    counted = np.flatnonzero(frame["status"] == "counted")
    rows = {name: frame[name].to_numpy()[counted] for name in ("patient", "baseline", "last", "change")}
    size, group = len(table), number[counted]
    reached = stages(frame, number, size)
    return {
        **{name: table[name].array for name in by},
        **reached,
        **_means(rows, group, size, level),
        "share_followed": share(reached["followed_up"], reached["eligible"]),
        **untested_blank(in_classes(frame["cls"].array, number, size, counted)),
        **with_shares(responding(rows, group, size, percent, measure), percent, level),
    }


def _means(rows: Columns, group: NDArray, size: int, level: float) -> Columns:
    found = spread_of(rows["change"], group, size, rows["patient"], level)
    return {
        "n": found.n,
        "patients": found.clusters,
        "mean_baseline": share(np.bincount(group, rows["baseline"], size), found.n),
        "mean_last": share(np.bincount(group, rows["last"], size), found.n),
        "mean_change": found.mean,
        "ci_low": found.low,
        "ci_high": found.high,
        "sd_change": found.sd,
        "srm": share(found.mean, found.sd),
    }


def stages(frame: pd.DataFrame, number: NDArray, size: int) -> Columns:
    """How many courses of each group came to each of `STAGES`."""
    eligible = frame["eligible"].to_numpy(dtype=bool)
    begun = eligible & np.isfinite(frame["baseline"].to_numpy(dtype=float))
    again = begun & np.isfinite(frame["last"].to_numpy(dtype=float))
    came_to = eligible.astype(np.int8) + begun + again
    reached = _crossed(number, size, came_to, len(STAGES))[:, ::-1].cumsum(axis=1)[:, ::-1]
    return dict(zip(STAGES, reached.T, strict=True))


def in_classes(classes: pd.Categorical[Any], number: NDArray, size: int, counted: NDArray) -> Columns:
    """How many of the *counted* courses are in each of their *classes* (`classes.classify`), and unclassed."""
    kind = np.asarray(classes.codes)[counted]
    kind = np.where(kind < 0, len(CLASS_COLUMNS), kind)
    found = _crossed(number[counted], size, kind, len(CLASS_COLUMNS) + 1)
    return dict(zip((*CLASS_COLUMNS, "unclassed"), found.T, strict=True))


def _crossed(number: NDArray, size: int, kind: NDArray, kinds: int) -> NDArray[np.int64]:
    """How many rows there are of each group (down) and kind (across)."""
    return np.bincount(number * kinds + kind, minlength=size * kinds).reshape(size, kinds)


def improved(classes: pd.Categorical[str]) -> NDArray[np.bool_]:
    """Which of *classes* (`classes.classify`) are one of the improved ones; a missing class is not."""
    return (classes.codes >= 0) & (classes.codes < len(IMPROVED))


def untested_blank(found: Columns) -> Columns:
    """The same, blank where no change was tested: 0 would say that nobody got worse."""
    untested = (found["unclassed"] > 0) & (sum(found[name] for name in CLASS_COLUMNS) == 0)
    if not untested.any():
        return found
    return found | {name: np.where(untested, np.nan, found[name]) for name in CLASS_COLUMNS}


def responding(
    rows: pd.DataFrame | Columns, number: NDArray, size: int, percent: float | None, measure: Measure
) -> Columns:
    """Of the counted courses *rows*: how many improved by the percentage, could be judged, could not; 0 without one."""
    if percent is None:
        return {name: np.zeros(size, dtype=np.int64) for name in RESPONDERS}
    found = answers(rows["baseline"], rows["change"], percent, minimum_baseline(measure))
    return {name: counts(number, size, chosen) for name, chosen in zip(RESPONDERS, found, strict=True)}


def with_shares(found: Columns, percent: float | None, level: float) -> Columns:
    """The columns of `responding` with their share and its interval."""
    k, n = found["responders"], found["responders_n"]
    low, high = wilson(k, n, level) if percent is not None else (np.full(len(k), np.nan),) * 2
    return found | {"responders_share": share(k, n), "responders_low": low, "responders_high": high}
