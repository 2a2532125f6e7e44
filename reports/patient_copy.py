"""A person's own data, on request: everything recorded about them as a PDF to read and a CSV to take elsewhere.

Identified, that person only, made by those in whose scope every one of their courses of care is; each copy leaves an
event in the audit trail, with the file's hash and no value. A file's name does not name the person.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Spacer, Table, TableStyle

from charts import theme
from charts.words import day
from data.clock import today
from data.copy_reads import read_person
from data.ledger import Ledger
from data.visit_whose import episodes_of_patient
from reports.access import NotAllowed, Viewer
from reports.copy_lines import HEADS, Line, copy_lines
from reports.deliver import Delivery
from reports.export import neutral
from reports.file_names import safe_name
from reports.letter_font import Face, face_for
from reports.letter_pieces import EDGE, WIDE, Pieces
from reports.scope import check_episode, check_patient
from reports.watched import check_act, refusals

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store

ACT = "give copy"
FORMS = ("pdf", "csv")
TITLE = "Copy of everything recorded"
SHARED = "Another podiatrist treated this person too. Ask the owner, who can make the whole copy."
SIZE, FOOT = 8.5, 18 * mm


def give_copy(
    store: Store, catalogue: Catalogue, viewer: Viewer, patient: int, form: str, on: date | None = None
) -> Delivery:
    """Everything recorded about *patient* as ``pdf`` or ``csv``; the day *on* (today) stands in the file.

    Raises `NotAllowed` for a role or a person outside the viewer's scope, and where a course of care of the same person
    is outside it; `ValueError` for another form.
    """
    with refusals(store, viewer, ACT):
        check_whole(store, viewer, patient)
    if form not in FORMS:
        raise ValueError(f"A copy is {' or '.join(FORMS)}, not '{form}'.")
    lines, made_on = copy_lines(read_person(store, patient), catalogue), on or today()
    content = csv_copy(lines) if form == "csv" else pdf_copy(lines, made_on)
    mark = hashlib.sha256(content).hexdigest()
    detail = {"form": form, "bytes": len(content), "sha256": mark, "lines": len(lines)}
    Ledger(store, catalogue, viewer.name).note_copy(patient, detail)
    return Delivery(safe_name(f"copy-of-record-{made_on.isoformat()}-{mark[:12]}", form), content)


def check_whole(store: Store, viewer: Viewer, patient: int) -> None:
    """Raise `NotAllowed` unless *viewer* may make a copy and all of *patient*'s care is in their scope."""
    check_act(store, viewer, ACT)
    check_patient(store, viewer, patient)
    for episode in episodes_of_patient(store, patient):
        try:
            check_episode(store, viewer, episode)
        except NotAllowed:
            raise NotAllowed(SHARED) from None


def csv_copy(lines: Sequence[Line]) -> bytes:
    """The lines as CSV, with the mark by which spreadsheets know UTF-8; nothing in it runs as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADS)
    writer.writerows([str(neutral(cell)) for cell in line.cells()] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def pdf_copy(lines: Sequence[Line], made_on: date) -> bytes:
    """The lines as a document of as many A4 pages as it needs; what it says of itself does not name the person."""
    face = face_for("".join(text for line in lines for text in line.cells()) + TITLE)
    file, pieces = io.BytesIO(), Pieces(face, SIZE)
    document = BaseDocTemplate(
        file, pagesize=A4, title=TITLE, author="", subject="", creator="Dry-needling outcomes", lang="en-GB",
        initialFontName=face.regular,
    )  # fmt: skip
    frame = Frame(EDGE, FOOT, WIDE, A4[1] - EDGE - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame], onPage=lambda canvas, _: _foot(canvas, face, made_on)))
    story: list[Any] = [*pieces.heading(TITLE, [f"Made on {day(made_on)}. {len(lines)} entries."])]
    for part, some in groupby(lines, key=lambda line: line.part):
        story += [Spacer(0, SIZE), pieces.say(part, SIZE + 1.5, bold=True), _table(pieces, list(some))]
    document.build(story)
    return file.getvalue()


def _table(pieces: Pieces, lines: list[Line]) -> Table:
    rows = [
        [pieces.say(day(line.on) if line.on else ""), pieces.say(line.what), pieces.say(part)]
        for line in lines
        for part in _parts(line.said)
    ]
    lined = [("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(theme.AXIS)), ("VALIGN", (0, 0), (-1, -1), "TOP"),
             ("LEFTPADDING", (0, 0), (-1, -1), 0), ("FONTNAME", (0, 0), (-1, -1), pieces.face.regular)]  # fmt: skip
    return Table(rows, colWidths=[WIDE * part for part in (0.15, 0.33, 0.52)], style=TableStyle(lined))


def _parts(said: str, most: int = 1500) -> list[str]:
    """A very long text as several rows: a row does not break over a page."""
    return [said[start : start + most] for start in range(0, len(said), most)] or [""]


def _foot(canvas: Canvas, face: Face, made_on: date) -> None:
    canvas.setFillColor(HexColor(theme.QUIET))
    canvas.setFont(face.regular, 8)
    canvas.drawString(EDGE, FOOT - 8 * mm, f"{TITLE}, {day(made_on)}")
    canvas.drawRightString(A4[0] - EDGE, FOOT - 8 * mm, f"page {canvas.getPageNumber()}")
