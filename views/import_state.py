"""What the import page remembers, for this person only, until the file is stored or taken away."""

from __future__ import annotations

from typing import Any

import streamlit as st

_KEPT = "import"  # everything below this one key goes when the file goes
_TURN = "import-turn"


def kept() -> dict[str, Any]:
    """What is remembered about the file on the page."""
    state: dict[str, Any] = st.session_state.setdefault(_KEPT, {})
    return state


def turn() -> int:
    """A number that changes when the page starts afresh, so that its fields are empty again."""
    number: int = st.session_state.get(_TURN, 0)
    return number


def forget() -> None:
    """Let go of the file and of everything said about it."""
    st.session_state.pop(_KEPT, None)


def start_afresh() -> None:
    """`forget`, and empty the field with the file."""
    forget()
    st.session_state[_TURN] = turn() + 1
