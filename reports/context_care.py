"""Adverse events and other care in words, for a public picture: from tables of coarse rates without small groups."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.care import NOTHING
from analytics.harm import NOT_ASKED
from charts.words import number, percent, trimmed, whole
from reports.safety import EVENTS
from reports.sentences import listed

MOST = 4  # kinds of other care that are named; the rest is in the table


def adverse_words(table: pd.DataFrame) -> str:
    """``asked about in 812 sessions; per 100 of them up to 12 mild, none significant (at most 0.4), ...``.

    *table* is the frame of the report ``safety``; empty where it has no row at all, which the check refuses.
    """
    if table.empty:
        return ""
    asked = table.loc[table["worst"] != NOT_ASKED, "n"].max()
    if asked == 0:
        return "not asked about in these sessions"
    if asked != asked:
        return "asked about in too few sessions to say more"
    rows = table[table["worst"].isin(EVENTS)].set_index("worst")
    said = [_event(name, rows.loc[name]) for name in EVENTS if name in rows.index]
    return f"asked about in {whole(asked)} sessions; per 100 of them {listed(said)}"


def _event(name: str, row: Any) -> str:
    if row["hidden"]:
        return f"{name} not shown (few people)"
    if row["per_100"] == 0:
        return f"no {name} (at most {number(row['at_most'])})"
    return f"up to {trimmed(row['per_100'])} {name}"


def care_words(table: pd.DataFrame) -> str:
    """``orthoses 40 %, loading 31 %; none written down for 12 %``, from the frame of the report ``other_care``."""
    shown = table[~table["hidden"].astype(bool) & (table["share"] > 0)]
    kinds = shown[shown["care"] != NOTHING].sort_values("share", ascending=False, kind="stable").head(MOST)
    parts = [f"{care} {percent(float(share))}" for care, share in zip(kinds["care"], kinds["share"], strict=True)]
    none = shown.loc[shown["care"] == NOTHING, "share"]
    lacking = f"none written down for {percent(none.iloc[0])}" if len(none) else ""
    return "; ".join(filter(None, (", ".join(parts), lacking))) or "none that can be shown"
