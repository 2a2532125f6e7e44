"""One answer on a page: its sentences, its picture, and the table and files behind it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reports import desk, export
from reports.access import NotAllowed, may_read
from reports.filters import FilterError, Filters
from reports.report import Report
from views import card_files
from views.room import Room
from views.text import day, md


def show(
    room: Room, name: str, filters: Filters, *, key: str = "", heading: bool = True, said: bool = True
) -> Report | None:
    """Open the report *name* through the desk and draw it; returns it, or ``None`` where it may not be seen.

    ``key`` tells two cards of the same report on one page apart. ``said=False`` leaves out the sentences above a
    picture, where the page has said them already.
    """
    report = ask(room, name, filters)
    if report is not None:
        _draw(report, key or name, heading, said or report.figure is None)
    return report


def open_to(room: Room, *names: str) -> list[str]:
    """Those of the reports *names* that this viewer's role has."""
    return [name for name in names if may_read(room.viewer, desk.find(name).ROLES)]


def ask(room: Room, name: str, filters: Filters) -> Report | None:
    """The report, or ``None`` after a sentence on the page that says why not."""
    try:
        return desk.open_report(name, room.store, room.catalogue, room.viewer, filters)
    except (NotAllowed, FilterError) as error:
        st.warning(md(error))
        return None


def _draw(report: Report, key: str, heading: bool, said: bool) -> None:
    if heading:
        st.header(report.title)
        st.caption(md(report.question))
    for sentence in report.summary if said else ():
        st.markdown(md(sentence))
    if report.figure is not None:
        st.plotly_chart(
            report.figure, theme=None, key=f"chart-{key}", alt=report.alt, config=export.picture_config(report)
        )
    behind(report, key)


def behind(report: Report, key: str, label: str = "Table, notes and download") -> None:
    """The table, the notes and the download of a report, folded away and sent once they are unfolded."""
    if not report.frame.empty:
        _folded(report, key, label)


@st.fragment
def _folded(report: Report, key: str, label: str) -> None:
    """A fragment, so that unfolding draws nothing else of the page again."""
    folded = st.expander(label, key=f"behind-{key}", on_change="rerun")
    if not folded.open:
        return
    with folded:
        table(report, key)
        for note in report.notes:
            st.caption(md(note))
        card_files.buttons(st.session_state["room"], report, key)


def _in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as 22 Nov 2026, for reading; the files keep them as dates."""
    dates = frame.select_dtypes("datetime").columns
    return frame.assign(**{str(name): [day(value) for value in frame[name]] for name in dates})


def table(report: Report, key: str) -> None:
    """The report's frame with its column labels; numbers rounded for reading only."""
    settings = {
        column: st.column_config.Column(report.labels.get(str(column), str(column).replace("_", " ").capitalize()))
        for column in report.frame.columns
    }
    shown = _in_words(report.frame).round(dict.fromkeys(report.frame.select_dtypes("number").columns, 3))
    st.dataframe(shown, column_config=settings, hide_index=True, key=f"table-{key}", alt=f"Table: {report.title}")


def whole_height(lines: int) -> int:
    """Pixels of a table of so many *lines* below its head, all of them showing."""
    return 35 * (lines + 1) + 3
