"""Who is at this page, asked anew at every run: the gate told which sign-in it is, the records say whether it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reports import sign_in, stores
from reports.access import Viewer
from views.gate import LOGIN, MARK

if TYPE_CHECKING:
    from data.people_reads import SignedIn

BELONGS = "belongs_to"  # whose this page's memory is
DEMO = "demo"
OVER = (
    "You are not signed in. A sign-in ends when you sign out, 15 minutes after you last did something, after 12 hours, "
    "or when the clinic’s owner ends it. What was stored is stored."
)
LINK = (
    '<a href="{to}" style="display:inline-flex;align-items:center;min-height:44px;padding:0 1.25rem;border-radius:8px;'
    'background:#17568c;color:#fff;font-weight:600;text-decoration:none">{words}</a>'
)


class NotSignedIn(ValueError):
    """Nobody is signed in here (any more)."""


def sign_in_mark() -> str | None:
    """The mark of the sign-in this page was opened with; no page can set it, `views.gate` does."""
    return st.context.headers.get(MARK)


def person() -> SignedIn | None:
    """Who is signed in; ``None`` in the demo clinic. Raises `NotSignedIn`, and forgets what the page had kept."""
    mark = sign_in_mark()
    found = sign_in.signed_in(mark)
    if found is None and not stores.demo_is_open():
        st.session_state.clear()
        raise NotSignedIn(OVER)
    _only_theirs(mark if found is not None and mark else DEMO)
    return found


def _only_theirs(whose: str) -> None:
    """A page's memory belongs to one sign-in: another one begins with none."""
    if st.session_state.get(BELONGS, whose) != whose:
        st.session_state.clear()
    st.session_state[BELONGS] = whose


def viewer_of(found: SignedIn) -> Viewer:
    """What this account may see and do; the name is the one in the audit trail, which no two people share."""
    return Viewer(found.username, found.role, found.podiatrist)


def keep_way_ready() -> None:
    """Have the browser load what `say_over` is drawn with now: after the end of a sign-in it is given nothing more."""
    st.html("<style></style>")


def say_over(sentence: object) -> None:
    """The whole page of somebody who is not signed in."""
    st.title("Please sign in")
    st.write(str(sentence))
    st.html(LINK.format(to=LOGIN, words="Sign in"))
