"""Natural course: how many still have it at each later time, and what a published study found at one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, rows, theme, words
from charts.shares import TICKS

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "n", "still", "share", "low", "high", "published_low", "published_high")
HALF = 0.34  # of a row: how far the published band reaches up and down


def natural_course(frame: pd.DataFrame, measure: Measure, published: str = "") -> go.Figure:
    """A point with its 95 % interval per time, on the whole of 0 to 100 %, and the published band in its own row.

    Columns: ``label`` (the time), ``n``, ``still`` (counts), ``share``, ``low``, ``high``, and ``published_low``,
    ``published_high`` (0 to 1; blank where nothing is published); optional ``patients``, ``hidden``. *published* names
    the band with its source. Raises `ChartError` on no rows.
    """
    table = rows.placed(frame, COLUMNS, "chart of those who still have it")
    beside = ["" if row.hidden else f"{words.whole(row.still)} of {words.whole(row.n)}" for row in theme.each(table)]
    table = intervals.fitted(table.assign(ci_low=table["low"], ci_high=table["high"]), "share", (0, 1))
    shown = table[~table["hidden"]]
    bands = _bands(table[~table["hidden"]], words.wrap(published, 36))
    return theme.figure(
        [
            _points(shown, beside),
            *intervals.beyond(shown, "x", "y", theme.MAIN),
            *rows.beside(table, beside, 1),
        ],
        height=rows.height(table) + 150 + 24 * len(bands),
        n=theme.total(table.nlargest(1, "n")),  # the same courses stand behind several times
        direction="lower is better",
        sources=[published] if published else [],
        showlegend=True,
        shapes=bands,
        xaxis=theme.axis(
            words.title(f"Share still with {words.inside(measure.short)} above {words.trimmed(measure.low)} "
                        "(lower is better)"),
            range=[0, 1], tickvals=list(TICKS), ticktext=list(TICKS.values()), showgrid=True,
        ),
        yaxis=rows.axis(table),
        annotations=rows.blank_labels(table, table["at"], "nobody yet"),
        margin={"l": 8, "r": rows.room_for(beside), "t": theme.TOP, "b": 8},
    )  # fmt: skip


def _bands(table: pd.DataFrame, published: str) -> list[marks.Shape]:
    known = [row for row in theme.each(table) if row.published_low == row.published_low]
    return [
        marks.band(row.published_low, row.published_high, published, "x")
        | {"yref": "y", "y0": row.y - HALF, "y1": row.y + HALF, "showlegend": place == 0}
        for place, row in enumerate(known)
    ]


def _points(shown: pd.DataFrame, beside: list[str]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": shown["at"].to_numpy(), "y": shown["y"].to_numpy(),
        "marker": {"size": 9, "color": theme.MAIN}, "name": "Share here, 95 % interval", "showlegend": True,
        "cliponaxis": False, "error_x": intervals.bars(shown, theme.MAIN), "hoverinfo": "text",
        "hovertext": [f"<b>{words.wrap(row.label, 40)}</b><br>{words.percent(row.share)} (95 % CI "
                      f"{words.percent(row.low)} to {words.percent(row.high)})<br>{beside[row.Index]}"
                      f"{intervals.said(row)}" for row in theme.each(shown)],
    }  # fmt: skip
