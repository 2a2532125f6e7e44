"""The table behind several answers: one row per condition (or one for all), with its words and its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.classes import classed
from analytics.tallies import CLASS_COLUMNS, Columns, by_group_columns
from data.catalogue import Catalogue, Measure
from reports import beside
from reports.access import LEAST_SHOWN
from reports.reader import Reader
from reports.report import Part

IMPROVED = CLASS_COLUMNS[:3]
SHARES = ("improved_share", "improved_worst_case", "improved_best_case", "worse_share")
RESPONDERS = (
    "responders", "responders_n", "responders_excluded", "responders_share", "responders_low", "responders_high",
)  # fmt: skip
WITH_BASELINE = ("with_baseline", *SHARES[1:3])  # the two cases are shares of those with a first reading
CLASS_PARTS = Part("n", (*CLASS_COLUMNS, "unclassed"), (*CLASS_COLUMNS, "unclassed", *SHARES))
PARTS = (
    CLASS_PARTS,
    Part("responders_n", ("responders",), RESPONDERS),
    Part("n", ("responders_n",), RESPONDERS),
    Part("eligible", ("followed_up",), ("eligible", "with_baseline", "share_followed", *SHARES[1:3])),
    Part("eligible", ("with_baseline",), WITH_BASELINE),
)

BEHIND = beside.parts(
    {
        "eligible_behind": ("eligible", "share_followed"),
        "with_baseline_behind": WITH_BASELINE,
        "responders_behind": RESPONDERS,
        "classes_behind": CLASS_PARTS.blank,
    }
)
APART = (
    ("n", ()),
    ("followed_up", ()),
    *((name, CLASS_PARTS.blank) for name in CLASS_PARTS.parts),
    ("eligible", ("share_followed",)),
    ("with_baseline", WITH_BASELINE),
    *((name, RESPONDERS) for name in ("responders_n", "responders", "responders_excluded")),
)


def table(read: Reader, by: Sequence[str] = ("condition",)) -> pd.DataFrame:
    """`analytics.summary.by_group` of the courses in view, with what the charts and sentences need beside it.

    Adds `label` (the condition's short name), `measure`, and of the classed courses: improved_share, worse_share,
    and the share improved among those with a first reading if none or all of the missing had improved
    (improved_worst_case, improved_best_case). Without a percentage asked for there are no responder columns.
    Kept, because several answers of a page need it: a report makes a new frame of it and never writes into it.
    """
    return read.keep(("conditions", *by), lambda: _table(read, by))


def largest_first(read: Reader) -> pd.DataFrame:
    """`table` by condition, the condition with most courses counted first; kept like it."""
    return read.keep(("conditions", "largest first"), lambda: _largest_first(table(read)))


def _largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Those with as many stay in the order of their conditions, which is how they come."""
    order = np.argsort(-rows["n"].to_numpy(), kind="stable")
    return rows.take(order).reset_index(drop=True)


def _table(read: Reader, by: Sequence[str]) -> pd.DataFrame:
    filters = read.filters
    courses = read.courses(weeks=filters.horizon)
    found = by_group_columns(courses, by, read.measure, read.catalogue, filters.horizon, filters.percent)
    rows = completed(found, by, read.measure, read.catalogue, filters.percent)
    behind = beside.behind(read, len(rows), lambda frame: _places(frame, rows, by))
    return rows.assign(**behind) if behind else rows


def completed(
    found: Mapping[str, Any], by: Sequence[str], measure: Measure, catalogue: Catalogue, percent: float | None
) -> pd.DataFrame:
    """The rows of `table`, from the columns of `analytics.summary.by_group` or of `analytics.registry.described`."""
    label = _short(catalogue, found["condition"]) if "condition" in by else "All courses of care"
    figures = [name for name in found if name not in by and (percent is not None or name not in RESPONDERS)]
    told: dict[str, Any] = {"label": label, "measure": measure.id}
    return pd.DataFrame(
        {name: found[name] for name in by} | told | {name: found[name] for name in figures} | _shares(found)
    )


def tested(read: Reader) -> dict[str, bool]:
    """Which of the two thresholds, ``important`` and ``error``, any counted course of care was tested by."""
    courses = read.courses(weeks=read.filters.horizon)
    known = classed(courses, read.measure, read.catalogue, read.filters.horizon)
    counted = (known["status"] == "counted").to_numpy()
    return {name: bool((np.isfinite(known[name].to_numpy()) & counted).any()) for name in ("important", "error")}


def labelled(read: Reader, conditions: pd.Series) -> list[str]:
    """The short name of each condition, or its id where the catalogue does not know it."""
    return _short(read.catalogue, conditions)


def _short(catalogue: Catalogue, conditions: Any) -> list[str]:
    known = catalogue.conditions
    return [known[name].short if name in known else str(name) for name in conditions.astype(object)]


def parts(read: Reader) -> tuple[Part, ...]:
    """The counts inside a row of `table` that must not be small."""
    every = (*PARTS, *(BEHIND if LEAST_SHOWN[read.viewer.role] else ()))
    if read.filters.percent is not None:
        return every
    return tuple(part for part in every if part.blank != RESPONDERS)


def _places(courses: pd.DataFrame, rows: pd.DataFrame, by: Sequence[str]) -> NDArray[np.intp]:
    """The row of each course of care; -1 where its group has none."""
    if not by:
        return np.zeros(len(courses), dtype=np.intp)
    index = pd.MultiIndex.from_frame(rows[list(by)].astype(object))
    return index.get_indexer(pd.MultiIndex.from_frame(courses[list(by)].astype(object)))


def _shares(found: Mapping[str, Any]) -> Columns:
    counts = np.nan_to_num([np.asarray(found[name], dtype=float) for name in CLASS_COLUMNS])
    improved, classed = counts[: len(IMPROVED)].sum(axis=0), counts.sum(axis=0)
    missing = np.asarray(found["with_baseline"], dtype=float) - np.asarray(found["followed_up"], dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        some = np.where(classed > 0, 1.0, np.nan)
        return {
            "improved_share": improved / classed * some,
            "improved_worst_case": improved / (classed + missing) * some,
            "improved_best_case": (improved + missing) / (classed + missing) * some,
            "worse_share": np.asarray(found["worse"], dtype=float) / classed * some,
        }
