"""The owner report: one quarter on two to four printed pages, made from the same answers as the pages.

It holds nothing that was not opened through the desk with the owner's rights. The same version of the data and the
same day give the same file, byte by byte.
"""

from __future__ import annotations

import hashlib
import io
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from charts import lettering, theme
from charts.words import day
from data.clock import today
from data.ledger import Ledger
from reports import quarter_parts
from reports.access import OWNER, check_read
from reports.file_names import safe_name
from reports.letter_font import Face, face_for
from reports.period import Period, PeriodError, parse_period
from reports.quarter_facts import QuarterError, QuarterFacts, gather
from reports.quarter_pieces import EDGE, WIDE, Pieces
from reports.watched import check_act, refusals

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from data.catalogue import Catalogue
    from data.store import Store
    from reports.access import Viewer

NAME = "Owner report"
LEAST_PAGES, MOST_PAGES = 2, 4
SIZES = (9.0, 8.5, 8.0)  # points of the running text: smaller only where four pages would not hold it
FOOT = 20 * mm
PARTS = (
    quarter_parts.head, quarter_parts.conditions, quarter_parts.steadiness, quarter_parts.changed,
    quarter_parts.safety, quarter_parts.quality, quarter_parts.methods,
)  # fmt: skip


def quarter_pdf(store: Store, catalogue: Catalogue, viewer: Viewer, quarter: str, as_of: date | None = None) -> bytes:
    """The owner report about *quarter* (``2026-Q3``) as known on *as_of* (today), as a PDF of two to four pages.

    Raises `reports.access.NotAllowed` for anybody
    but the owner, and `QuarterError` for what is no quarter or has not begun.
    """
    with refusals(store, viewer, NAME.lower()):
        check_read(viewer, NAME, (OWNER,))
    period, on = _period(quarter), as_of or today()
    if period.first > on:
        raise QuarterError(f"The quarter {period.name} has not begun on {day(on)}.")
    return printed(gather(store, catalogue, viewer, period, on))


def _period(quarter: str) -> Period:
    try:
        found = parse_period(quarter)
    except PeriodError:
        found = None
    if found is None or "Q" not in found.name:
        raise QuarterError(f"'{quarter}' is not a quarter. Ask for one such as 2026-Q3.")
    return found


def deliver_quarter(
    store: Store, catalogue: Catalogue, viewer: Viewer, quarter: str, as_of: date | None = None
) -> bytes:
    """`quarter_pdf`; who made it, of which quarter and when stands in the audit trail, with its hash and no figure."""
    check_act(store, viewer, "make file")
    content = quarter_pdf(store, catalogue, viewer, quarter, as_of)
    name = safe_name(f"{NAME} {quarter}", "pdf")
    detail = {"form": "pdf", "destination": "internal", "quarter": quarter, "bytes": len(content), "file": name,
              "sha256": hashlib.sha256(content).hexdigest()}  # fmt: skip
    Ledger(store, catalogue, viewer.name).note_delivery(NAME.lower(), detail)
    return content


def printed(facts: QuarterFacts) -> bytes:
    """*facts* on paper, at the largest size of type that four pages hold."""
    for size in SIZES:
        page = Pieces(_face(facts), size)
        parts = [part(page, facts) for part in PARTS]
        break_before_methods = _Sheets(facts, page.face).build(parts) < LEAST_PAGES
        sheets = _Sheets(facts, page.face)
        count = sheets.build(_again(page, facts, break_before_methods))
        if count <= MOST_PAGES:
            last = _Sheets(facts, page.face, count)
            last.build(_again(page, facts, break_before_methods))
            return last.file.getvalue()
    raise QuarterError("The quarter does not fit four pages: it has too many conditions and sites.")


def _again(page: Pieces, facts: QuarterFacts, apart: bool) -> list[list[Any]]:
    """The parts once more, because a piece can be printed only once; *apart*: the methods on a page of their own."""
    parts = [part(page, facts) for part in PARTS]
    return [*parts[:-1], [PageBreak()], parts[-1]] if apart else parts


def _face(facts: QuarterFacts) -> Face:
    """The shipped letters, where they have every letter of what people typed."""
    labels = facts.now.conditions.frame, facts.last.conditions.frame, facts.now.again.frame, facts.now.other_care.frame
    typed = "".join(map(str, chain.from_iterable(frame["label"] for frame in labels if "label" in frame)))
    files = tuple(str(lettering.FOLDER / name) for name in lettering.family(lettering.DEFAULT).files)
    return face_for(typed + "".join(facts.now.rounded.summary), (files[0], files[1]))


class _Sheets:
    """The pages with their foot; ``build`` prints the parts and returns how many pages they took."""

    def __init__(self, facts: QuarterFacts, face: Face, count: int = 0) -> None:
        self.facts, self.face, self.count, self.file = facts, face, count, io.BytesIO()
        title = f"{NAME} {facts.now.period.name}"
        self.book = BaseDocTemplate(
            self.file, pagesize=A4, invariant=1, lang="en-GB", title=title, author="",
            subject="", creator="Dry-needling outcomes", initialFontName=face.regular,
        )  # fmt: skip
        room = Frame(EDGE, FOOT, WIDE, A4[1] - EDGE - FOOT, 0, 0, 0, 0)
        self.book.addPageTemplates(PageTemplate("page", [room], onPage=self._foot))

    def build(self, parts: list[list[Any]]) -> int:
        """Print *parts*; the number of pages."""
        flow: list[Flowable] = list(chain.from_iterable(parts))
        self.book.build(flow)
        return int(self.book.page)

    def _foot(self, canvas: Canvas, book: BaseDocTemplate) -> None:
        said = [f"{NAME} {self.facts.now.period.name}", "for the clinic, not for publication",
                f"data version {self.facts.version}", f"as known on {day(self.facts.as_of)}"]  # fmt: skip
        canvas.setStrokeColor(HexColor(theme.GRID))
        canvas.line(EDGE, FOOT - 4 * mm, A4[0] - EDGE, FOOT - 4 * mm)
        canvas.setFillColor(HexColor(theme.QUIET))
        canvas.setFont(self.face.regular, 7.5)
        canvas.drawString(EDGE, FOOT - 8.5 * mm, self.face.text(" · ".join(said)))
        canvas.drawRightString(A4[0] - EDGE, FOOT - 8.5 * mm, f"Page {book.page} of {self.count or '?'}")
