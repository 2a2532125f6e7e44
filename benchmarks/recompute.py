"""A whole page's recompute after a filter change, against one numpy pass and against pandas as most write it."""

from __future__ import annotations

from itertools import count, cycle

import numpy as np
import pandas as pd

from benchmarks.timing import Result, in_turns
from data.catalogue import load_catalogue
from data.snapshot import Snapshot, current
from data.store import Store
from reports.access import OWNER, Viewer
from reports.desk import open_report
from reports.filters import Filters

PAGE = ("overview", "effectiveness", "effectiveness_trend", "classes", "bounds")
PEER = "pandas as most write it (means only)"


def run(store: Store, readings: int, rounds: int) -> list[Result]:
    """Every report of the Effectiveness page with a filter not asked for before; the data are in memory."""
    catalogue, owner, turn = load_catalogue(), Viewer("benchmark", OWNER), count()
    snapshot = current(store)
    conditions = cycle(sorted(snapshot.episodes["condition"].unique()))

    def page(filters: Filters) -> None:
        for name in PAGE:
            open_report(name, store, catalogue, owner, filters)

    def ours() -> None:
        later = pd.Timestamp("2022-01-01") + pd.Timedelta(days=next(turn))
        page(Filters(since=later.date()))

    page(Filters())
    size = f"{readings:,} readings"
    name = "Effectiveness page after a filter change"
    return [
        in_turns(name, size, ours, "one numpy pass over the readings", lambda: _pass(snapshot), rounds),
        in_turns(name, size, ours, PEER, lambda: _plain(snapshot, next(conditions)), rounds),
    ]


def _pass(snapshot: Snapshot) -> None:
    """Mask one measure and take one mean: the least that any answer must touch."""
    codes = snapshot.readings["measure"].cat.codes.to_numpy()
    np.nanmean(snapshot.readings["value"].to_numpy()[codes == codes[0]])


def _plain(snapshot: Snapshot, condition: str) -> pd.DataFrame:
    """Join, filter, sort, first and last by course of care, then describe by condition."""
    joined = snapshot.readings.merge(snapshot.episodes[["episode", "condition", "started"]], on="episode")
    shown = joined[(joined["measure"] == "nprs") & (joined["phase"] != "after") & (joined["condition"] != condition)]
    ends = shown.sort_values("on").groupby("episode", observed=True).agg(
        condition=("condition", "first"), first=("value", "first"), last=("value", "last")
    )  # fmt: skip
    return ends.assign(change=ends["first"] - ends["last"]).groupby("condition", observed=True)["change"].describe()
