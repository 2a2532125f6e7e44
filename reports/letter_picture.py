"""The small picture of a printed page: one person's readings by date, on the measure's whole scale, as lines."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from charts import theme
from charts.words import day, trimmed

if TYPE_CHECKING:
    from data.catalogue import Measure
    from reports.letter_font import Face

LEFT, RIGHT, TOP, BOTTOM = 22.0, 40.0, 30.0, 30.0  # points kept free round the picture
APART = 62.0  # points between two dates
SMALL = 7.5


class Picture(Flowable):  # type: ignore[misc, unused-ignore]
    """The readings of *points* (``on``, ``phase``, ``value``): a line from one visit's standing to the next.

    A reading after a session hangs from the one before it; where a value is written, its date stands below. Raises
    `ValueError` on no reading. (reportlab's own drawings name a face that is not put into the file.)
    """

    def __init__(self, points: pd.DataFrame, measure: Measure, face: Face, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height, self.measure, self.face = width, height, measure, face
        rows = points.dropna(subset="value").assign(on=pd.to_datetime(points["on"])).sort_values("on", kind="stable")
        if rows.empty:
            raise ValueError("There is no reading to draw.")
        since = (rows["on"] - rows["on"].iloc[0]).dt.days
        share = (rows["value"] - measure.low) / (measure.high - measure.low)
        across = width - LEFT - RIGHT - 8
        self.rows = rows.assign(x=LEFT + 8 + across * since / max(since.max(), 1), y=self._level(share))

    def _level(self, share: Any) -> Any:
        return BOTTOM + (self.height - TOP - BOTTOM) * share

    def draw(self) -> None:
        """Scale, lines, marks and values onto the page, in this order."""
        self._scale()
        self._lines()
        for row in theme.each(self.rows):
            self._mark(row.phase, row.x, row.y)
        self._values()

    def _words(self, x: float, y: float, said: str, bold: bool = False, colour: str = theme.INK) -> None:
        self.canv.setFont(self.face.bold if bold else self.face.regular, SMALL)
        self.canv.setFillColor(HexColor(colour))
        self.canv.drawCentredString(x, y, self.face.text(said))

    def _pen(self, colour: str, width: float) -> None:
        self.canv.setStrokeColor(HexColor(colour))
        self.canv.setLineWidth(width)

    def _scale(self) -> None:
        """The two ends and the middle of the scale; the measure's name with its direction above."""
        self.canv.setFont(self.face.bold, SMALL)
        self.canv.setFillColor(HexColor(theme.INK))
        self.canv.drawString(0, self.height - 10, self.face.text(self.measure.axis_title))
        self._pen(theme.GRID, 0.6)
        for share in (0, 0.5, 1):
            y, value = self._level(share), self.measure.low + (self.measure.high - self.measure.low) * share
            self.canv.line(LEFT, y, self.width, y)
            self._words(LEFT - 12, y - 2.5, trimmed(value), colour=theme.QUIET)

    def _lines(self) -> None:
        sessions, standing = self.rows[self.rows["phase"] != "review"], self.rows[self.rows["phase"] != "after"]
        self._pen(theme.SECOND, 0.9)
        for _, visit in sessions.groupby("on"):
            self.canv.line(visit["x"].iloc[0], visit["y"].min(), visit["x"].iloc[0], visit["y"].max())
        self._pen(theme.MAIN, 1.4)
        path = list(zip(standing["x"], standing["y"], strict=True))
        self.canv.lines([(*start, *end) for start, end in pairwise(path)])

    def _mark(self, phase: str, x: float, y: float) -> None:
        """A dot before a session, a diamond after it, an open square at a review."""
        fill = {"before": theme.MAIN, "after": theme.SECOND}.get(phase, theme.PAPER)
        self.canv.setFillColor(HexColor(fill))
        self._pen(theme.MAIN, 1.2)
        if phase == "before":
            self.canv.circle(x, y, 2.7, stroke=0, fill=1)
        elif phase == "after":
            self.canv.saveState()
            self.canv.translate(x, y)
            self.canv.rotate(45)
            self.canv.rect(-2.2, -2.2, 4.4, 4.4, stroke=0, fill=1)
            self.canv.restoreState()
        else:
            self.canv.rect(x - 2.6, y - 2.6, 5.2, 5.2, stroke=1, fill=1)

    def _values(self) -> None:
        """The first and the newest standing, and between them as many as have room for their dates."""
        standing = self.rows[self.rows["phase"] != "after"].drop_duplicates("on", keep="last")
        newest, behind = standing["x"].max(), float("-inf")
        for row in theme.each(standing):
            if row.x == newest or (row.x - behind >= APART and newest - row.x >= APART):
                self._words(row.x, row.y + 6, trimmed(row.value), bold=True, colour=theme.MAIN)
                self._words(row.x, BOTTOM - 12, day(row.on))
                behind = row.x
