"""Missing bars: the share not measured again in each group, under headings, beside everybody's share."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts import rows, theme, words
from charts.shares import TICKS

COLUMNS = ("by", "label", "n", "missing", "share", "low", "high", "everyone")
ROW = 30  # pixels of a row, headings included
TITLE = "Share that did not come back (lower is better)"


def missing_bars(frame: pd.DataFrame) -> go.Figure:
    """A point with its 95 % interval per group, on the whole of 0 to 100 %, and a dashed line at everybody's share.

    Columns: ``by`` (heading), ``label``, ``n``, ``missing`` (counts), ``share``, ``low``, ``high``, ``everyone`` (0 to
    1); optional ``hidden``. Raises `ChartError` on no rows.
    """
    checked = theme.checked(frame, COLUMNS, "chart of who is missing")
    headings = checked["by"].ne(checked["by"].shift()).cumsum()
    table = checked.assign(y=-(checked.index + headings).astype("float64"), heading=headings)
    counts = zip(table["missing"], table["n"], table["hidden"], strict=True)
    beside = ["" if hidden else f"{words.whole(gone)} of {words.whole(n)}" for gone, n, hidden in counts]
    return theme.figure(
        [_points(table, beside), *_everyone(table), *rows.beside(table, beside, 1)],
        height=ROW * (len(table) + int(headings.max())) + 120,
        n=theme.total(table[table["heading"] == 1]),
        direction="lower is better",
        showlegend=True,
        xaxis=theme.axis(
            words.title(TITLE), range=[0, 1], tickvals=list(TICKS), ticktext=list(TICKS.values()), showgrid=True
        ),
        yaxis=_names(table),
        annotations=_headed(table) + rows.blank_labels(table, table["share"]),
        margin={"l": 8, "r": rows.room_for(beside), "t": theme.TOP, "b": 8},
    )


def _points(table: pd.DataFrame, beside: list[str]) -> dict[str, Any]:
    shown = table[~table["hidden"]]
    above, below = shown["high"] - shown["share"], shown["share"] - shown["low"]
    return {
        "type": "scatter", "mode": "markers", "x": shown["share"].to_numpy(), "y": shown["y"].to_numpy(),
        "marker": {"size": 9, "color": theme.MAIN}, "name": "Share, 95 % interval", "showlegend": True,
        "cliponaxis": False,
        "error_x": {"type": "data", "symmetric": False, "array": above.to_numpy(), "arrayminus": below.to_numpy(),
                    "color": theme.MAIN, "thickness": 2, "width": 0},
        "hoverinfo": "text",
        "hovertext": [f"<b>{words.wrap(row.label, 40)}</b><br>{words.percent(row.share)} (95 % CI "
                      f"{words.percent(row.low)} to {words.percent(row.high)})<br>{beside[row.Index]}"
                      for row in theme.each(shown)],
    }  # fmt: skip


def _everyone(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Everybody's share as a line along the rows of each heading."""
    x: list[float | None] = []
    y: list[float | None] = []
    for _, part in table[~table["hidden"]].groupby("heading"):
        x += [part["everyone"].iloc[0]] * 2 + [None]
        y += [part["y"].iloc[0] + 0.5, part["y"].iloc[-1] - 0.5, None]
    dashed = {"color": theme.INK, "width": 1.5, "dash": "dash"}
    return [{"type": "scatter", "mode": "lines", "x": x, "y": y, "name": "All of these together", "showlegend": True,
             "hoverinfo": "skip", "connectgaps": False, "line": dashed}]  # fmt: skip


def _names(table: pd.DataFrame) -> dict[str, Any]:
    """The labels; each on a line of its own, for rows are low."""
    texts = [words.wrap(label, 22) for label in table["label"]]
    return theme.axis(range=[table["y"].min() - 0.5, 0.5], tickvals=table["y"].tolist(), ticktext=texts)


def _headed(table: pd.DataFrame) -> list[dict[str, Any]]:
    firsts = [0, *[place for place, (one, next_) in enumerate(pairwise(table["heading"]), 1) if one != next_]]
    return [
        {"x": 0, "y": table["y"].iloc[place] + 1, "text": f"<b>{words.escape(table['by'].iloc[place])}</b>",
         "showarrow": False, "xanchor": "left", "bgcolor": theme.PAPER, "font": {"size": 13, "color": theme.INK}}
        for place in firsts
    ]  # fmt: skip
