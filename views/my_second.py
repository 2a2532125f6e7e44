"""The second factor of one's own account: scan the square code, type the digits, keep the recovery codes."""

from __future__ import annotations

import streamlit as st

from data.ledger_write import LedgerError
from reports.second import Second, new_secret
from views.text import md

SECRET, CODES = "second-secret", "second-codes"


def show(second: Second) -> None:
    """What there is to do next, one thing at a time."""
    provider = second.provider()
    if provider:
        st.header("A second factor")
        st.write(
            f"You sign in with {md(provider)} and have no password here. A second factor is set up and asked for there."
        )
        return
    st.header("Six digits from your phone as well")
    if CODES in st.session_state:
        _codes()
    elif second.is_on():
        _on(second)
    elif SECRET in st.session_state:
        _scan(second, st.session_state[SECRET])
    else:
        st.write("Whoever learns your password still cannot sign in without your phone. Any authenticator app will do.")
        if st.button("Set it up", key="second-begin"):
            st.session_state[SECRET] = new_secret()
            st.rerun()


def _scan(second: Second, secret: str) -> None:
    st.write("Scan this with the app on your phone, then type the six digits that it shows.")
    left, right = st.columns([1, 2], vertical_alignment="center")
    left.image(second.picture(secret), width=220)
    right.caption("Cannot scan it? Type this into the app instead:")
    right.code(secret, language=None)
    with st.form("second-on", border=False):
        code = st.text_input("Six digits", max_chars=10, width=180, autocomplete="one-time-code", key="second-code")
        pressed = st.form_submit_button("Turn it on", type="primary", key="second-send")
    if pressed:
        try:
            st.session_state[CODES] = second.turn_on(secret, code)
        except LedgerError as error:
            st.error(md(error))
            return
        del st.session_state[SECRET]
        st.rerun()


def _codes() -> None:
    st.success("It is on. From now on you are asked for six digits when you sign in.")
    st.write(
        "**Write these down now, and keep them away from the phone.** Each gets you in once when the phone is lost."
    )
    st.code("\n".join(st.session_state[CODES]), language=None)
    st.button("I have kept them", key="second-kept", on_click=lambda: st.session_state.pop(CODES, None))


def _on(second: Second) -> None:
    st.write("It is on: you are asked for six digits when you sign in.")
    with st.popover("Turn it off"), st.form("second-off", border=False):
        code = st.text_input("Six digits, or a recovery code", max_chars=30, key="second-off-code")
        pressed = st.form_submit_button("Turn it off", key="second-off-send")
    if pressed:
        try:
            second.turn_off(code)
        except LedgerError as error:
            st.error(md(error))
            return
        st.rerun()
