"""What may be done with an export now, by role and state: approve, send back, withdraw, make again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.export_reads import APPROVED, PREPARED, SENT_BACK, WITHDRAWN, NoSuchExport
from data.ledger import LedgerError
from reports import studio
from reports.access import NotAllowed, may_write
from reports.studio import EXPIRED, Export
from views import exports_chosen, studio_plates, studio_state
from views.room import Room
from views.text import md

SIGNING = (
    "By approving you say, as a registered practitioner, that this picture is honest about the clinic's records and "
    "may be shown to the public until it expires. Your name and number stay in the register."
)
WAITS = "It waits for a registered practitioner. Send them the address of this page."
REASON = "Reason"


def show(room: Room, export: Export) -> None:
    """The forms that this person may use now."""
    if export.state == PREPARED:
        _waiting(room, export)
    if export.state in (SENT_BACK, WITHDRAWN, EXPIRED) and may_write(room.viewer, "prepare export"):
        _again(room, export)
    if export.state in (PREPARED, APPROVED, SENT_BACK, EXPIRED) and may_write(room.viewer, "withdraw export"):
        with st.expander("Withdraw it", key=f"withdraw-{export.code}", icon=":material/block:"):
            _withdraw(room, export)


def _waiting(room: Room, export: Export) -> None:
    if not may_write(room.viewer, "approve export"):
        st.info(WAITS, icon=":material/hourglass_top:")
        return
    with st.container(border=True, key=f"approve-{export.code}"):
        _approve(room, export)
    with st.expander("Send it back with a comment", key=f"back-{export.code}", icon=":material/undo:"):
        _send_back(room, export)


def _approve(room: Room, export: Export) -> None:
    with st.form(f"approve-form-{export.code}", border=False):
        st.markdown("**Approve**")
        st.caption(SIGNING)
        name = st.text_input("Your name", room.viewer.podiatrist or "", key="approve-name", max_chars=80)
        number = st.text_input(
            "Registration number", key="approve-number", max_chars=24, placeholder="POD0001234567", autocomplete="off"
        )
        reason = st.text_input(
            "Why it may be shown", key="approve-reason", max_chars=300, placeholder="Checked against rules and table"
        )
        sent = st.form_submit_button("Approve", type="primary", key="approve-send", width="stretch")
    if sent:
        _act(
            lambda: studio.approve(
                room.store, room.catalogue, room.viewer, export.code, name or "", number or "", reason or ""
            ),
            f"{export.code} is approved. Its files can be downloaded below.",
        )


def _send_back(room: Room, export: Export) -> None:
    with st.form(f"back-form-{export.code}", border=False):
        comment = st.text_area("What should change", key="back-comment", max_chars=300, height=80)
        sent = st.form_submit_button("Send back", key="back-send")
    if sent:
        _act(
            lambda: studio.send_back(room.store, room.catalogue, room.viewer, export.code, comment or ""),
            f"{export.code} was sent back.",
        )


def _withdraw(room: Room, export: Export) -> None:
    st.caption("No unmarked file is made of it any more. Files handed out before have to be taken down by hand.")
    with st.form(f"withdraw-form-{export.code}", border=False):
        reason = st.text_input(REASON, key="withdraw-reason", max_chars=300)
        sent = st.form_submit_button("Withdraw", key="withdraw-send")
    if sent:
        _act(
            lambda: studio.withdraw(room.store, room.catalogue, room.viewer, export.code, reason or ""),
            f"{export.code} is withdrawn.",
        )


def _act(act: Callable[[], Export], said: str) -> None:
    """Do it, or say why not; somebody else may have been first."""
    try:
        act()
    except (LedgerError, NoSuchExport, NotAllowed) as error:
        st.error(md(error))
        return
    studio_plates.forget()
    exports_chosen.note(said)
    st.rerun()


def _again(room: Room, export: Export) -> None:
    st.caption("The same choices can be opened in the studio, on today's records.")
    if st.button("Make it again in the studio", key=f"again-{export.code}", icon=":material/replay:"):
        studio_state.again(room, export.content.request)
        st.switch_page("studio.py")
