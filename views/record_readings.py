"""Pain with large buttons, ranges of motion as numbers: before and after, each entered when it is known."""

from __future__ import annotations

import streamlit as st

from data.catalogue import Measure
from reports.visit_form import Line, filled, is_scale, lines, next_line
from views import record_fields as fields
from views import record_state
from views.record_check import Sheet, another_hand, last_of
from views.record_state import Held
from views.record_words import SIDES, number
from views.text import day, md

PHASES = {"before": "before needling", "after": "after needling"}


def pain(held: Held, sheet: Sheet) -> None:
    """Every pain scale of this course of care, before and after."""
    for line in lines(held.content):
        measure = sheet.catalogue.measures.get(line.measure)
        if measure is None or not is_scale(measure):
            continue
        with st.container(key=held.key(f"pain-{line.measure}-{line.number}")):
            st.subheader(md(f"{measure.short}{_side(held, line)}"), anchor=False)
            st.caption(md(f"0 none, {number(measure.high)} worst. {_last_time(sheet, line)}"))
            for phase, words in PHASES.items():
                label = f"{measure.name}, {words}" if _several(held, sheet) else f"Pain {words}"
                fields.scale(held, line.key(phase), label, int(measure.low), int(measure.high))
            _marked(held, sheet, line)


def others(held: Held, sheet: Sheet) -> None:
    """The other measures of the condition: two numbers side by side, and how they were taken."""
    shown = [line for line in lines(held.content) if _is_other(sheet, line)]
    st.subheader("Range of motion" if _only_ranges(sheet, shown) else "Measurements", anchor=False)
    for line in shown:
        _other(held, sheet, line, sheet.catalogue.measures[line.measure])
    _more(held, sheet)


def _is_other(sheet: Sheet, line: Line) -> bool:
    measure = sheet.catalogue.measures.get(line.measure)
    return measure is not None and not is_scale(measure)


def _only_ranges(sheet: Sheet, shown: list[Line]) -> bool:
    return not shown or all(sheet.catalogue.measures[line.measure].kind == "rom" for line in shown)


def _several(held: Held, sheet: Sheet) -> bool:
    return sum(not _is_other(sheet, line) for line in lines(held.content)) > 1


def _direction(measure: Measure) -> str:
    return "Higher is better" if measure.better == "up" else "Lower is better"


def _side(held: Held, line: Line) -> str:
    side = held.content.get(line.key("side"))
    return f", {side}" if side in ("left", "right") else ""


def _last_time(sheet: Sheet, line: Line) -> str:
    """``Last time 6 before, 4 after (15 Nov 2026).``"""
    last = last_of(sheet, line)
    if last is None:
        return "Not measured before in this course of care."
    if last.session is None:
        return f"Last reading {number(last.value)}, a review ({day(last.on)})."
    after = _after(sheet, line, last.session)
    told = f"{number(last.value)} before" + ("" if after is None else f", {number(after)} after")
    return f"Last time {told} ({day(last.on)})."


def _after(sheet: Sheet, line: Line, session: int) -> float | None:
    last = last_of(sheet, line)
    same = [one for visit in sheet.record.sessions if visit.id == session for one in visit.readings]
    found = [one.value for one in same if last is not None and one.phase == "after"
             and (one.measure, one.side, one.method) == (last.measure, last.side, last.method)]  # fmt: skip
    return found[0] if found else None


def _other(held: Held, sheet: Sheet, line: Line, measure: Measure) -> None:
    with st.container(border=True, key=held.key(f"line-{line.measure}-{line.number}")):
        st.markdown(f"**{md(measure.name)}{md(_side(held, line))}**  \n:small[{md(_context(sheet, line, measure))}]")
        with st.container(
            horizontal=True, vertical_alignment="bottom", key=held.key(f"row-{line.measure}-{line.number}")
        ):
            for phase in PHASES:
                label = f"{phase.capitalize()} ({measure.unit})"
                fields.number(
                    held, line.key(phase), label, measure.low, measure.high, fields.step_of(measure),
                    placeholder=f"{number(measure.low)} to {number(measure.high)}",
                )  # fmt: skip
            _how(held, line, measure)
        _marked(held, sheet, line)


def _context(sheet: Sheet, line: Line, measure: Measure) -> str:
    return f"{_direction(measure)}. {_last_time(sheet, line)}"


def _marked(held: Held, sheet: Sheet, line: Line) -> None:
    """Said where the hand or the instrument is another than last time, once there is a value."""
    words = another_hand(sheet, line)
    if words and filled(held.content, line):
        st.markdown(f":orange-badge[:material/sync_alt: {md(words)}]")


def _how(held: Held, line: Line, measure: Measure) -> None:
    """Side, method, instrument and rater, as last time; another tap changes them."""
    told = [held.content.get(line.key(part)) for part in ("method", "instrument")]
    rater = held.content.get(line.key("rater"))
    label = ", ".join(str(part) for part in (*told, f"by {rater}" if rater else "") if part) or "How it was measured"
    with st.popover(md(label), width="stretch", key=held.key(f"how-{line.measure}-{line.number}")):
        fields.choice(held, line.key("side"), "Side", SIDES)
        fields.text(held, line.key("method"), "Method", placeholder=measure.method[:60])
        fields.text(held, line.key("instrument"), "Instrument", placeholder="Which one, if there are several")
        fields.text(held, line.key("rater"), "Measured by")


def _more(held: Held, sheet: Sheet) -> None:
    """Another foot, or a range of motion that is not usual for this condition."""
    ranges = {name: one.name for name, one in sheet.catalogue.measures.items() if one.kind in ("rom", "threshold")}
    key = held.key("more-measures")
    st.selectbox(
        "Measure something else, or the other foot", sorted(ranges, key=ranges.__getitem__), None,
        format_func=ranges.__getitem__, placeholder="Add a measurement …", label_visibility="collapsed", key=key,
        on_change=_add, args=(held.name, key, sheet.record.side),
    )  # fmt: skip


def _add(name: str, key: str, side: str) -> None:
    held, measure = record_state.held(name), st.session_state.get(key)
    if held is None or measure is None:
        return
    line = next_line(held.content, measure)
    used = {held.content.get(one.key("side")) for one in lines(held.content) if one.measure == measure}
    other = {"left": "right", "right": "left"}.get(side, side)
    rater = held.content.get("podiatrist", "")
    record_state.put_many(name, {line.key("side"): other if side in used else side, line.key("rater"): rater})
