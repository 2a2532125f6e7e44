"""Weeks bars: how long after the first reading people were last measured, and how long others wait."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

COLUMNS = ("weeks", "n")


def weeks_bars(frame: pd.DataFrame) -> go.Figure:
    """Courses of care by weeks to follow-up, in the frame's order.

    Columns: ``weeks`` (the band in words), ``n``; optional ``waiting`` (not measured again yet, by the weeks
    since their first reading) and ``hidden``. Raises `ChartError` on no rows.
    """
    table = theme.checked(frame, COLUMNS, "chart of time to follow-up")
    shown = table[~table["hidden"]]
    bars = [_bars(shown, "n", "Measured again", theme.MAIN)]
    if "waiting" in table.columns:
        bars.append(_bars(shown, "waiting", "Not measured again so far", theme.PALE))
    labels = [words.wrap(str(band).replace(" weeks", ""), 5) for band in table["weeks"]]
    upright = {"textangle": -90, "yref": "paper", "yanchor": "bottom"}
    return theme.figure(
        bars,
        height=420,
        n=theme.total(table),
        direction="neither way is better",
        showlegend=len(bars) > 1,
        barmode="group",
        bargap=0.25,
        xaxis=theme.axis("Weeks since the first reading", tickvals=list(table.index), ticktext=labels,
                         range=[-0.5, len(table) - 0.5], tickfont={"size": 12, "color": theme.INK}),
        yaxis=theme.axis(f"Courses of care (n = {theme.total(table)})", rangemode="tozero", showgrid=True),
        annotations=[marks.grey_label(at, 0, words.HIDDEN) | upright for at in table.index[table["hidden"]]],
    )  # fmt: skip


def _bars(shown: pd.DataFrame, column: str, name: str, colour: str) -> dict[str, Any]:
    counts = [words.whole(count) for count in shown[column]]
    return {
        "type": "bar", "name": name, "x": shown.index.to_numpy(), "y": shown[column].to_numpy(), "text": counts,
        "textposition": "outside", "textangle": 0, "cliponaxis": False, "marker": {"color": colour},
        "hoverinfo": "text", "hovertext": [f"{words.escape(band)}<br>{name}: {count} courses of care"
                                           for band, count in zip(shown["weeks"], counts, strict=True)],
    }  # fmt: skip
