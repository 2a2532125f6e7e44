"""What waits to become part of the record: sessions half written down, and reviews a patient is asked for."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select

from data.tables_waiting import review_invitations, session_drafts

if TYPE_CHECKING:
    from data.store import Store

_ROUNDS = 100_000  # a PIN is short: each guess against the stored hash is to cost something


@dataclass(frozen=True)
class Draft:
    """A session not finished yet. ``actor`` saved it last; ``version`` never repeats, not even after a discard."""

    episode: int
    actor: str
    content: dict[str, Any]
    at: datetime
    version: int


@dataclass(frozen=True)
class Invitation:
    """What a patient is asked on the tablet; ``given`` once answered."""

    episode: int
    measures: tuple[str, ...]
    side: str
    expires_at: datetime
    given: bool


def read_draft(store: Store, episode: int) -> Draft | None:
    """The unfinished session of *episode*, if there is one."""
    with store.engine.connect() as connection:
        return draft_on(connection, episode)


def draft_on(connection: Connection, episode: int) -> Draft | None:
    """The same, on an open connection."""
    row = connection.execute(select(session_drafts).where(session_drafts.c.episode == episode)).first()
    return _draft(row) if row else None


def read_drafts(store: Store) -> tuple[Draft, ...]:
    """Every unfinished session, the one saved longest ago first."""
    query = select(session_drafts).order_by(session_drafts.c.at, session_drafts.c.episode)
    with store.engine.connect() as connection:
        return tuple(_draft(row) for row in connection.execute(query))


def read_invitation(store: Store, token: str) -> Invitation | None:
    """The invitation behind *token*, expired and answered ones too; ``None`` for a token nobody was given."""
    with store.engine.connect() as connection:
        row = invitation_on(connection, token)
    if row is None:
        return None
    expires = datetime.fromisoformat(row.expires_at)
    return Invitation(row.episode, tuple(json.loads(row.measures)), row.side, expires, row.given_at is not None)


def invitation_on(connection: Connection, token: str) -> Row[Any] | None:
    """The row behind *token*, on an open connection."""
    return connection.execute(select(review_invitations).where(review_invitations.c.token == hashed(token))).first()


def pin_is(store: Store, token: str, pin: str) -> bool:
    """Whether *pin* unlocks the tablet that shows *token*; takes as long for a token nobody was given."""
    with store.engine.connect() as connection:
        row = invitation_on(connection, token)
    kept = row.pin if row else salted("")
    given = salted(pin, kept.partition("$")[0])
    return hmac.compare_digest(given, kept) and row is not None


def hashed(token: str) -> str:
    """What is kept of a token, which is long and random and needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def salted(pin: str, salt: str | None = None) -> str:
    """What is kept of a PIN: ``salt$hash``."""
    salt = salt or secrets.token_hex(16)
    digest = hashlib.pbkdf2_hmac("sha256", pin.encode("utf-8", "replace"), bytes.fromhex(salt), _ROUNDS)
    return f"{salt}${digest.hex()}"


def _draft(row: Row[Any]) -> Draft:
    at = datetime.fromisoformat(row.at)
    return Draft(row.episode, row.actor, json.loads(row.content), at, row.version)
