"""The two drawings of the owner report: a dot with its interval for one row, and the quarters to date in a line.

Both stand on the range of change that every chart of the measure has, with better to the right or above.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from charts import theme
from charts.marks import change_range
from charts.words import number, trimmed
from reports.access import FLAGGED_BELOW

if TYPE_CHECKING:
    from data.catalogue import Measure
    from reports.letter_font import Face

SMALL = 7.0
LEFT, TOP, BOTTOM = 24.0, 8.0, 36.0  # points kept free round the line of quarters


class _Drawing(Flowable):  # type: ignore[misc, unused-ignore]
    """Something drawn on the range of change of *measure*, in the letters of *face*."""

    def __init__(self, measure: Measure, face: Face, width: float, height: float) -> None:
        super().__init__()
        self.measure, self.face, self.width, self.height = measure, face, width, height
        self.low, self.high = change_range(measure)

    def share(self, value: float) -> float:
        """Where *value* lies in the range, 0 to 1; what lies beyond stands at its edge."""
        return float(min(max((value - self.low) / (self.high - self.low), 0.0), 1.0))

    def words(self, x: float, y: float, said: str, colour: str = theme.QUIET, bold: bool = False) -> None:
        """*said* with its middle at *x*."""
        self.canv.setFont(self.face.bold if bold else self.face.regular, SMALL)
        self.canv.setFillColor(HexColor(colour))
        self.canv.drawCentredString(x, y, self.face.text(said))

    def pen(self, colour: str, width: float) -> None:
        """Lines from here on."""
        self.canv.setStrokeColor(HexColor(colour))
        self.canv.setLineWidth(width)

    def dot(self, x: float, y: float, few: bool, colour: str, size: float = 2.6) -> None:
        """A full dot; hollow where few people stand behind it."""
        self.pen(colour, 1.1)
        self.canv.setFillColor(HexColor(theme.PAPER if few else colour))
        self.canv.circle(x, y, size, stroke=1, fill=1)


class Interval(_Drawing):
    """A row's mean change as a dot with its interval; hollow where few; nothing where nobody is counted."""

    def __init__(self, row: Any, measure: Measure, face: Face, width: float, height: float) -> None:
        super().__init__(measure, face, width, height)
        self.row = row

    def draw(self) -> None:
        """The line of no change, the interval and the dot onto the page."""
        middle = self.height / 2
        self.pen(theme.AXIS, 0.6)
        self.canv.line(self.width * self.share(0), 0, self.width * self.share(0), self.height)
        if not self.row.n:
            return
        few = self.row.n < FLAGGED_BELOW
        colour = theme.QUIET if few else theme.MAIN
        if not math.isnan(self.row.ci_low):
            self._whisker(middle, colour)
        self.dot(self.width * self.share(self.row.mean_change), middle, few, colour)

    def _whisker(self, middle: float, colour: str) -> None:
        """A cap closes an end; an end that runs beyond the range has none."""
        self.pen(colour, 1.1)
        ends = [self.width * self.share(end) for end in (self.row.ci_low, self.row.ci_high)]
        self.canv.line(ends[0], middle, ends[1], middle)
        for value, x in zip((self.row.ci_low, self.row.ci_high), ends, strict=True):
            if self.low <= value <= self.high:
                self.canv.line(x, middle - 2.2, x, middle + 2.2)


class Scale(_Drawing):
    """The head of a column of `Interval`: the ends and the middle of the range, and which way is better."""

    def draw(self) -> None:
        """Numbers below, words above."""
        for value in (self.low, 0.0, self.high):
            said = trimmed(value) if value <= 0 else f"+{trimmed(value)}"
            edge = {self.low: 5.0, self.high: -7.0}.get(value, 0.0)
            self.words(self.width * self.share(value) + edge, 1.5, said)
        self.words(self.width * self.share(0) / 2 + 2, 11.5, "worse")
        self.words(self.width * (1 + self.share(0)) / 2 - 2, 11.5, "better")


class Steady(_Drawing):
    """The mean change of each quarter to date with its interval, n under every dot; the newest in colour."""

    def __init__(self, rows: Sequence[Any], measure: Measure, face: Face, width: float, height: float) -> None:
        super().__init__(measure, face, width, height)
        self.rows = rows
        self.step = (width - LEFT) / max(len(rows), 1)

    def draw(self) -> None:
        """Scale, line, dots and what stands under them, in this order."""
        self._scale()
        self._line()
        for place, row in enumerate(self.rows):
            self._quarter(self._x(place), row, place == len(self.rows) - 1)
        self.words(LEFT / 2 - 2, BOTTOM - 20, "n")

    def _x(self, place: int) -> float:
        return LEFT + self.step * (place + 0.5)

    def _y(self, value: float) -> float:
        return BOTTOM + (self.height - TOP - BOTTOM) * self.share(value)

    def _scale(self) -> None:
        for value in (self.low, self.low / 2, 0.0, self.high / 2, self.high):
            self.pen(theme.AXIS if not value else theme.GRID, 0.8 if not value else 0.5)
            self.canv.line(LEFT, self._y(value), self.width, self._y(value))
            self.words(LEFT / 2 - 2, self._y(value) - 2.4, trimmed(value) if value <= 0 else f"+{trimmed(value)}")
        self.canv.setFont(self.face.regular, SMALL)
        self.canv.drawString(LEFT + 3, self._y(self.high) - 8, "better")
        self.canv.drawString(LEFT + 3, self._y(self.low) + 3, "worse")

    def _line(self) -> None:
        known = [(self._x(place), self._y(row.mean_change)) for place, row in enumerate(self.rows) if row.n]
        self.pen(theme.PALE, 1.2)
        self.canv.lines([(*start, *end) for start, end in pairwise(known)])

    def _quarter(self, x: float, row: Any, newest: bool) -> None:
        colour = theme.MAIN if newest else theme.QUIET
        if row.n and not math.isnan(row.ci_low):
            self.pen(colour, 1.1)
            self.canv.line(x, self._y(row.ci_low), x, self._y(row.ci_high))
        if row.n:
            self.dot(x, self._y(row.mean_change), row.n < FLAGGED_BELOW, colour, 1.9)  # smaller than its interval
        if row.n and newest:
            self.words(x, self._y(min(row.ci_high, self.high)) + 3, number(row.mean_change), theme.MAIN, bold=True)
        quarter = (row.period.month + 2) // 3
        self.words(x, BOTTOM - 10, f"Q{quarter} {row.period:%y}", theme.INK if newest else theme.QUIET, newest)
        self.words(x, BOTTOM - 20, f"{row.n:.0f}", theme.INK if newest else theme.QUIET, newest)
