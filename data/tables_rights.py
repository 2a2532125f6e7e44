"""The tables of people's rights: what they agreed to beyond their own care, and records that were disposed of.

A consent is only ever added; it goes with the patient when two people have agreed on that. A disposal says
nothing of the person but a number that leads nowhere any more, and stays. What an audit event quotes of a person's
records is kept apart, so that it can go with them; the sealed event keeps its salted hash.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table

from data.columns import METADATA, STRICT, Day, key, link, one_of, real_day, words

NOT_ASKED, GIVEN, WITHDRAWN = "not asked", "given", "withdrawn"
STATES = (GIVEN, WITHDRAWN)
DE_IDENTIFY, DESTROY = "de-identify", "destroy"
WAYS = (DE_IDENTIFY, DESTROY)

consent_events = Table(
    "consent_events",
    METADATA,
    key(),
    link("patient", "consent_events", "patients.id"),
    words("state"),
    Column("said_on", Day, nullable=False),
    words("taken_by"),
    Column("data_version", Integer, nullable=False),
    *(words(name) for name in ("at", "actor")),
    one_of("consent_events", "state", STATES),
    CheckConstraint("length(taken_by) > 0", name="consent_events_taken_by_given"),
    CheckConstraint("data_version >= 0", name="consent_events_data_version_counted"),
    real_day("consent_events", "said_on"),
    Index("consent_events_patient", "patient"),
    **STRICT,
)

disposals = Table(
    "disposals",
    METADATA,
    key(),
    Column("patient", Integer, nullable=False),  # no reference: the patient may be gone
    *(words(name) for name in ("how", "reason")),
    words("early_because", default=""),
    Column("kept_until", Day),
    *(words(name) for name in ("proposed_at", "proposed_by")),
    *(words(name, default="") for name in ("outcome", "closed_at", "closed_by")),
    words("counts", default="{}"),
    one_of("disposals", "how", WAYS),
    one_of("disposals", "outcome", ("", "done", "dropped")),
    CheckConstraint("length(reason) > 0", name="disposals_reason_given"),
    CheckConstraint("(outcome = '') = (length(closed_by) = 0)", name="disposals_closed"),
    CheckConstraint("outcome <> 'done' OR lower(closed_by) <> lower(proposed_by)", name="disposals_two_people"),
    real_day("disposals", "kept_until"),
    **STRICT,
)
Index(
    "disposals_one_open",
    disposals.c.patient,
    unique=True,
    sqlite_where=disposals.c.outcome == "",
    postgresql_where=disposals.c.outcome == "",
)

audit_apart = Table(
    "audit_apart",
    METADATA,
    Column(
        "event",
        Integer,
        ForeignKey("audit_events.id", name="audit_apart_event_known"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("patient", Integer, nullable=False),
    *(words(name) for name in ("salt", "detail")),
    CheckConstraint("length(salt) = 32", name="audit_apart_salt_long"),
    Index("audit_apart_patient", "patient"),
    **STRICT,
)
