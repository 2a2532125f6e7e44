"""The question in pandas, as good as plain pandas gets: categories, one sort, no function called row by row."""

from __future__ import annotations

import pandas as pd
from asked import Rows, answer, folder

readings, episodes, sessions = (
    pd.read_parquet(folder() / f"{name}.parquet") for name in ("readings", "episodes", "sessions")
)
begins = sessions.groupby("episode")["on"].min().rename("session_on")
numbers = sessions.set_index("session")["number"]


def ask(since: str, last: str) -> Rows:
    shown = episodes[episodes["started"].between(since, last)]
    taken = readings[(readings["measure"] == "nprs") & (readings["phase"] != "after")]
    taken = taken.merge(shown[["episode", "condition"]], on="episode").merge(begins, on="episode", how="left")
    taken = taken.assign(number=taken["session"].map(numbers).fillna(0)).sort_values(["on", "phase", "number"])
    limb = ["episode", "side"]
    may = (taken["phase"] == "before") | taken["session_on"].isna() | (taken["on"] <= taken["session_on"])
    firsts = taken[may].drop_duplicates(limb)[[*limb, "on", "value"]]
    later = taken.merge(firsts, on=limb, suffixes=("", "_first"))
    later = later[later["on"] > later["on_first"]].drop_duplicates([*limb, "on"])
    lasts = later.drop_duplicates(limb, keep="last")
    change = lasts["value_first"] - lasts["value"]
    found = change.groupby(lasts["condition"], observed=True).agg(["size", "mean"])
    return list(found.itertuples(name=None))


answer(ask)
