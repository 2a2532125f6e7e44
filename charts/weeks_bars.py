"""Weeks bars: how long after the first reading people were last measured."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

COLUMNS = ("weeks", "n")


def weeks_bars(frame: pd.DataFrame) -> go.Figure:
    """Courses of care by weeks to follow-up, in the frame's order.

    Columns: ``weeks`` (the band's label), ``n``; optional ``hidden``. Raises `ChartError` on no rows.
    """
    table = theme.checked(frame, COLUMNS, "chart of time to follow-up")
    shown = table[~table["hidden"]]
    bars = {
        "type": "bar", "x": shown.index.to_numpy(), "y": shown["n"].to_numpy(), "cliponaxis": False,
        "text": [words.whole(n) for n in shown["n"]], "textposition": "outside", "marker": {"color": theme.MAIN},
        "hoverinfo": "text", "hovertext": [f"{words.escape(row.weeks)} weeks: {words.whole(row.n)} courses of care"
                                           for row in theme.each(shown)],
    }  # fmt: skip
    labels = [words.wrap(band, 5) for band in table["weeks"]]
    top = {"textangle": -90, "yref": "paper", "yanchor": "bottom"}
    return theme.figure(
        [bars],
        height=360,
        n=theme.total(table),
        direction="neither way is better",
        bargap=0.3,
        xaxis=theme.axis("Weeks from first to last reading", tickvals=list(table.index), ticktext=labels,
                         range=[-0.5, len(table) - 0.5], tickfont={"size": 12, "color": theme.INK}),
        yaxis=theme.axis(f"Courses of care (n = {theme.total(table)})", rangemode="tozero", showgrid=True),
        annotations=[marks.grey_label(at, 0, words.HIDDEN) | top for at in table.index[table["hidden"]]],
    )  # fmt: skip
