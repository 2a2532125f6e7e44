"""What charts with one row per group share: labels at the left, words at the right, blank rows explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from charts import marks, theme, words

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


def beside(rows: pd.DataFrame, texts: Sequence[str], heading: str | None = None) -> list[dict[str, Any]]:
    """Words to the right of each row, in one column with an optional heading above it."""
    common = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False, "align": "left"}
    pairs = zip(rows["y"], texts, strict=True)
    notes = [common | {"y": y, "text": text, "font": {"size": 13}} for y, text in pairs if text]
    if heading:
        quiet = {"size": 12, "color": theme.QUIET}
        notes.append(common | {"yref": "paper", "y": 1, "yanchor": "bottom", "text": heading, "font": quiet})
    return notes


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
