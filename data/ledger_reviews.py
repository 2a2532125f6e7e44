"""A review given by the patient on the clinic's tablet: asked for by a podiatrist, answered once, within hours."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from data.frames import SIDES
from data.ledger_flush import flush
from data.ledger_rules import Rules
from data.ledger_visits import row_of, taken
from data.ledger_write import LedgerError, Writing
from data.rows import ReadingFacts
from data.tables_care import episodes
from data.tables_waiting import review_invitations
from data.visit_records import readings_on
from data.waiting_reads import hashed, invitation_on, salted

PATIENT = "patient on the clinic's tablet"
LONGEST_HOURS = 24.0
SHORTEST_PIN = 4
BY_HAND = ("rom", "threshold")  # kinds of measure that somebody else has to take


def invite_review(
    act: Writing, rules: Rules, episode: int, measures: Sequence[str], side: str, pin: str, hours: float
) -> str:
    """Ask for a review of *measures*; the token, of which only a hash is kept."""
    if act.connection.scalar(select(episodes.c.id).where(episodes.c.id == episode)) is None:
        raise LedgerError(f"There is no episode number {episode}.")
    for message in _against(rules, measures, side, pin, hours):
        raise LedgerError(message)
    token, expires = secrets.token_urlsafe(32), datetime.fromisoformat(act.at) + timedelta(hours=hours)
    kept = {
        "id": act.ids.next("review_invitations"), "token": hashed(token), "episode": episode,
        "measures": json.dumps(list(measures)), "side": side, "pin": salted(pin), "made_at": act.at,
        "made_by": act.actor, "expires_at": expires.isoformat(timespec="milliseconds"),
    }  # fmt: skip
    act.connection.execute(insert(review_invitations).values(kept))
    detail = {"measures": list(measures), "side": side, "expires_at": kept["expires_at"]}
    act.audit("invite review", "episodes", episode, detail=detail)
    return token


def give_review(act: Writing, rules: Rules, token: str, values: Mapping[str, float]) -> int:
    """Record the answers as review readings of today; how many are new. Each in the series of its measure."""
    asked = _open_invitation(act, token)
    if not values or set(values) - set(json.loads(asked.measures)):
        raise LedgerError("Answer at least one of the questions, and no others.")
    facts = tuple(
        ReadingFacts(measure, float(value), rules.today, "review", *_series(act.connection, asked, measure))
        for measure, value in values.items()
    )
    taking, _ = taken(act, rules, row_of(act, asked.episode, readings=facts))
    made = [reading[0] for reading in taking.taken.readings]
    flush(act, taking.taken, taking.names, None)
    given = update(review_invitations).where(review_invitations.c.id == asked.id)
    act.connection.execute(given.values(given_at=act.at))
    act.audit("give review", "episodes", asked.episode, detail={"readings": made, "measures": sorted(values)})
    return len(made)


def _against(rules: Rules, measures: Sequence[str], side: str, pin: str, hours: float) -> Iterator[str]:
    known = rules.catalogue.measures
    if not measures or len(set(measures)) != len(measures) or not set(measures) <= set(known):
        yield "Choose the measures to ask about, each once."
    elif by_hand := [known[measure].name for measure in measures if known[measure].kind in BY_HAND]:
        yield f"{', '.join(by_hand)} cannot be answered by the patient alone."
    if side not in SIDES:
        yield f"The side is one of {', '.join(SIDES)}."
    if len(pin) < SHORTEST_PIN:
        yield f"Choose a PIN of at least {SHORTEST_PIN} digits."
    if not 0 < hours <= LONGEST_HOURS:
        yield f"The tablet may wait for at most {LONGEST_HOURS:g} hours."


def _open_invitation(act: Writing, token: str) -> Row[Any]:
    asked = invitation_on(act.connection, token)
    if asked is None:
        raise LedgerError("This page is not one the clinic has asked for.")
    if asked.given_at is not None:
        raise LedgerError("These answers were given already.")
    if datetime.fromisoformat(asked.expires_at) <= datetime.fromisoformat(act.at):
        raise LedgerError("The time for these answers is over. Please ask at the clinic.")
    return asked


def _series(connection: Connection, asked: Row[Any], measure: str) -> tuple[str, str]:
    """The side and method of the newest earlier answer about the same limb (or about both), to go on with it."""
    earlier = [kept for kept in readings_on(connection, asked.episode) if kept.measure == measure]
    for side in (asked.side, "both"):
        for kept in reversed(earlier):
            if kept.side == side:
                return side, kept.method
    return asked.side, ""
