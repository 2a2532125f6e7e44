"""A whole page's recompute after a filter change, against the same figures by one numpy pass and by good plain pandas.

Floor and peer answer what the page's frames hold: for each condition and for all how many, how many due, measured
again and missing, the means, spread and interval by patient, the classes, and the mean by quarter; and the model behind
"as predicted". They begin at the readings, as there is no other place where a filter could be put on. They check
nothing, hide nothing, say nothing and draw nothing.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.memory import peak_of
from benchmarks.timing import Result, in_turns
from data.catalogue import load_catalogue
from data.snapshot import Snapshot, current
from data.store import Store
from reports.access import OWNER, Viewer
from reports.answer import table
from reports.desk import find, open_report
from reports.filters import Filters
from reports.reader import Reader

PAGE = ("overview", "effectiveness", "effectiveness_trend", "classes", "bounds")
IMPORTANT, ERROR, DUE = 2.0, 1.33, 42  # points, points, days
Numbers = NDArray[Any]


def run(store: Store, readings: int, rounds: int) -> list[Result]:
    """Every report of the Effectiveness page with a filter not asked for before; the data are in memory."""
    catalogue, owner, turn = load_catalogue(), Viewer("benchmark", OWNER), count()
    snapshot = current(store)
    runs = _runs(snapshot)
    today = snapshot.sessions["on"].max()
    begun = snapshot.episodes["started"].min() + pd.Timedelta(days=90)  # so that the filter leaves some out

    def since() -> pd.Timestamp:
        return begun + pd.Timedelta(days=next(turn))

    def page() -> None:
        filters = Filters(since=since().date())
        for name in PAGE:
            open_report(name, store, catalogue, owner, filters)

    def frames() -> None:
        filters = Filters(since=since().date())
        for name in PAGE:
            table(find(name), Reader(snapshot, catalogue, owner, filters, today.date()))

    for name in PAGE:
        open_report(name, store, catalogue, owner, Filters())
    frames()
    size = f"{readings:,} readings"
    whole, only = "Effectiveness page after a filter change", "The figures of that page alone"
    floor, peer = "the same figures, one numpy pass", "the same figures, good plain pandas"
    memory = peak_of("page", store.url)
    return [
        replace(in_turns(whole, size, page, floor, lambda: _pass(runs, since(), today), rounds), memory=memory),
        in_turns(only, size, frames, floor, lambda: _pass(runs, since(), today), rounds),
        in_turns(only, size, frames, peer, lambda: _plain(snapshot, since(), today), rounds),
    ]


def _runs(snapshot: Snapshot) -> dict[str, Numbers]:
    """The readings of pain in the order of course and day as bare columns, and the courses: a floor begins there."""
    rows = snapshot.readings
    rows = rows[(rows["measure"] == "nprs") & (rows["phase"] != "after") & rows["value"].notna()]
    rows = rows.sort_values(["episode", "on", "number"], kind="stable")
    courses = snapshot.episodes.sort_values("episode")
    return {
        "course": np.searchsorted(courses["episode"].to_numpy(), rows["episode"].to_numpy()),
        "on": rows["on"].to_numpy().astype("datetime64[D]").astype(np.int64),
        "value": rows["value"].to_numpy(dtype=float),
        "condition": courses["condition"].cat.codes.to_numpy().astype(np.int64),
        "patient": pd.factorize(courses["patient"])[0],
        "started": courses["started"].to_numpy().astype("datetime64[D]").astype(np.int64),
        "age": courses["age"].fillna(courses["age"].mean()).to_numpy(dtype=float),
        "sex": courses["sex"].cat.codes.to_numpy().astype(float),
        "weeks": np.log2(1 + courses["duration_weeks"].fillna(0).to_numpy(dtype=float)),
    }


def _pass(runs: dict[str, Numbers], since: pd.Timestamp, today: pd.Timestamp) -> list[Numbers]:
    """First and last of each course where its run begins and ends; then sums by condition and by quarter."""
    day, now = (int(one.to_datetime64().astype("datetime64[D]").astype(np.int64)) for one in (since, today))
    begin = np.flatnonzero(np.r_[True, np.diff(runs["course"]) != 0])
    end = np.r_[begin[1:], runs["course"].size] - 1
    kept = runs["started"][runs["course"][begin]] >= day
    begin, end = begin[kept], end[kept]
    place = runs["course"][begin]
    first, change = runs["value"][begin], runs["value"][begin] - runs["value"][end]
    due, seen = now - runs["started"][place] >= DUE, runs["on"][end] > runs["on"][begin]
    counted, condition = due & seen, runs["condition"][place]
    quarter = runs["started"][place].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // 3
    both = condition * 400 + quarter - quarter.min()
    found = [_sums(group, change, first, runs["patient"][place], due, counted) for group in (condition * 0, condition)]
    found += [_sums(both, change, first, runs["patient"][place], due, counted)]
    numbers = [first, runs["age"][place], runs["sex"][place], runs["weeks"][place]]
    flags = [(condition == one).astype(float) for one in range(1, condition.max() + 1)]
    x = np.column_stack([np.ones(place.size), *numbers, *flags])
    inside = x[counted]
    found.append(x[due & ~seen] @ np.linalg.lstsq(inside.T @ inside, inside.T @ (change[counted] >= IMPORTANT))[0])
    return found


def _sums(group: Numbers, change: Numbers, first: Numbers, patient: Numbers, due: Numbers, counted: Numbers) -> Numbers:
    """Counts, means, spread, the interval by patient and the five classes of each group."""
    size = int(group.max()) + 1
    inside, moved = group[counted], change[counted]
    n = np.maximum(np.bincount(inside, minlength=size), 1)
    mean = np.bincount(inside, moved, size) / n
    off = moved - mean[inside]
    pair = inside * (int(patient.max()) + 1) + patient[counted]
    order = np.argsort(pair, kind="stable")
    start = np.flatnonzero(np.r_[True, np.diff(pair[order]) != 0])
    between = np.bincount(inside[order][start], np.add.reduceat(off[order], start) ** 2, size)
    kind = np.select([moved >= IMPORTANT, moved > ERROR, moved < -ERROR], [0, 1, 2], 3)
    return np.column_stack([
        np.bincount(group, minlength=size), np.bincount(group[due], minlength=size), n, mean,
        np.bincount(inside, first[counted], size) / n, np.sqrt(np.bincount(inside, off**2, size) / n),
        np.sqrt(between) / n, np.bincount(inside * 4 + kind, minlength=size * 4).reshape(size, 4),
    ])  # fmt: skip


def _plain(snapshot: Snapshot, since: pd.Timestamp, today: pd.Timestamp) -> list[Any]:
    """The same with merge, sort and groupby, as somebody who knows pandas writes it: nothing row by row."""
    columns = ["episode", "condition", "patient", "started", "age", "sex", "duration_weeks"]
    shown = snapshot.episodes.loc[snapshot.episodes["started"] >= since, columns]
    rows = snapshot.readings
    rows = rows.loc[(rows["measure"] == "nprs") & (rows["phase"] != "after"), ["episode", "on", "number", "value"]]
    rows = rows[rows["episode"].isin(shown["episode"])].dropna().sort_values(["episode", "on", "number"])
    ends = rows.groupby("episode").agg(
        first=("value", "first"), last=("value", "last"), begun=("on", "first"), ended=("on", "last")
    )
    courses = shown.merge(ends, left_on="episode", right_index=True)
    courses["change"] = courses["first"] - courses["last"]
    courses["due"] = (today - courses["started"]).dt.days >= DUE
    courses["quarter"] = courses["started"].dt.to_period("Q")
    counted = courses[courses["due"] & (courses["ended"] > courses["begun"])].copy()
    counted["kind"] = pd.cut(counted["change"], [-np.inf, -ERROR, ERROR, IMPORTANT, np.inf])
    courses["all"] = counted["all"] = 0
    found: list[Any] = []
    for keys in (["all"], ["condition"], ["condition", "quarter"]):
        found.append(courses.groupby(keys, observed=True)["due"].agg(["size", "sum"]))
        found.append(counted.groupby(keys, observed=True).agg({"change": ["count", "mean", "std"], "first": "mean"}))
        off = counted["change"] - counted.groupby(keys, observed=True)["change"].transform("mean")
        by_patient = off.groupby([*(counted[key] for key in keys), counted["patient"]], observed=True).sum() ** 2
        found.append(by_patient.groupby(level=list(range(len(keys))), observed=True).sum() ** 0.5)
        found.append(counted.groupby([*keys, "kind"], observed=True).size().unstack())
    x = pd.get_dummies(
        courses[["first", "age", "sex", "duration_weeks", "condition"]], drop_first=True, dtype=float
    ).fillna(0)
    x.insert(0, "intercept", 1.0)
    inside = x.loc[counted.index].to_numpy()
    model = np.linalg.lstsq(inside, (counted["change"] >= IMPORTANT).to_numpy(dtype=float))[0]
    return [*found, x.drop(counted.index).to_numpy() @ model]
