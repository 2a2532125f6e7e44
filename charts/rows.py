"""What charts with one row per group share: labels at the left, words at the right, blank rows explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from charts import marks, theme, words

GAP = "\u2002"  # between the picture and the words beside it
LABEL_WIDTH = 14  # letters: leaves a phone more than half its width for the picture


def placed(frame: pd.DataFrame, columns: Sequence[str], what: str, optional: Sequence[str] = ()) -> pd.DataFrame:
    """The checked frame with each row's height ``y`` (0, -1, -2 ...), so that the first stands on top.

    Of its columns those that the chart reads: *columns*, ``label``, ``patients``, ``hidden`` and the *optional* ones.
    """
    drawn = {*columns, "label", "patients", "hidden", *optional}
    rows = theme.checked(frame[[name for name in frame.columns if name in drawn]], columns, what)
    return rows.assign(y=-rows.index.to_numpy(dtype="float64"))


def labels(rows: pd.DataFrame) -> list[str]:
    """The rows' labels, wrapped for the left margin."""
    return [words.wrap(label, LABEL_WIDTH) for label in rows["label"]]


def axis(rows: pd.DataFrame) -> dict[str, Any]:
    """The axis of labels. Its numbers run downwards from 0, so no value axis is ever flipped."""
    return theme.axis(range=[-len(rows) + 0.5, 0.5], tickvals=rows["y"].tolist(), ticktext=labels(rows))


def height(rows: pd.DataFrame) -> int:
    """Pixels for all rows, each tall enough for the tallest wrapped label with air above and below it."""
    tallest = max(words.lines_in(label) for label in labels(rows))
    return max(48, 18 * tallest + 12) * len(rows)


def beside(rows: pd.DataFrame, texts: Sequence[str], end: float, **on: str) -> list[dict[str, Any]]:
    """Words to the right of each row, past the *end* of the value axis; *on* names the axes, where not the first.

    One trace, not a note for each row: a browser measures every note by itself, which costs more than drawing the bars.
    """
    said = [(y, text) for y, text in zip(rows["y"].tolist(), texts, strict=True) if text]
    if not said:
        return []
    return [
        {"type": "scatter", "mode": "text", "x": [end] * len(said), "y": [y for y, _ in said],
         "text": [GAP + text.replace("<br>", f"<br>{GAP}") for _, text in said], "textposition": "middle right",
         "textfont": {"size": 13, "color": theme.INK}, "cliponaxis": False, "hoverinfo": "skip", "showlegend": False}
        | on
    ]  # fmt: skip


def heading(text: str) -> dict[str, Any]:
    """The heading above the words that stand to the right of the rows."""
    return {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False, "align": "left",
            "yref": "paper", "y": 1, "yanchor": "bottom", "text": text,
            "font": {"size": 12, "color": theme.QUIET}}  # fmt: skip


def blank_labels(
    rows: pd.DataFrame, figure: pd.Series, otherwise: str | Sequence[str] = words.NOBODY
) -> list[dict[str, Any]]:
    """Grey words where a row has no *figure*: hidden because its group is small, or *otherwise*, one or one a row."""
    if not (rows["hidden"] | figure.isna()).any():
        return []
    left = {"xref": "paper", "xanchor": "left", "xshift": 8}
    blank = rows.assign(blank=figure.isna(), otherwise=otherwise)
    return [marks.grey_label(0, row.y, words.HIDDEN if row.hidden else row.otherwise) | left
            for row in theme.each(blank) if row.hidden or row.blank]  # fmt: skip


def room_for(texts: Iterable[str], size: float = 13) -> int:
    """Pixels the longest line of *texts* needs, generously, since fonts differ between machines."""
    plain = (re.sub(r"</?b>", "", text) for text in texts)
    longest = max((len(part) for text in plain for part in text.split("<br>")), default=0)
    return round(longest * size * 0.6) + 14
