"""The question in polars, as one lazy plan that it may rearrange as it likes."""

from __future__ import annotations

import datetime

import polars as pl
from asked import Rows, answer, folder

readings, episodes, sessions = (
    pl.read_parquet(folder() / f"{name}.parquet") for name in ("readings", "episodes", "sessions")
)
begins = sessions.group_by("episode").agg(session_on=pl.col("on").min())
LIMB = ("episode", "side")
NTH = pl.col("phase").cast(pl.String) + pl.col("number").fill_null(0).cast(pl.String).str.zfill(6)


def ask(since: str, last: str) -> Rows:
    first_day, last_day = (datetime.datetime.fromisoformat(day) for day in (since, last))
    shown = episodes.lazy().filter(pl.col("started").is_between(first_day, last_day)).select("episode", "condition")
    taken = (
        readings.lazy()
        .filter(pl.col("measure") == "nprs", pl.col("phase") != "after")
        .join(shown, on="episode")
        .join(begins.lazy(), on="episode", how="left")
        .join(sessions.lazy().select("session", "number"), on="session", how="left")
        .with_columns(nth=NTH)
    )
    may = (pl.col("phase") == "before") | pl.col("session_on").is_null() | (pl.col("on") <= pl.col("session_on"))
    firsts = (
        taken.filter(may).sort("on", "nth").group_by(*LIMB).agg(began=pl.col("value").first(), day=pl.col("on").first())
    )
    lasts = (
        taken.join(firsts, on=LIMB)
        .filter(pl.col("on") > pl.col("day"))
        .sort(["on", "nth"], descending=[True, False])
        .group_by(*LIMB)
        .agg(pl.col("condition").first(), change=pl.col("began").first() - pl.col("value").first())
    )
    found = lasts.group_by("condition").agg(n=pl.len(), mean=pl.col("change").mean())
    return found.with_columns(pl.col("condition").cast(pl.String)).collect().rows()


answer(ask)
