"""Rows of shares: a bar from 0 to its share with a Wilson interval, used by two charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, rows, theme, words

TICKS = {0.0: "0 %", 0.25: "", 0.5: "50 %", 0.75: "", 1.0: "100 %"}  # labels at the quarters would touch on a phone


def share_rows(
    table: pd.DataFrame, title: str, counts: list[str], n: int, behind: str = "n", lines: Sequence[marks.Shape] = ()
) -> go.Figure:
    """One bar per row; *table* has ``label``, ``y``, ``share``, ``low``, ``high`` (0 to 1), ``hidden``.

    *counts* says for each row how many stand behind the share; the column *behind* is that number.
    *lines* stand across all rows.
    """
    known = [not row.hidden and row.share == row.share for row in theme.each(table)]
    beside = [f"<b>{words.percent(share)}</b><br>{count}" if show else ""
              for share, count, show in zip(table["share"], counts, known, strict=True)]  # fmt: skip
    ends = {"ci_low": table["low"], "ci_high": table["high"], "n": table[behind]}
    table = intervals.fitted(table.drop(columns="patients", errors="ignore").assign(**ends), "share", (0, 1))
    beyond = intervals.beyond(table[~table["hidden"]], "x", "y", theme.INK)
    return theme.figure(
        [_bars(table, counts), *beyond, *rows.beside(table, beside, 1)],
        height=rows.height(table) + 110 + 24 * len(beyond) + 24 * len(lines),
        n=n,
        direction="higher is better",
        showlegend=bool(beyond) or bool(lines),
        shapes=list(lines),
        xaxis=theme.axis(words.title(title), range=[0, 1], tickvals=list(TICKS), ticktext=list(TICKS.values()),
                         showgrid=True),
        yaxis=rows.axis(table),
        annotations=rows.blank_labels(table, table["share"], "none due yet"),
        margin={"l": 8, "r": max(rows.room_for(beside), 30), "t": theme.TOP, "b": 8},
    )  # fmt: skip


def _bars(table: pd.DataFrame, counts: list[str]) -> dict[str, Any]:
    shown = table[~table["hidden"]]
    return {
        "type": "bar", "orientation": "h", "x": shown["share"].to_numpy(), "y": shown["y"].to_numpy(), "width": 0.5,
        "marker": {"color": theme.PALE}, "showlegend": False, "hoverinfo": "text",
        "error_x": intervals.bars(shown, theme.INK),
        "hovertext": [f"<b>{words.wrap(row.label, 40)}</b><br>{words.percent(row.share)} (95 % CI "
                      f"{words.percent(row.low)} to {words.percent(row.high)})<br>{counts[row.Index]}"
                      f"{intervals.said(row)}"
                      for row in theme.each(shown)],
    }  # fmt: skip
