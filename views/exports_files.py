"""The files of an export: pictures by the person's own browser, the rest by this computer, each noted with its hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import streamlit as st

from reports import studio
from reports.drawing_job import PLAIN, TWICE
from reports.drawing_page import Download
from reports.file_names import safe_name
from reports.filters import FilterError
from reports.render import ChromeMissing
from reports.render_find import browser_path
from reports.report import ReportError
from reports.studio import Export
from reports.studio_choices import PosterError
from reports.studio_files import drawing, make
from reports.studio_request import preset_of
from views import exports_tickets, exports_words, studio_picture
from views.card_files import XLSX
from views.room import Room
from views.text import md

MIMES = {"pdf": "application/pdf", "csv": "text/csv", "xlsx": XLSX, "txt": "text/plain"}
LABELS = {"csv": "Table (CSV)", "xlsx": "Table (Excel)", "txt": "Caption and alternative text"}
INVENTED = "These records are invented, so every file carries a large mark that says so, approved or not."
NOT_OPEN = "This export is not open for the public any more. Open the page again."


def picture(room: Room, export: Export) -> str:
    """The picture with the buttons that hand it over; returns the size that is looked at."""
    size = _size(export)
    try:
        job = drawing(room.catalogue, export, size, studio.mark(room.store, export), "svg")
    except (ReportError, PosterError) as error:
        st.warning(md(f"The picture cannot be drawn by this version of the program: {error}"))
        return size
    given = list(_pictures(export, size))
    studio_picture.show(job, given, exports_tickets.ticket(room, export, size))
    return size


def _size(export: Export) -> str:
    names = exports_words.shown_sizes(export)
    if len(names) == 1:
        return next(iter(names))
    short = {name: said.partition(",")[0] for name, said in names.items()}
    return str(st.pills(
        "Size", list(names), default=next(iter(names)), required=True, format_func=short.__getitem__,
        key=f"export-size-{export.code}", label_visibility="collapsed",
    ))  # fmt: skip


def _pictures(export: Export, size: str) -> Iterator[Download]:
    """Every form once it may be shown; before and after that one picture, with its mark."""
    if not export.may_be_shown:
        yield Download("Download with its mark (PNG)", "png", PLAIN, f"{export.code}-{size}-{export.state}")
        return
    preset = preset_of(export.content.request, size)
    larger = "PNG for print, 300 dpi" if preset.paper else f"PNG, {2 * preset.width} × {2 * preset.height}"
    twice = exports_tickets.scale_name(export, size, TWICE)
    yield Download(f"PNG, {preset.width} × {preset.height}", "png", PLAIN, f"{export.code}-{size}-1x")
    yield Download(larger, "png", TWICE, f"{export.code}-{size}-{twice}")
    yield Download("SVG", "svg", PLAIN, f"{export.code}-{size}")


def others(room: Room, export: Export, size: str) -> None:
    """PDF, tables and words; only while it may be shown."""
    if not export.may_be_shown:
        return
    if room.store.is_demo:
        st.caption(INVENTED)
    missing = no_browser()
    with st.container(horizontal=True, key=f"export-files-{export.code}"):
        if not missing:
            _button(room, export, "pdf", size, "PDF")
        for form, label in LABELS.items():
            _button(room, export, form, "", label)
    if missing:
        st.caption(md(missing))


def _button(room: Room, export: Export, form: str, size: str, label: str) -> None:
    name = safe_name("-".join(filter(None, (export.code, size))), form)
    st.download_button(
        label, _made(room, export.code, form, size), name, MIMES[form], key=f"export-{form}-{export.code}-{size}",
        on_click="ignore",
    )  # fmt: skip


def _made(room: Room, code: str, form: str, size: str) -> Callable[[], bytes]:
    """Called when the button is pressed: it may have been withdrawn since the page was drawn."""

    def made() -> bytes:
        now = studio.find(room.store, code)
        if not now.may_be_shown:
            raise FilterError(NOT_OPEN)
        return make(room.store, room.catalogue, room.viewer, now, form, size).content

    return made


def no_browser() -> str:
    """Why no PDF can be made on this computer, or nothing."""
    try:
        browser_path()
    except ChromeMissing as error:
        return str(error)
    return ""
