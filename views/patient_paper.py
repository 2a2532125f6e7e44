"""The two printed pages about one patient: made when they are asked for, from the same answers as the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from data.clock import today
from data.visit_reads import EpisodeRecord
from reports import desk, letter
from reports.deliver import note
from reports.filters import Filters
from reports.letter import LetterCase, LetterError, Standing
from reports.report import Report
from views.room import Room
from views.text import md

SUMMARY, LETTER = "summary-of-care.pdf", "letter.pdf"
NO_READING = "There is nothing to print yet: no reading is recorded."
OWN_WORDS = "Your own words (a blank line begins a new paragraph)"


def buttons(room: Room, record: EpisodeRecord, standing: Report, row: pd.Series | None) -> None:
    """Summary and letter, each one file of one page, with the picture of *row* of the report ``standing``."""
    nothing = row is None
    st.download_button(
        "Summary (PDF)",
        lambda: _noted(room, record, SUMMARY, summary(case(room, record, standing, row)), "the patient or the file"),
        SUMMARY,
        "application/pdf",
        key="summary-pdf",
        on_click="ignore",
        disabled=nothing,
        help=NO_READING if nothing else "One page for the patient or the file",
    )
    _letter(room, record, standing, row)


@st.fragment
def _letter(room: Room, record: EpisodeRecord, standing: Report, row: pd.Series | None) -> None:
    """Who it is for and the podiatrist's own words; the page is made once somebody is named."""
    opened = st.popover("Letter (PDF)", disabled=row is None, key="letter", on_change="rerun")
    if not opened.open:
        return
    with opened:
        to = st.text_input("To", key="letter-to", placeholder="Dr Name, practice", autocomplete="off")
        words = st.text_area(OWN_WORDS, key="letter-words", height=140)
        if not to.strip():
            st.caption("Say who the letter is for, then it can be downloaded.")
            return
        try:
            made = letter.letter_pdf(case(room, record, standing, row), to, words)
        except LetterError as error:
            st.error(md(error))
            return
        st.download_button(
            "Download the letter", lambda: _noted(room, record, LETTER, made, "referrer"), LETTER, "application/pdf",
            key="letter-pdf", type="primary", on_click="ignore",
        )  # fmt: skip


def _noted(room: Room, record: EpisodeRecord, name: str, content: bytes, destination: str) -> bytes:
    """The page itself, once it stands in the activity record who took it, about which course of care and for whom."""
    what = name.removesuffix(".pdf")
    note(room.store, room.catalogue, room.viewer, what, name, content, destination=destination, episode=record.id)
    return content


def summary(case: LetterCase) -> bytes:
    """The sentences are left out where the page would not hold them: the picture and the table say the same."""
    try:
        return letter.summary_pdf(case)
    except LetterError:
        return letter.summary_pdf(replace(case, sentences=()))


def case(room: Room, record: EpisodeRecord, standing: Report, row: pd.Series | None) -> LetterCase:
    """Everything from the answers on the screen; nothing is asked of the records again but the picture's points."""
    main = standing.frame.iloc[0] if row is None else row
    filters = Filters(episode=record.id, measure=str(main["measure"]), side=(str(main["side"]),))
    drawn = desk.open_report("progress", room.store, room.catalogue, room.viewer, filters).frame
    condition = room.catalogue.conditions.get(record.condition)
    visits = [visit.facts.on for visit in record.sessions]
    return LetterCase(
        person=_person(record),
        condition=condition.name if condition else record.condition,
        side=record.side,
        measure=room.catalogue.measures[str(main["measure"])],
        points=drawn[drawn["side"] == main["side"]],
        standing=tuple(_row(room, row) for _, row in standing.frame.iterrows()),
        sentences=_sentences(standing, main),
        podiatrist=room.viewer.podiatrist or record.podiatrist,
        today=today(),
        started=record.started,
        sessions=len(visits),
        last_session_on=max(visits, default=None),
        clinic=record.site,
    )


def _sentences(standing: Report, main: pd.Series) -> tuple[str, ...]:
    """What the heading and the table do not say; what is still to be done here is nobody else's business."""
    care = f"Other care given: {main['co_interventions']}." if main["co_interventions"] else ""
    said = [sentence for sentence in standing.summary if sentence.startswith("Adverse events")]
    return tuple(sentence for sentence in (*said, care) if sentence and sentence != main["missing"])


def _person(record: EpisodeRecord) -> str:
    born = f"born {record.birth_year}" if record.birth_year else ""
    return ", ".join(part for part in (record.display_name, born, record.reference) if part)


def _row(room: Room, row: pd.Series) -> Standing:
    return Standing(
        measure=room.catalogue.measures[str(row["measure"])],
        side=str(row["side"]),
        first=_value(row["baseline"]),
        first_on=_day(row["baseline_on"]),
        last=_value(row["last"]),
        last_on=_day(row["last_on"]),
        change=_value(row["change"]),
        read_as=str(row["cls_words"]),
    )


def _value(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
