"""A review on its own: readings of a day without needling, by the podiatrist or given by the patient on a tablet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from data.catalogue import Measure
from data.ledger import LedgerError
from data.rows import ReadingFacts
from reports.access import NotAllowed
from reports.visit_form import earlier
from views import record_check, record_state, tablet_link
from views.record_words import SIDES, number
from views.room import Room
from views.text import count, day, md

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord, ReadingRecord

SURE = "review-sure"


def show(room: Room, record: EpisodeRecord, today: date) -> None:
    """The questions of the condition's measures; only those with a value are recorded."""
    _on_the_tablet(room, record)
    measures = offered(room, record)
    with st.form(f"review-{record.id}", border=True):
        st.markdown("**A review without needling.** Fill in what was measured; leave the rest empty.")
        with st.grid(2, min_column_width=220, key="review-when"):
            on = st.date_input(
                "Date of the review", today, record.started, today, format="DD/MM/YYYY", key=f"review-on-{record.id}"
            )
            rater = st.text_input(
                "Measured by", room.viewer.podiatrist or record.podiatrist, key=f"review-rater-{record.id}"
            )
        side = st.segmented_control(
            "Side", list(SIDES), default=record.side, format_func=SIDES.__getitem__, width="stretch",
            key=f"review-side-{record.id}",
        )  # fmt: skip
        with st.grid(2, min_column_width=300, key="review-values"):
            given = {measure.id: _value(record, measure) for measure in measures}
        sent = st.form_submit_button("Save review", type="primary", width="stretch")
    if sent:
        _save(room, record, today, _facts(record, given, on, side or record.side, rater.strip()))


def offered(room: Room, record: EpisodeRecord) -> list[Measure]:
    """The measures of the condition, then whatever else this course of care has recorded."""
    known = room.catalogue.conditions.get(record.condition)
    names = dict.fromkeys([*(known.measures if known else ()), *(one.measure for one in _every(record))])
    return [room.catalogue.measures[name] for name in names if name in room.catalogue.measures]


def _every(record: EpisodeRecord) -> list[ReadingRecord]:
    return [*record.reviews, *(one for session in record.sessions for one in session.readings)]


def _newest(record: EpisodeRecord, measure: str) -> ReadingRecord | None:
    same = [one for one in _every(record) if one.measure == measure]
    return max(same, key=lambda one: (one.on, one.id), default=None)


def _value(record: EpisodeRecord, measure: Measure) -> float | None:
    newest = _newest(record, measure.id)
    direction = "higher is better" if measure.better == "up" else "lower is better"
    before = f" Last: {number(newest.value)} ({day(newest.on)})." if newest else ""
    value: float | None = st.number_input(
        md(f"{measure.short} ({measure.unit}, {direction})"), float(measure.low), float(measure.high), None,
        float(measure.step or 1), format="%g", key=f"review-{record.id}-{measure.id}",
        placeholder=f"{number(measure.low)} to {number(measure.high)}", help=md(f"{measure.name}.{before}"),
    )  # fmt: skip
    return value


def _facts(
    record: EpisodeRecord, given: dict[str, float | None], on: date, side: str, rater: str
) -> tuple[ReadingFacts, ...]:
    """One reading for each value; the method and instrument are those of the last reading of that measure."""
    found = []
    for name, value in given.items():
        if value is not None:
            last = _newest(record, name)
            method, instrument = (last.method, last.instrument) if last else ("", "")
            found.append(ReadingFacts(name, value, on, "review", side, method, rater, instrument))
    return tuple(found)


def _save(room: Room, record: EpisodeRecord, today: date, readings: tuple[ReadingFacts, ...]) -> None:
    if not readings:
        st.error("No value is filled in yet.")
        return
    rare = [words for one in readings if (words := _rare(room, record, today, one))]
    if rare and st.session_state.get(SURE) != rare:
        st.session_state[SURE] = rare
        sentences = "".join(f"\n- {md(one)}" for one in rare)
        st.warning(f"Please look once more, then save again if these are right:\n{sentences}")
        return
    _write(room, record, readings)


def _rare(room: Room, record: EpisodeRecord, today: date, one: ReadingFacts) -> str:
    content = {f"{one.measure}#1.{part}": getattr(one, part) for part in ("side", "method", "rater", "instrument")}
    content[f"{one.measure}#1.before"] = one.value
    if earlier(record, one.measure, one.side, one.method) is None:
        return ""
    return " ".join(record_check.unusual(record_check.Sheet(content, record, room.catalogue, today)))


def _write(room: Room, record: EpisodeRecord, readings: tuple[ReadingFacts, ...]) -> None:
    try:
        record_state.pen(room).record_review(record.id, readings)
    except (LedgerError, NotAllowed) as error:
        st.error(md(f"{error} Nothing of this review is stored yet."))
        return
    st.session_state.pop(SURE, None)
    for key in [name for name in st.session_state if str(name).startswith(f"review-{record.id}-")]:
        del st.session_state[key]
    st.session_state[record_state.SAID] = f"Review saved, with {count(len(readings), 'reading')}."
    st.rerun()


def _on_the_tablet(room: Room, record: EpisodeRecord) -> None:
    """The patient answers on the clinic's tablet."""
    with st.expander("The patient answers on the clinic's tablet", icon=":material/tablet:"):
        tablet_link.hand_over(room, record.id)
