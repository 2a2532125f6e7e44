"""Improved, unchanged and worse as a public picture tells them: few of the worse are told with the unchanged.

A count of fewer than ten may not be shown, and the share who got worse must be. Where the worse (or the unchanged)
are few, the two stand together as one count, and the words say that fewer than ten of them got worse.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.summary import CLASS_COLUMNS
from reports import beside
from reports.access import LEAST_SHOWN, MARKETING
from reports.conditions import IMPROVED, table
from reports.reader import Reader
from reports.report import Part

APART_ONES = ("unchanged", "worse")
TOGETHER = ("classed", "improved", "unchanged_or_worse", *APART_ONES)
COLUMNS = (
    "condition", "label", "measure", "eligible", "followed_up", "n", "mean_baseline", "mean_last", "mean_change",
    "ci_low", "ci_high", "sd_change", "share_followed", *TOGETHER, "few_lost", "few_worse",
)  # fmt: skip
PARTS = (
    Part("n", ("classed",), TOGETHER),
    Part("classed", ("improved",), TOGETHER),
    Part("unchanged_or_worse", APART_ONES, APART_ONES),
    Part("eligible", ("followed_up",), ("eligible", "share_followed")),
    *beside.parts(
        {
            "eligible_behind": ("eligible", "share_followed"),
            "improved_behind": TOGETHER,
            "unchanged_behind": APART_ONES,
        }
    ),
)
APART = (("n", ()), ("followed_up", ()), ("eligible", ("share_followed",)))


def merged(read: Reader, by: Sequence[str]) -> pd.DataFrame:
    """`reports.conditions.table` with the five classes told as three, and the last two of them together.

    Columns added: classed, improved, unchanged, worse, unchanged_or_worse (courses of care; blank where no
    threshold fits any of them); few_lost and few_worse (1 where fewer than ten, and somebody, were not measured again
    or got worse, else 0), which a picture says in words where the count is blank. Rows in the order of their keys,
    so that the same neighbour is always hidden.
    """
    found = table(read, by)
    known = found[list(CLASS_COLUMNS)].notna().all(axis=1)
    better = found[list(IMPROVED)].sum(axis=1).astype("float64").where(known)
    within, worse = (found[name].astype("float64") for name in CLASS_COLUMNS[3:])
    rows = found.assign(
        improved=better, unchanged=within, worse=worse, unchanged_or_worse=within + worse,
        classed=(better + within + worse).fillna(0.0), few_worse=_few(worse),
        few_lost=_few(found["eligible"] - found["followed_up"]),
    )  # fmt: skip
    names = [*COLUMNS, *(name for name in beside.unshown(read) if name not in COLUMNS)]
    kept = rows[[name for name in names if name in rows]]
    return kept.sort_values(list(by), ignore_index=True) if by else kept


def _few(counts: pd.Series) -> pd.Series:
    return ((counts > 0) & (counts < LEAST_SHOWN[MARKETING])).astype("float64")
