"""An act behind a button: done, and said after the page is drawn again; or refused, and said at once."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.ledger import LedgerError
from reports.access import NotAllowed
from views.text import md


def done(key: str, act: Callable[[], object], said: str) -> None:
    """Do *act* and draw the page again, with *said* under *key* in the session; a refusal is shown where it is."""
    try:
        act()
    except (LedgerError, NotAllowed) as error:
        st.error(md(error))
        return
    st.session_state[key] = said
    st.rerun()
