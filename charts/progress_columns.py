"""The columns of one person's picture: every session and every review in turn, with its date beneath."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from charts import theme, words

MOST_TICKS = 6  # dates that stand side by side on a phone
NUMBERED = 9  # columns that leave room for the numbers of sessions between the dates
FEWEST = 4  # columns kept free, so that a first session stands at the left and time runs to the right
LABELLED = 10  # columns with every value beside its mark; with more only the first and the newest have it
FOOT = 0.07  # share of the scale above its low end in which a value below its mark would stand in the dates
AHEAD = 2  # sessions still to come that are shown where there is something to compare with
USUAL = 6  # and at least as far as this session


@dataclass(frozen=True)
class Columns:
    """Where each visit stands: ``visits`` holds (session number, date) from left to right, 0 for a review."""

    visits: tuple[tuple[int, pd.Timestamp | None], ...]

    @property
    def sessions(self) -> dict[int, int]:
        """The column of each session number."""
        return {number: place for place, (number, _) in enumerate(self.visits, 1) if number}

    def placed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """*frame* from left to right, with its column as ``x``; sessions that have no column are left out."""
        sessions, reviews = self.sessions, {on: x for x, (number, on) in enumerate(self.visits, 1) if not number}
        dates = frame["on"] if "on" in frame.columns else frame["number"]
        x = [sessions.get(number) if number else reviews.get(on)
             for number, on in zip(frame["number"], dates, strict=True)]  # fmt: skip
        return frame.assign(x=pd.Series(x, frame.index, dtype="float64")).dropna(subset="x").sort_values("x")

    def axis(self) -> dict[str, Any]:
        """The axis with the session's number (or "Review") and the day beneath, the year where it is a new one."""
        wide, texts = max(len(self.visits), FEWEST), self._texts()
        return theme.axis("Session and date", tickvals=list(texts), ticktext=list(texts.values()),
                          tickfont={"size": 11, "color": theme.INK}, range=[0.5, wide + 0.5])  # fmt: skip

    def _dated(self) -> set[int]:
        """The columns with a date: evenly apart, and always the newest visit."""
        every = math.ceil(max(len(self.visits), FEWEST) / MOST_TICKS)
        newest = max(place for place, (_, on) in enumerate(self.visits, 1) if on is not None)
        even = range(1, len(self.visits) + 1, every)
        return {newest, *(place for place in even if abs(place - newest) >= every)}

    def _texts(self) -> dict[int, str]:
        dated, texts, year = self._dated(), {}, 0
        for place, (number, on) in enumerate(self.visits, 1):
            if place in dated and on is not None:
                texts[place], year = _text(number, on, year), on.year
            elif number and (place in dated or len(self.visits) <= NUMBERED):
                texts[place] = f"<b>{number}</b>" if on is not None else _quiet(number)
        return texts


def _text(number: int, on: pd.Timestamp, year: int) -> str:
    name = f"<b>{number}</b>" if number else "<b>Review</b>"
    return f"{name}<br>{on.day} {on:%b}" + (f"<br>{on.year}" if on.year != year else "")


def _quiet(number: int) -> str:
    """A session that has no reading, or is still to come."""
    return f'<span style="color:{theme.QUIET}">{number}</span>'


def columns(points: pd.DataFrame, compared: int = 0) -> Columns:
    """The columns for *points* (``on``, ``number``: 0 for a review), and for sessions to come.

    Sessions stand in the order of their numbers, one without a reading keeps its place; a review stands behind
    the last session on or before its day. *compared* is the last session number there is something to compare
    with: some of the sessions to come are then shown.
    """
    dates = points[points["number"] > 0].groupby("number")["on"].min()
    last = int(dates.index.max()) if len(dates) else 0
    ahead = min(compared, max(last + AHEAD, USUAL)) if compared else last
    visits: list[tuple[int, pd.Timestamp | None]] = []
    reviews = sorted(points.loc[points["number"] == 0, "on"].unique())
    behind = [int(dates.index[dates <= on].max()) if (dates <= on).any() else 0 for on in reviews]
    for number in range(max(last, ahead) + 1):
        visits += [(number, dates.get(number))] if number else []
        visits += [(0, pd.Timestamp(on)) for on, after in zip(reviews, behind, strict=True) if after == number]
    return Columns(tuple(visits))


def values(placed: pd.DataFrame, count: int, scale: tuple[float, float]) -> dict[str, list[str]]:
    """The value beside each mark, on the side away from the drop line; with many columns the first and newest only."""
    standing = placed[placed["phase"] != "after"]
    ends = {standing.index[0], standing.index[-1]} if len(standing) else set()
    both = placed.groupby("x")["value"]
    partner = both.transform("sum") - placed["value"]
    upper = (placed["value"] > partner) | ((placed["value"] == partner) & (placed["phase"] != "after"))
    upper |= both.transform("size") == 1
    level = (placed["value"] == partner) & (placed["phase"] == "after")
    near = placed["value"] < scale[0] + FOOT * (scale[1] - scale[0])
    return {
        "text": [words.trimmed(value) if count <= LABELLED or index in ends else ""
                 for index, value in placed["value"].items()],
        "place": np.select([upper, level | (near & (placed["phase"] == "after")), near],
                           ["top center", "middle right", "middle left"], "bottom center").tolist(),
    }  # fmt: skip
