"""The tables of what is not in the record yet: sessions half written down, and reviews a patient is asked for.

Of a review's link and PIN only hashes are kept: who reads the database can open nothing with them.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from data.columns import METADATA, STRICT, key, link, one_of, words
from data.frames import SIDES

session_drafts = Table(
    "session_drafts",
    METADATA,
    Column(
        "episode",
        Integer,
        ForeignKey("episodes.id", name="session_drafts_episode_known"),
        primary_key=True,
        autoincrement=False,
    ),
    *(words(name) for name in ("actor", "content", "at")),
    Column("version", Integer, nullable=False),
    CheckConstraint("version >= 1", name="session_drafts_version_counted"),
    **STRICT,
)

review_invitations = Table(
    "review_invitations",
    METADATA,
    key(),
    words("token"),
    link("episode", "review_invitations", "episodes.id"),
    *(words(name) for name in ("measures", "side", "pin", "made_at", "made_by", "expires_at")),
    words("given_at", optional=True),
    UniqueConstraint("token", name="review_invitations_token_once"),
    CheckConstraint("length(token) = 64", name="review_invitations_token_hashed"),
    one_of("review_invitations", "side", SIDES),
    Index("review_invitations_episode", "episode"),
    **STRICT,
)
