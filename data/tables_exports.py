"""The tables of what may leave for the public: the register, its events, the clinic's wordings and its look.

Rows of all four are only ever added, as triggers of the database see to: what was approved stays as it was approved.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, UniqueConstraint

from data.columns import METADATA, STRICT, Day, key, link, one_of, real_day, words
from data.public_rules_entries import REWORDED

ACTS = ("prepare", "approve", "send back", "withdraw", "file", "remake")
ONCE = ACTS[:4]  # what can happen to an export one time only
LARGEST_LOOK = 400_000

exports = Table(
    "exports",
    METADATA,
    key(),
    *(words(name) for name in ("code", "made_at", "made_by", "question", "purpose", "request", "content")),
    *(words(name) for name in ("content_sha256", "checks")),
    Column("data_version", Integer, nullable=False),
    Column("as_of", Day, nullable=False),
    words("program"),
    Column("expires_on", Day, nullable=False),
    UniqueConstraint("code", name="exports_code_once"),
    CheckConstraint("length(code) = 11", name="exports_code_whole"),
    CheckConstraint("length(content_sha256) = 64", name="exports_content_hashed"),
    CheckConstraint("length(purpose) > 0", name="exports_purpose_given"),
    CheckConstraint("data_version >= 0", name="exports_data_version_counted"),
    CheckConstraint("expires_on > as_of", name="exports_expires_later"),
    real_day("exports", "as_of"),
    real_day("exports", "expires_on"),
    **STRICT,
)

export_events = Table(
    "export_events",
    METADATA,
    key(),
    link("export", "export_events", "exports.id"),
    *(words(name) for name in ("at", "actor", "act")),
    *(words(name, default="") for name in ("name", "registration", "reason")),
    words("detail", default="{}"),
    one_of("export_events", "act", ACTS),
    CheckConstraint(
        "act <> 'approve' OR (length(name) > 0 AND length(registration) BETWEEN 6 AND 20)",
        name="export_events_approval_signed",
    ),
    CheckConstraint(
        "act NOT IN ('approve', 'send back', 'withdraw') OR length(reason) > 0", name="export_events_reason_given"
    ),
    Index("export_events_export", "export"),
    **STRICT,
)
Index(
    "export_events_once",
    export_events.c.export,
    export_events.c.act,
    unique=True,
    sqlite_where=export_events.c.act.in_(ONCE),
    postgresql_where=export_events.c.act.in_(ONCE),
)

public_wordings = Table(
    "public_wordings",
    METADATA,
    key(),
    *(words(name) for name in ("check_name", "part", "wording", "reason", "at", "actor")),
    one_of("public_wordings", "part", REWORDED),
    CheckConstraint("length(reason) > 0", name="public_wordings_reason_given"),
    **STRICT,
)

public_looks = Table(
    "public_looks",
    METADATA,
    key(),
    *(words(name) for name in ("look", "at", "actor")),
    CheckConstraint(f"length(look) <= {LARGEST_LOOK}", name="public_looks_size"),
    **STRICT,
)
