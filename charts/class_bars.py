"""Class bars: how each group's courses of care divide into the five classes of change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

CLASS_COLUMNS: dict[str, str] = {
    "improved_both": "improved beyond both",
    "improved_important": "improved, important only",
    "improved_error": "improved, error only",
    "within_error": "within error",
    "worse": "worse",
}
COLUMNS = ("label", "n", *CLASS_COLUMNS)


def class_bars(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """One bar of 100 % per row in the five classes, counts written in; worse is written even at 0.

    Columns: ``label``, ``n`` and the counts ``improved_both``, ``improved_important``, ``improved_error``,
    ``within_error``, ``worse``; optional ``hidden``. Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "chart of classes of change")
    rows["y"] = -rows.index.to_numpy(dtype="float64")
    labels = [words.wrap(label) for label in rows["label"]]
    beside = [f"{words.whole(row.worse)} worse<br>of {words.whole(row.n)}" for row in rows.itertuples()]
    return go.Figure(dict(data=[_bars(rows, column) for column in CLASS_COLUMNS], layout=theme.layout(
        height=round(52 * len(rows) + 160), n=theme.total(rows), direction="left is better", showlegend=True,
        barmode="stack", barnorm="percent", bargap=0.35, uniformtext={"mode": "hide", "minsize": 12},
        xaxis=theme.axis("Share of courses of care (%)", range=[0, 100], showgrid=True, ticksuffix=""),
        yaxis=theme.axis(range=[-len(rows) + 0.5, 0.5], tickvals=rows["y"].tolist(), ticktext=labels),
        annotations=marks.beside(rows["y"], beside) + marks.hidden_labels(rows.loc[rows["hidden"], "y"], 50),
        margin={"l": 8, "r": marks.room_for(beside), "t": 10, "b": 8, "pad": 6},
    )))  # fmt: skip


def _bars(rows: pd.DataFrame, column: str) -> dict[str, Any]:
    shown = rows[~rows["hidden"]]
    name, colour = CLASS_COLUMNS[column], theme.CLASS_COLOURS[CLASS_COLUMNS[column]]
    return {
        "type": "bar", "orientation": "h", "name": name, "y": shown["y"].to_numpy(), "x": shown[column].to_numpy(),
        "marker": {"color": colour, "line": {"color": theme.PAPER, "width": 1}},
        "text": [words.whole(count) if count else "" for count in shown[column]], "textposition": "inside",
        "insidetextanchor": "middle", "textangle": 0, "textfont": {"color": theme.on(colour), "size": 13},
        "hoverinfo": "text",
        "hovertext": [f"<b>{words.wrap(row.label, 40)}</b><br>{name}: {words.whole(getattr(row, column))} of "
                      f"{words.whole(row.n)}" for row in shown.itertuples()],
    }  # fmt: skip
