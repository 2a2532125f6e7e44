"""Team: who may sign in, with which role, when they were last here; inviting and everything that changes it."""

from __future__ import annotations

import streamlit as st

from data.ledger_write import LedgerError
from data.people_reads import Person
from reports.access import NotAllowed
from reports.team import Team
from views import team_acts
from views.room import Room
from views.team_words import STATES, role_name, seen
from views.text import count, md

room: Room = st.session_state["room"]


def main() -> None:
    """The link that was just made, everybody, and the invitation."""
    st.title("Who may sign in")
    try:
        team = Team(room.store, room.viewer)
    except NotAllowed as error:
        st.error(md(error))
        return
    people = team.people()
    able = [one for one in people if one.state != "disabled"]
    st.write(f"{count(len(able), 'person', 'people')} with an account. A change holds from their next click.")
    team_acts.show_link()
    if team_acts.SAID in st.session_state:
        st.success(md(st.session_state.pop(team_acts.SAID)))
    for one in sorted(people, key=lambda one: (one.state == "disabled", one.display_name.casefold())):
        _line(team, one)
    st.header("Invite somebody")
    team_acts.invitation(team)


def _line(team: Team, one: Person) -> None:
    """One person: who, as what, since when not seen; and what may be changed."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"person-{one.id}"):
        me = room.person is not None and room.person.account == one.id
        name = f"**{md(one.display_name)}**" + (" (you)" if me else "")
        of = f", patients of {md(one.podiatrist)}" if one.podiatrist else ""
        st.markdown(f"{name}  \n{md(one.username)} · {md(role_name(one.role))}{of}", width=360)
        second = " · second factor" if one.has_totp else ""
        way = team.way_of(one)
        second += f" · with {md(way)}" if way else ""
        st.markdown(
            f"{md(STATES.get(one.state, one.state))}{second}  \nlast here: {md(seen(one.last_seen))}", width=260
        )
        st.space("stretch")
        with st.popover("Change", key=f"change-{one.id}"):
            try:
                team_acts.changes(team, one, me=me)
            except LedgerError as error:
                st.error(md(error))


main()
