"""The axis of months or quarters that several charts share: its dates, n under every point, hidden periods."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from charts import marks, theme, words

NARROW = 265  # pixels a phone leaves for the periods: n has to fit there, and then fits everywhere
SMALL = {"size": 10, "color": theme.INK}
DIGIT, LINE = 6, 12  # pixels of one digit and of one line in that type


def step(table: pd.DataFrame) -> pd.Timedelta:
    """From one period to the next; a month where there is only one."""
    return pd.Timedelta(np.diff(table["period"].to_numpy()).min()) if len(table) > 1 else pd.Timedelta(days=30)


def time(table: pd.DataFrame, title: str = "When care began") -> dict[str, Any]:
    """At most eight periods are named, and the year only where it is a new one, so that names never touch."""
    named = table["period"].iloc[:: -(-len(table) // 8)]
    years = named.dt.year.ne(named.dt.year.shift())
    texts = [f"{at:%b}<br>{at:%Y}" if new else f"{at:%b}" for at, new in zip(named, years, strict=True)]
    edge = step(table) * 0.6
    return theme.axis(title, type="date", anchor="y2", tickvals=named.to_list(), ticktext=texts,
                      tickfont={"size": 12, "color": theme.INK},
                      range=[table["period"].iloc[0] - edge, table["period"].iloc[-1] + edge])  # fmt: skip


def under(table: pd.DataFrame) -> tuple[list[dict[str, Any]], int]:
    """n under every point, and the pixels it takes: level in one row or two, upright where there are more periods."""
    texts = [words.whole(n) for n in table["n"]]
    longest = max(map(len, texts)) * DIGIT
    room = NARROW / len(table)
    level = math.ceil((longest + 4) / room) <= 2
    rows = math.ceil((longest + 4 if level else LINE) / room)
    tall = LINE + 1 if level else longest + 4
    common = {"yref": "paper", "yanchor": "top", "showarrow": False, "borderpad": 0, "font": SMALL}
    notes = [common | {"x": at, "text": text, "textangle": 0 if level else -90, "yshift": -8 - tall * (place % rows)}
             for place, (at, text) in enumerate(zip(table["period"], texts, strict=True))]  # fmt: skip
    side = common | {"x": 0, "xref": "paper", "xanchor": "right", "xshift": -4, "yshift": -8, "text": "<b>n</b>"}
    return [*notes, side], rows * tall


def hidden(table: pd.DataFrame) -> list[marks.Shape]:
    """A grey stripe over each hidden period; words would not fit, so the key says what it means once."""
    half = step(table) * 0.4
    said = words.HIDDEN.capitalize()
    stripes = [marks.band(at - half, at + half, said, "x") for at in table.loc[table["hidden"], "period"]]
    return [stripe | {"showlegend": place == 0} for place, stripe in enumerate(stripes)]
