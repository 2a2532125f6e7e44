"""The counts behind one row of a table by group, and what they say together; whole courses or added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.groups import counts, share
from analytics.intervals import wilson
from analytics.responders import answers, minimum_baseline

if TYPE_CHECKING:
    from data.catalogue import Measure

Columns = dict[str, NDArray]
STAGES = ("seen", "eligible", "with_baseline", "followed_up")
CLASS_COLUMNS = ("improved_both", "improved_important", "improved_error", "within_error", "worse")  # as `CLASSES`
RESPONDERS = ("responders", "responders_n", "responders_excluded")


def stages(frame: pd.DataFrame, number: NDArray, size: int) -> Columns:
    """How many courses of each group came to each of `STAGES`."""
    eligible = frame["eligible"].to_numpy(dtype=bool)
    begun = eligible & frame["baseline"].notna().to_numpy()
    reached = (np.ones(len(frame), dtype=bool), eligible, begun, begun & frame["last"].notna().to_numpy())
    return {name: counts(number, size, chosen) for name, chosen in zip(STAGES, reached, strict=True)}


def in_classes(classes: pd.Categorical[Any], number: NDArray, size: int, counted: NDArray) -> Columns:
    """How many of the *counted* courses are in each of their *classes* (`classes.classify`), and unclassed."""
    kind = np.asarray(classes.codes)
    found = {name: counts(number, size, counted & (kind == code)) for code, name in enumerate(CLASS_COLUMNS)}
    return found | {"unclassed": counts(number, size, counted & (kind < 0))}


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
    floor = minimum_baseline(measure)
    found = answers(rows["baseline"], rows["change"], 0.0 if percent is None else percent, floor)
    asked = percent is not None
    return {name: counts(number, size, chosen & asked) for name, chosen in zip(RESPONDERS, found, strict=True)}


def with_shares(found: Columns, percent: float | None, level: float) -> Columns:
    """The columns of `responding` with their share and its interval."""
    k, n = found["responders"], found["responders_n"]
    low, high = wilson(k, n, level) if percent is not None else (np.full(len(k), np.nan),) * 2
    return found | {"responders_share": share(k, n), "responders_low": low, "responders_high": high}
