"""Session numbers: those given stand; the others follow the order of dates within the course of care."""

from __future__ import annotations

from collections.abc import Iterator

from data.ledger_held import HeldEpisode
from data.ledger_take import Change


def number_sessions(episode: HeldEpisode) -> Iterator[Change]:
    """Number the sessions of *episode*; yields the changes to those that are recorded already.

    A session without a number of its own gets the first free one above that of the session before it.
    """
    given = {session.number for session in episode.sessions.values() if session.number_given}
    last = 0
    for _, session in sorted(episode.sessions.items()):
        if not session.number_given:
            number = last + 1
            while number in given:
                number += 1
            if not session.new and session.number != number:
                yield "sessions", session.id, "number", session.number, number
            session.number = number
        last = max(last, session.number or 0)
