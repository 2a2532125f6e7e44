"""A whole page's recompute after a filter change, against one numpy pass and against pandas as most write it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, cycle

import numpy as np
import pandas as pd

from benchmarks.memory import peak_of
from benchmarks.timing import Result, in_turns
from data.catalogue import load_catalogue
from data.snapshot import Snapshot, current
from data.store import Store
from reports.access import OWNER, Viewer
from reports.desk import open_report
from reports.filters import Filters

PAGE = ("overview", "effectiveness", "effectiveness_trend", "classes", "bounds")
ONE_PASS = "one numpy pass over the readings"
PEER = "pandas as most write it (means only)"


def run(store: Store, readings: int, rounds: int) -> list[Result]:
    """Every report of the Effectiveness page with a filter not asked for before; the data are in memory."""
    turn, snapshot = count(), current(store)
    conditions = cycle(sorted(snapshot.episodes["condition"].unique()))

    def ours() -> None:
        later = pd.Timestamp("2022-01-01") + pd.Timedelta(days=next(turn))
        page(store, Filters(since=later.date()))

    page(store, Filters())
    size = f"{readings:,} readings"
    name = "Effectiveness page after a filter change"
    found = [
        in_turns(name, size, ours, ONE_PASS, lambda: _pass(snapshot), rounds),
        in_turns(name, size, ours, PEER, lambda: _plain(snapshot, next(conditions)), rounds),
    ]
    memory = peak_of("page", store.url)
    return [replace(one, memory=memory) for one in found]


def page(store: Store, filters: Filters) -> None:
    """Open every report of the page."""
    catalogue, owner = load_catalogue(), Viewer("benchmark", OWNER)
    for name in PAGE:
        open_report(name, store, catalogue, owner, filters)


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
