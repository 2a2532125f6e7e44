"""Session numbers: those given stand; the others follow the order of dates within the course of care."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from data.ledger_held import HeldEpisode, HeldSession
from data.ledger_taken import Change
from data.tables_care import sessions


def number_sessions(episode: HeldEpisode) -> Iterator[Change]:
    """Number the sessions of *episode*; yields the changes to those that are recorded already.

    A session without a number of its own gets the first free one above that of the session before it.
    """
    last = 0
    for _, session in sorted(episode.sessions.items()):
        if not session.number_given:
            number = last + 1
            while number in episode.numbered:
                number += 1
            if not session.new and session.number != number:
                yield "sessions", session.id, "number", session.number, number
            session.number = number
        last = max(last, session.number or 0)


def renumbered(connection: Connection, episode: int) -> list[Change]:
    """The changes that number the recorded sessions of *episode* anew, after one was taken out or moved."""
    one, held = sessions.c, HeldEpisode(episode, 0, {})
    query = select(one.day, one.sequence, one.id, one.number, one.number_given).where(one.episode == episode)
    for day, sequence, id, number, given in connection.execute(query):
        held.hold(day, sequence, HeldSession(id, number, given, {}, new=False))
    return list(number_sessions(held))
