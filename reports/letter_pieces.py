"""The pieces of a printed page about one person in one face and size: words, the picture, the table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pandas as pd
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from charts import theme
from charts.words import day, trimmed
from reports.letter_picture import Picture

if TYPE_CHECKING:
    from data.catalogue import Measure
    from reports.letter import LetterCase, Standing
    from reports.letter_font import Face

EDGE = 20 * mm
WIDE = A4[0] - 2 * EDGE
KEY = "In the picture: dot, before a session; diamond, after it; open square, at a review."
HEADS = ("Measured", "First", "Newest", "Change", "Read as")


class Pieces:
    """The pieces of a page in one face and size."""

    def __init__(self, face: Face, size: float) -> None:
        self.face, self.size = face, size

    def say(self, text: str, size: float = 0, bold: bool = False, quiet: bool = False) -> Paragraph:
        """Words that break into lines by themselves; what a record holds is text, never a tag."""
        size = size or self.size
        style = ParagraphStyle("own", fontName=self.face.bold if bold else self.face.regular, fontSize=size,
                               leading=size * 1.4, textColor=HexColor(theme.QUIET if quiet else theme.INK))  # fmt: skip
        return Paragraph(escape(self.face.text(text)).replace("\n", "<br/>"), style)

    def paragraphs(self, texts: Sequence[str]) -> list[Any]:
        """Each text as a paragraph with room above."""
        return [part for text in texts for part in (Spacer(0, self.size * 0.6), self.say(text))]

    def heading(self, title: str, lines: Sequence[str]) -> list[Any]:
        """A title and the lines beneath it."""
        return [self.say(title, self.size + 3, bold=True), Spacer(0, 3), *map(self.say, lines)]

    def address(self, to: str, today: date) -> list[Any]:
        """Who it is for, and the day."""
        return [self.say(to), Spacer(0, self.size), self.say(day(today)), Spacer(0, self.size * 1.5)]

    def signature(self, name: str) -> list[Any]:
        """The close of a letter, with room to sign."""
        return [*self.paragraphs(["Yours sincerely,"]), Spacer(0, 15 * mm), self.say(name)]

    def picture(self, case: LetterCase, height: float) -> list[Any]:
        """The picture and its key, or a sentence where nothing has been recorded."""
        if case.points["value"].notna().sum() == 0:
            return self.paragraphs([f"{case.measure.short} has not been recorded yet."])
        drawn = Picture(case.points, case.measure, self.face, WIDE, height)
        return [Spacer(0, self.size), drawn, self.say(KEY, 7.5, quiet=True), Spacer(0, self.size * 0.6)]

    def table(self, case: LetterCase) -> list[Any]:
        """What was measured: first, newest, the change, and what it amounts to."""
        if not case.standing:
            return []
        rows = [[self.say(head, self.size - 1.5, bold=True) for head in HEADS]]
        rows += [[self.say(cell, self.size - 1.5) for cell in _cells(row)] for row in case.standing]
        lined = [("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(theme.AXIS)), ("VALIGN", (0, 0), (-1, -1), "TOP"),
                 ("LEFTPADDING", (0, 0), (-1, -1), 0),
                 ("FONTNAME", (0, 0), (-1, -1), self.face.regular),  # else a face outside the file is named
                 ("RIGHTPADDING", (0, 0), (-1, -1), 6)]  # fmt: skip
        return [Table(rows, colWidths=[WIDE * part for part in (0.27, 0.16, 0.16, 0.17, 0.24)],
                      style=TableStyle(lined)), Spacer(0, self.size * 0.6)]  # fmt: skip


def _cells(row: Standing) -> list[str]:
    measure = row.measure
    better = "higher" if measure.better == "up" else "lower"
    named = f"{measure.short}, {side_words(row.side)}\n({measure.unit}, {better} is better)"
    return [named, _dated(row.first, row.first_on, measure), _dated(row.last, row.last_on, measure),
            _changed(row), row.read_as]  # fmt: skip


def _dated(value: float | None, on: date | None, measure: Measure) -> str:
    if value is None or pd.isna(value) or on is None:
        return "not recorded"
    return f"{_sized(value, measure)}\n{day(on)}"


def _sized(value: float, measure: Measure) -> str:
    unit = measure.unit.removesuffix("s") if value == 1 and measure.unit == "points" else measure.unit
    return f"{trimmed(value)} {unit}"


def _changed(row: Standing) -> str:
    """How far the newest lies from the first, which way that is, and between which days."""
    if row.change is None or pd.isna(row.change) or row.first_on is None or row.last_on is None:
        return "not known"
    size = _sized(abs(row.change), row.measure)
    moved = "no difference" if abs(row.change) < 1e-9 else f"{size} {'better' if row.change > 0 else 'worse'}"
    return f"{moved}\n{day(row.first_on)} to\n{day(row.last_on)}"


def side_words(side: str) -> str:
    """``left side``, ``both sides``."""
    return "both sides" if side == "both" else f"{side} side"
