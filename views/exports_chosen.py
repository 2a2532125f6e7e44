"""Which export is open: chosen on the page, in the studio, or by the address that somebody was sent."""

from __future__ import annotations

import streamlit as st

CODE, ADDRESS, READ = "export-code", "export", "export-address"
SHOWN, TURN, SAID = "export-show", "export-turn", "export-said"


def choose(code: str) -> None:
    """Open this export on the register's page, whatever was filtered or touched there."""
    st.session_state.update({CODE: code, SHOWN: "", TURN: turn() + 1})


def turn() -> int:
    """Changes when an export is opened from elsewhere, so that an earlier touch on a line does not win."""
    return int(st.session_state.get(TURN, 0))


def open_line(code: str) -> None:
    """Open the line that was touched."""
    st.session_state[CODE] = code


def arrive() -> str:
    """The code that is open."""
    return str(st.session_state.get(CODE, ""))


def read_address() -> None:
    """Open what the address names, once; called before anything is drawn."""
    asked = st.query_params.get(ADDRESS, "")
    if asked and asked != st.session_state.get(READ):
        st.session_state[READ] = asked
        choose(asked)


def say(code: str) -> None:
    """Write the open export into the address, so that whoever approves it can be sent the link."""
    st.session_state[CODE] = st.session_state[READ] = code
    if {name: st.query_params.get_all(name) for name in st.query_params} != {ADDRESS: [code]}:
        st.query_params.from_dict({ADDRESS: code})


def note(said: str) -> None:
    """A sentence for the next run of the page."""
    st.session_state[SAID] = said


def said() -> str:
    """The sentence that was noted, once."""
    return str(st.session_state.pop(SAID, ""))
