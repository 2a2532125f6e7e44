"""The pieces of the owner report in one face and size: headings, words, the figures at the top, tables, a box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from charts import theme

if TYPE_CHECKING:
    from reports.letter_font import Face
    from reports.quarter_words import Tile

EDGE = 18 * mm
WIDE = A4[0] - 2 * EDGE
SHADE = "#f4f6f8"
ALERT = theme.CLASS_COLOURS["worse"]


class Mark(Flowable):  # type: ignore[misc, unused-ignore]
    """A place that the reader's list of contents leads to."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.width = self.height = 0.0

    def draw(self) -> None:
        """No ink: only the entry and where it leads."""
        name = self.title.lower().replace(" ", "-")
        self.canv.bookmarkHorizontal(name, 0, 14)
        self.canv.addOutlineEntry(self.title, name, 0)


@dataclass(frozen=True)
class Pieces:
    """The pieces in one face at one size of running text (points)."""

    face: Face
    size: float

    def say(
        self, text: str, size: float = 0, bold: bool = False, colour: str = theme.INK, right: bool = False
    ) -> Paragraph:
        """Words that break into lines by themselves; what a record holds is text, never a tag."""
        size = size or self.size
        style = ParagraphStyle(
            "own", fontName=self.face.bold if bold else self.face.regular, fontSize=size, leading=size * 1.35,
            textColor=HexColor(colour), alignment=TA_RIGHT if right else 0, allowWidows=0, allowOrphans=0,
        )  # fmt: skip
        return Paragraph(escape(self.face.text(text)).replace("\n", "<br/>"), style)

    def quiet(self, text: str, right: bool = False) -> Paragraph:
        """Smaller and lighter: what a table's column is, what a figure was before."""
        return self.say(text, self.size - 1.5, colour=theme.QUIET, right=right)

    def title(self, name: str, lines: Sequence[str]) -> list[Any]:
        """The head of the first page."""
        return [self.say("Owner report", self.size, True, theme.MAIN), Spacer(0, 2), self.say(name, 20, True),
                Spacer(0, 5), *(self.say(line, colour=theme.QUIET) for line in lines), Spacer(0, 10)]  # fmt: skip

    def part(self, name: str, *first: Any) -> list[Any]:
        """A heading that never stands alone at the foot of a page: it stays with the pieces *first*."""
        head = [Mark(name), self.say(name, self.size + 3, bold=True), Spacer(0, 4)]
        return [Spacer(0, 9), CondPageBreak(90), KeepTogether([*head, *first])]

    def words(self, texts: Sequence[str], gap: float = 3) -> list[Any]:
        """Each text as a paragraph of its own."""
        return [part for text in texts if text for part in (self.say(text), Spacer(0, gap))]

    def tiles(self, shown: Sequence[Tile]) -> Table:
        """The figures at the top side by side, each under a coloured rule."""
        cells = [[[self.quiet(tile.name), Spacer(0, 2), *self._figure(tile.figure), Spacer(0, 2),
                   self.say(tile.detail, self.size - 1), Spacer(0, 2), self.quiet(f"Last quarter {tile.before}")]
                  for tile in shown]]  # fmt: skip
        lines = [("LINEABOVE", (place, 0), (place, 0), 1.6, HexColor(theme.MAIN)) for place in range(0, 8, 2)]
        spaced = [[part for cell in cells[0] for part in (cell, "")][:-1]]
        gap, wide = 10.0, (WIDE - 30) / 4
        return Table(spaced, [wide, gap, wide, gap, wide, gap, wide], style=TableStyle([*_BARE, *lines]))

    def _figure(self, figure: str) -> list[Any]:
        """The figure large, and the words behind it as large as the line allows."""
        first, _, rest = figure.partition(" ")
        if not first[:1].isdigit():
            return [self.say(figure, 15, bold=True)]
        large = f'<font name="{self.face.bold}" size="18">{escape(first)}</font>'
        style = ParagraphStyle("own", fontName=self.face.bold, fontSize=9.5, leading=22, textColor=HexColor(theme.INK))
        return [Paragraph(f"{large} {escape(self.face.text(rest))}", style)]

    def table(self, heads: Sequence[Any], rows: Sequence[Sequence[Any]], widths: Sequence[float], right: int) -> Table:
        """A table whose head is repeated on the next page; the last *right* columns stand to the right."""
        first = len(heads) - right
        head = [self.quiet(one, place >= first) if isinstance(one, str) else one for place, one in enumerate(heads)]
        body = [[self.say(one, self.size - 0.5, right=place >= first) if isinstance(one, str) else one
                 for place, one in enumerate(row)] for row in rows]  # fmt: skip
        lined = [("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor(theme.AXIS)),
                 ("LINEBELOW", (0, 1), (-1, -1), 0.4, HexColor(theme.GRID)),
                 ("VALIGN", (0, 0), (-1, 0), "BOTTOM"), ("VALIGN", (0, 1), (-1, -1), "MIDDLE"),
                 ("TOPPADDING", (0, 1), (-1, -1), 1.4), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
                 ("RIGHTPADDING", (0, 0), (-2, -1), 6)]  # fmt: skip
        return Table([head, *body], widths, repeatRows=1, style=TableStyle([*_BARE, *lined]))

    def box(self, texts: Sequence[str]) -> Table:
        """Paragraphs on a pale ground; it may go on over the page."""
        rows = [[self.say(text, self.size - 1)] for text in texts if text]
        shaded = [("BACKGROUND", (0, 0), (-1, -1), HexColor(SHADE)), ("LEFTPADDING", (0, 0), (-1, -1), 9),
                  ("RIGHTPADDING", (0, 0), (-1, -1), 9), ("TOPPADDING", (0, 0), (-1, 0), 7),
                  ("BOTTOMPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, -1), (-1, -1), 7),
                  ("LINEBEFORE", (0, 0), (0, -1), 2, HexColor(theme.MAIN))]  # fmt: skip
        return Table(rows, [WIDE], style=TableStyle([*_BARE, *shaded]))


_BARE: list[tuple[Any, ...]] = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]  # fmt: skip
