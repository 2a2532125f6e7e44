"""The ticket by which a person's browser says which file of an export it made, before it hands the file over."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from data.ledger import LedgerError
from reports import studio
from reports.studio import Export
from reports.studio_files import SCALES
from reports.studio_request import preset_of
from reports.tickets import HOURS, MadeFile, offer
from views.room import Room

KEPT = "export-tickets"
FRESH = HOURS * 3600 / 2  # seconds after which a page that is drawn again gets a new ticket
CHANGED = "This export is {state} now, so the file was not handed over. Open the page again."


def ticket(room: Room, export: Export, preset: str) -> str:
    """One ticket for each picture on the page: the same in every run, so that the picture is not drawn for nothing."""
    kept = st.session_state.setdefault(KEPT, {})
    of = (room.is_demo, export.code, export.state, preset, room.viewer)
    if of not in kept or time.monotonic() - kept[of][1] > FRESH:
        kept[of] = offer(_noting(room, export, preset)), time.monotonic()
    return str(kept[of][0])


def scale_name(export: Export, preset: str, scale: float) -> str:
    """``1x``, ``2x``, or ``print`` for twice the pixels on a sheet of paper."""
    paper = preset_of(export.content.request, preset).paper is not None
    names = [name for name, value in SCALES.items() if value == scale and (name != "2x" or not paper)]
    return names[0] if names else f"{scale:g}"


def _noting(room: Room, export: Export, preset: str) -> Callable[[MadeFile], None]:
    """What is called in another thread for each file that the browser made."""

    def note(made: MadeFile) -> None:
        # The picture in the browser may be older than the register: then nothing is handed over.
        now = studio.find(room.store, export.code)
        if now.state != export.state:
            raise LedgerError(CHANGED.format(state=now.state))
        detail = {
            "form": made.form, "preset": preset, "scale": scale_name(export, preset, made.scale), "width": made.width,
            "height": made.height, "sha256": made.sha256, "mark": studio.mark(room.store, now),
            "made_by": "the person's own browser",
        }  # fmt: skip
        studio.note_file(room.store, room.catalogue, room.viewer, export.code, detail)

    return note
