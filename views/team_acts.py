"""What the owner can do on the Team page: invite, another role, a new link, not any more, again."""

from __future__ import annotations

import streamlit as st

from data.ledger_write import LedgerError
from data.people_reads import Person
from reports import access
from reports.access import NotAllowed
from reports.team import Team
from views.acts import done
from views.starting import address
from views.team_words import OF_THEIR_OWN, role_name
from views.text import md

LINK, SAID, WRONG = "team-link", "team-said", "team-wrong"
NEW_LINK = "With it they choose a new password. Every link made before stops working."
OTHER_LINK = (
    "It holds for the way chosen above. Until it is used they sign in as before; links made before stop working."
)
OUT = "They are out at the next click, on every computer. What they recorded stays."
NAME, USER = "invite-name", "invite-user"


def show_link() -> None:
    """The one-time link that was just made. It is kept nowhere: whoever loses it gets a new one."""
    if LINK not in st.session_state:
        return
    name, token = st.session_state[LINK]
    with st.container(border=True, key="team-link-box"):
        st.markdown(f"**A link for {md(name)}.** Give it to them yourself: whoever opens it gets in as them.")
        st.code(f"{address()}/join/{token}", language=None, wrap_lines=True)
        st.caption("It works once, and is not shown again after this.")
        st.button("I have passed it on", key="team-link-done", on_click=lambda: st.session_state.pop(LINK, None))


def invitation(team: Team) -> None:
    """Who, with which role; a podiatrist's account belongs to a podiatrist of the records."""
    if WRONG in st.session_state:
        st.error(md(st.session_state.pop(WRONG)))
    left, right = st.columns(2)
    left.text_input("Name", key=NAME, max_chars=60, help="As colleagues see it, such as Ann Lin.")
    right.text_input("User name", key=USER, max_chars=60, help="What they will type to sign in.")
    role, podiatrist = _role(team, "invite", None)
    way = _way(team, "invite")
    ready = role != access.PODIATRIST or podiatrist is not None
    st.button(
        "Make the invitation", type="primary", key="invite-send", disabled=not ready,
        on_click=_invite, args=(team, role, podiatrist, way),
    )  # fmt: skip


def _way(team: Team, key: str) -> str:
    """How somebody will sign in: ``""`` by a password, else a provider's name. Not asked where there is one way."""
    ways = team.ways
    if not ways:
        return ""
    named = {"": OF_THEIR_OWN} | ways
    return st.selectbox("They sign in with", list(named), format_func=lambda way: named[way], key=f"{key}-way")


def _invite(team: Team, role: str, podiatrist: str | None, way: str) -> None:
    """Before the page is drawn, so that the fields can be emptied for the next person."""
    name = st.session_state[NAME]
    try:
        token = team.invite(st.session_state[USER], name, role, podiatrist, way)
    except (LedgerError, NotAllowed) as error:
        st.session_state[WRONG] = str(error)
        return
    st.session_state[LINK] = (name, token)
    st.session_state[NAME] = st.session_state[USER] = ""


def _role(team: Team, key: str, now: Person | None) -> tuple[str, str | None]:
    """A role, and for a podiatrist whose patients they are."""
    at = access.ROLES.index(now.role) if now is not None and now.role in access.ROLES else 1
    role = st.selectbox("Role", access.ROLES, at, format_func=role_name, key=f"{key}-role")
    if role != access.PODIATRIST:
        return role, None
    known = team.podiatrists()
    mine = known.index(now.podiatrist) if now is not None and now.podiatrist in known else None
    chosen = st.selectbox(
        "Whose patients they see: the podiatrist's name in the records", known, mine, key=f"{key}-podiatrist",
        placeholder="Choose, or type a new name", accept_new_options=True,
    )  # fmt: skip
    return role, chosen


def changes(team: Team, one: Person, *, me: bool) -> None:
    """What may be changed about one person."""
    if one.state == "disabled":
        if st.button("Let them sign in again", key=f"enable-{one.id}"):
            done(SAID, lambda: team.enable(one), f"{one.display_name} may sign in again.")
        return
    role, podiatrist = _role(team, f"role-{one.id}", one)
    same = (role, podiatrist) == (one.role, one.podiatrist) or (role == access.PODIATRIST and podiatrist is None)
    if st.button("Change the role", key=f"role-{one.id}", disabled=same):
        done(
            SAID,
            lambda: team.change_role(one, role, podiatrist),
            f"{one.display_name} is now {role_name(role).lower()}.",
        )
    way = _way(team, f"link-{one.id}")
    with st.container(horizontal=True):
        if st.button("Make a new link", key=f"link-{one.id}", help=OTHER_LINK if team.ways else NEW_LINK):
            _new_link(team, one, way)
        if not me and st.button("Do not let them sign in any more", key=f"disable-{one.id}", help=OUT):
            done(SAID, lambda: team.disable(one), f"{one.display_name} may not sign in any more.")


def _new_link(team: Team, one: Person, way: str) -> None:
    try:
        token = team.new_link(one, way)
    except (LedgerError, NotAllowed) as error:
        st.error(md(error))
        return
    st.session_state[LINK] = (one.display_name, token)
    st.rerun()
