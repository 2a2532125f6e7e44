"""Choosing a file and, where the program reads it wrongly or not at all, saying how to read it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.rows import FileRefused
from data.sheets.sheet import Sheet
from reports.intake import Intake
from views import import_state
from views.progress import Bar
from views.text import count, md

TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods"]
LARGEST = 200  # MB
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252 (Western European)",
    "iso8859-15": "ISO 8859-15 (Western European)",
    "mac-roman": "Mac Roman (older Macs)",
    "cp850": "DOS (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "iso8859-2": "ISO 8859-2 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "iso8859-7": "ISO 8859-7 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "utf-16": "UTF-16",
}
DELIMITERS = {",": "a comma ,", ";": "a semicolon ;", "\t": "a tab ⇥", "|": "a bar |"}
CHOICES = ("worksheet", "encoding", "delimiter", "header_row")


def choose(intake: Intake) -> Sheet | None:
    """The file that was chosen, opened; ``None`` when there is none or it was refused (a sentence says why)."""
    uploaded = st.file_uploader(
        "Spreadsheet (CSV, TSV, Excel, OpenDocument)",
        TYPES,
        key=f"file-{import_state.turn()}",
        max_upload_size=LARGEST,
        help="A text file up to 200 MB, a workbook up to 25 MB. Save a larger sheet as CSV.",
    )
    if uploaded is None:
        import_state.forget()
        return None
    if import_state.kept().get("file") != uploaded.file_id:
        import_state.forget()
        import_state.kept()["file"] = uploaded.file_id
    opened = _opened(intake, uploaded)
    if isinstance(opened, Sheet):
        _say_how(opened)
    else:
        st.error(md(opened))
    _worksheet(uploaded, opened)
    _how(intake, uploaded, opened)
    return opened if isinstance(opened, Sheet) else None


def reopen(**choices: str | int | None) -> None:
    """Have the same file opened another way on the next run, such as a saved mapping asks for."""
    import_state.kept()["wanted"] = choices


def _key(name: str, file_id: str) -> str:
    return f"{name}-{file_id}"


def chosen(file_id: str) -> dict[str, Any]:
    """How the person said to read this file, ``None`` for what the program finds out itself."""
    for name, value in import_state.kept().pop("wanted", {}).items():
        st.session_state[_key(name, file_id)] = value
    return {name: st.session_state.get(_key(name, file_id)) or None for name in CHOICES[:3]} | {
        "header_row": st.session_state.get(_key("header_row", file_id))
    }


def _opened(intake: Intake, uploaded: Any) -> Sheet | FileRefused:
    """Opened once for each file and way of reading it."""
    kept, choices = import_state.kept(), chosen(uploaded.file_id)
    if kept.get("choices") != choices:
        kept.update(choices=choices, opened=_open(intake, uploaded, choices))
    opened: Sheet | FileRefused = kept["opened"]
    return opened


def _open(intake: Intake, uploaded: Any, choices: dict[str, Any]) -> Sheet | FileRefused:
    try:
        with st.spinner("Opening the file …"), Bar("Opening the file:", uploaded.size) as bar:
            return intake.open(uploaded.getvalue(), uploaded.name, bar, **choices)
    except FileRefused as refused:
        return refused


def _say_how(sheet: Sheet) -> None:
    """One line that says what was opened, then what was decided on the way."""
    where = f"header in row {sheet.header_number}" if sheet.header_number else "no header"
    if sheet.worksheet:
        how = f"worksheet “{sheet.worksheet}”"
    else:
        how = f"{sheet.encoding}, columns separated by {DELIMITERS.get(sheet.delimiter, sheet.delimiter)[:-2]}"
    parts = (count(len(sheet.rows), "row"), count(len(sheet.header), "column"), how, where)
    st.caption(md("; ".join(parts) + "."))
    if sheet.notes:
        st.caption("\n".join(f"- {md(note)}" for note in sheet.notes))


def _worksheet(uploaded: Any, opened: Sheet | FileRefused) -> None:
    """The choice of a worksheet, also where the one that was tried was refused."""
    kept, key = import_state.kept(), _key("worksheet", uploaded.file_id)
    if opened.worksheets or "worksheets" not in kept:
        kept["worksheets"] = opened.worksheets
    if len(kept["worksheets"]) < 2:
        return
    if key not in st.session_state and isinstance(opened, Sheet):
        st.session_state[key] = opened.worksheet
        kept["choices"]["worksheet"] = opened.worksheet
    st.selectbox("Worksheet", kept["worksheets"], None, key=key, placeholder="Choose …")


def _how(intake: Intake, uploaded: Any, opened: Sheet | FileRefused) -> None:
    """The ways to read a file otherwise; open where the file was refused."""
    kept, file_id = import_state.kept(), uploaded.file_id
    if "kind" not in kept:
        kept["kind"] = intake.kind(uploaded.getvalue())
    if not kept["kind"]:
        return
    refused = isinstance(opened, FileRefused)
    title = "The file was read wrongly? Say how to read it"
    with (
        st.expander(title, expanded=refused, key=_key("how", file_id)),
        st.grid(3, min_column_width=200, key=_key("choices", file_id)),
    ):
        if kept["kind"] == "text":
            _text_choices(file_id)
        st.number_input(
            "Row of the header (0: there is none)", 0, 1000, None, 1, key=_key("header_row", file_id),
            placeholder="Find it",
        )  # fmt: skip


def _text_choices(file_id: str) -> None:
    for title, known, name in (
        ("Letters are written in", ENCODINGS, "encoding"),
        ("Columns are separated by", DELIMITERS, "delimiter"),
    ):
        key = _key(name, file_id)
        st.selectbox(title, list(known), None, format_func=known.__getitem__, key=key, placeholder="Find it")
