"""The printed pages about one person: a summary of care, and a letter to who referred them. One A4 page each.

Nobody else is in them: what is said of similar patients is a sentence. Every number stands beside its date. The
text is text, its type is inside the file, and what the file says of itself does not name the person.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame

from charts import theme
from charts.words import day
from reports.letter_font import Face, face_for
from reports.letter_pieces import EDGE, HEADS, KEY, WIDE, Pieces, side_words
from reports.story_words import times

if TYPE_CHECKING:
    import pandas as pd

    from data.catalogue import Measure

FOOT = 24 * mm
SIZES = (10.0, 9.0, 8.0)  # points of the running text: smaller only where the page would not hold it


class LetterError(ValueError):
    """The page cannot be made; the message is a sentence for the person at the desk."""


@dataclass(frozen=True)
class Standing:
    """One measure on one side. ``change`` is positive when better; ``read_as`` says what it amounts to, in words."""

    measure: Measure
    side: str
    first: float | None
    first_on: date | None
    last: float | None = None
    last_on: date | None = None
    change: float | None = None
    read_as: str = ""


@dataclass(frozen=True)
class LetterCase:
    """All that a printed page may say. ``person`` is how they are named on paper (name, year of birth, reference).

    ``points``: columns ``on``, ``phase``, ``value`` of ``measure`` on the treated side, of this course of care.
    ``sentences`` come from the reports and carry their own dates; ``clinic`` is a name or address, may be blank.
    """

    person: str
    condition: str
    side: str
    measure: Measure
    points: pd.DataFrame
    standing: tuple[Standing, ...]
    sentences: tuple[str, ...]
    podiatrist: str
    today: date
    started: date
    sessions: int
    last_session_on: date | None = None
    clinic: str = ""


def summary_pdf(case: LetterCase) -> bytes:
    """One page for the person or for the file: the picture, what was measured, and the sentences. As a PDF.

    Raises `LetterError` when it does not fit one page.
    """
    said = ("Summary of care", "", KEY, *case.sentences)
    return _page(case, "Summary of care", said, lambda page: [
        *page.heading("Summary of care", _about(case)), *page.picture(case, 190), *page.table(case),
        *page.paragraphs(case.sentences),
    ])  # fmt: skip


def letter_pdf(case: LetterCase, to: str, words: str) -> bytes:
    """The letter to the referrer *to* with the podiatrist's own *words* (blank lines part paragraphs). As a PDF.

    Raises `LetterError` when *to* is blank or the letter does not fit one page.
    """
    if not to.strip():
        raise LetterError("Say who the letter is for.")
    own = [part.strip() for part in words.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return _page(case, "Letter about care", (to, words, KEY, *case.sentences), lambda page: [
        *page.address(to, case.today), *page.heading(f"Re: {case.person}", _about(case)[1:]),
        *page.paragraphs(own), *page.picture(case, 150), *page.table(case), *page.paragraphs(case.sentences),
        *page.signature(f"{case.podiatrist}, podiatrist"),
    ])  # fmt: skip


def _about(case: LetterCase) -> list[str]:
    until = f"to {day(case.last_session_on)}" if case.last_session_on else "so far"
    visits = f"{times(case.sessions, 'session', 'sessions')} of dry needling from {day(case.started)} {until}"
    return [case.person, f"{case.condition}, {side_words(case.side)}. {visits}."]


def _page(case: LetterCase, title: str, said: Sequence[str], content: Callable[[Pieces], list[Any]]) -> bytes:
    """The page at the largest size of type that it fits in."""
    face = face_for("".join([*said, case.person, case.condition, case.podiatrist, case.clinic, KEY, *HEADS,
                             *(row.read_as + row.measure.axis_title for row in case.standing)]))  # fmt: skip
    for size in SIZES:
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=A4, lang="en-GB", initialFontName=face.regular)
        canvas.setTitle(title)
        canvas.setAuthor("")
        canvas.setSubject("")
        canvas.setCreator("Dry-needling outcomes")
        left = content(Pieces(face, size))
        Frame(EDGE, FOOT, WIDE, A4[1] - EDGE - FOOT, 0, 0, 0, 0).addFromList(left, canvas)
        if not left:
            _foot(canvas, case, face)
            canvas.save()
            return file.getvalue()
    raise LetterError("This does not fit one page. Shorten the words.")


def _foot(canvas: Canvas, case: LetterCase, face: Face) -> None:
    canvas.setStrokeColor(HexColor(theme.AXIS))
    canvas.line(EDGE, FOOT - 4 * mm, A4[0] - EDGE, FOOT - 4 * mm)
    canvas.setFillColor(HexColor(theme.QUIET))
    canvas.setFont(face.regular, 8)
    signed = ", ".join(part for part in (case.podiatrist, case.clinic.replace("\n", ", ")) if part)
    canvas.drawString(EDGE, FOOT - 9 * mm, face.text(signed))
    canvas.drawRightString(A4[0] - EDGE, FOOT - 9 * mm, day(case.today))
