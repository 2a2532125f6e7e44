"""Class bars: how each group's courses of care divide into the five classes of change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, rows, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

CLASS_COLUMNS: dict[str, str] = {
    "improved_both": "improved beyond both",
    "improved_important": "improved, important only",
    "improved_error": "improved, error only",
    "within_error": "within error",
    "worse": "worse",
}
# The key names these even where nobody is in them; a class that cannot occur (no threshold) is left out of it.
ALWAYS = ("within error", "worse")
COLUMNS = ("label", "n", *CLASS_COLUMNS)


def class_bars(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """One bar of 100 % per row in the five classes, counts written in; worse is written even at 0.

    Columns: ``label``, ``n`` and the counts ``improved_both``, ``improved_important``, ``improved_error``,
    ``within_error``, ``worse`` (blank where nobody was classed, or where they may not be shown); optional
    ``unclassed`` (how many have no threshold), which tells the two apart, and ``hidden``. Raises `ChartError` on
    no rows.
    """
    table = rows.placed(frame, COLUMNS, "chart of classes of change", ("unclassed",))
    table["classed"] = table[list(CLASS_COLUMNS)].sum(axis=1)
    beside = ["" if row.hidden or not row.classed else f"<b>{words.whole(row.worse)}</b> worse<br>of "
              f"{words.whole(row.classed)}" for row in theme.each(table)]  # fmt: skip
    shown = table[~table["hidden"]]
    told = [f"<b>{words.wrap(label, 40)}</b><br>" for label in shown["label"]]
    title = f"Courses by change in {words.inside(measure.short)} (%; further left is better)"
    return theme.figure(
        [*(_bars(shown, told, column) for column in CLASS_COLUMNS), *rows.beside(table, beside, 100)],
        height=rows.height(table) + 215,
        n=theme.total(table),
        direction="further left is better",
        showlegend=True,
        barmode="stack",
        barnorm="percent",
        uniformtext={"mode": "hide", "minsize": 12},
        xaxis=theme.axis(words.title(title), range=[0, 100], showgrid=True),
        yaxis=rows.axis(table),
        annotations=_blank(table),
        margin={"l": 8, "r": rows.room_for(beside), "t": theme.TOP, "b": 8},
    )


def _blank(table: pd.DataFrame) -> list[dict[str, Any]]:
    nobody = table["hidden"] | ~(table["n"] > 0)
    unclassed = table[~nobody & (table["classed"] == 0)]
    labels = rows.blank_labels(table, table["n"].mask(nobody))
    if unclassed.empty:
        return labels
    blanked = unclassed[list(CLASS_COLUMNS)].isna().all(axis=1)  # the row may be shown, its classes may not
    if "unclassed" in table:
        blanked &= unclassed["unclassed"] != unclassed["n"]  # unless nobody in it has a threshold
    said = [words.CLASSES_HIDDEN if hidden else words.UNCLASSED for hidden in blanked]
    return labels + [marks.grey_label(50, y, text) for y, text in zip(unclassed["y"], said, strict=True)]


def _bars(shown: pd.DataFrame, told: list[str], column: str) -> dict[str, Any]:
    name = CLASS_COLUMNS[column]
    colour, said = theme.CLASS_COLOURS[name], theme.CLASS_WORDS[name]
    return {
        "type": "bar", "orientation": "h", "width": 0.56, "y": shown["y"].to_numpy(), "x": shown[column].to_numpy(),
        "name": said, "showlegend": name in ALWAYS or bool(shown[column].sum()),
        "marker": {"color": colour, "line": {"color": theme.PAPER, "width": 1}},
        "text": [words.whole(count) if count else "" for count in shown[column]], "textposition": "inside",
        "insidetextanchor": "middle", "textangle": 0, "textfont": {"color": theme.on(colour), "size": 13},
        "hoverinfo": "text",
        "hovertext": [f"{head}{said}: {words.whole(count)} of {words.whole(classed)}" for head, count, classed
                      in zip(told, shown[column], shown["classed"], strict=True)],
    }  # fmt: skip
