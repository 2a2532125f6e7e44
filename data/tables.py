"""The tables: the words of the catalogue as the database knows them, the people, and what was done to the record.

The tables of care (episodes, sessions, readings, adverse events) are in `data.tables_care`; both
files describe the newest revision in `data/migrations`, and a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from data.columns import METADATA, STRICT, Number, key, link, one_of, version, words
from data.frames import SEXES

facts = Table(
    "facts", METADATA, Column("name", Text, primary_key=True), words("value"), **STRICT
)  # fmt: skip

measures = Table(
    "measures",
    METADATA,
    key(),
    words("name"),
    Column("low", Number, nullable=False),
    Column("high", Number, nullable=False),
    UniqueConstraint("name", name="measures_name_once"),
    UniqueConstraint("id", "low", "high", name="measures_scale_once"),
    CheckConstraint("low < high", name="measures_scale_upwards"),
    **STRICT,
)
methods = Table("methods", METADATA, key(), words("name"), UniqueConstraint("name", name="methods_name_once"), **STRICT)
phases = Table("phases", METADATA, key(), words("name"), UniqueConstraint("name", name="phases_name_once"), **STRICT)
sides = Table("sides", METADATA, key(), words("name"), UniqueConstraint("name", name="sides_name_once"), **STRICT)
conditions = Table("conditions", METADATA, Column("id", Text, primary_key=True), words("name"), **STRICT)

clinics = Table(
    "clinics",
    METADATA,
    key(),
    words("name"),
    link("batch", "clinics", "import_batches.id", optional=True),
    UniqueConstraint("name", name="clinics_name_once"),
    CheckConstraint("length(name) > 0", name="clinics_name_given"),
    **STRICT,
)
podiatrists = Table(
    "podiatrists",
    METADATA,
    key(),
    words("name"),
    words("background", default=""),
    link("batch", "podiatrists", "import_batches.id", optional=True),
    UniqueConstraint("name", name="podiatrists_name_once"),
    CheckConstraint("length(name) > 0", name="podiatrists_name_given"),
    **STRICT,
)

import_batches = Table(
    "import_batches",
    METADATA,
    key(),
    words("file"),
    words("sha256"),
    words("importer"),
    words("at"),
    words("actor"),
    *(
        Column(name, Integer, nullable=False)
        for name in (
            "rows_read", "rows_stored", "rows_already_there", "rows_rejected", "rows_blank",
            "new_patients", "new_episodes", "new_sessions", "new_readings",
        )
    ),
    words("header"),
    words("withdrawn_at", optional=True),
    words("withdrawn_by", optional=True),
    words("withdrawn_because", optional=True),
    CheckConstraint(
        "rows_read = rows_stored + rows_already_there + rows_rejected", name="import_batches_account_adds_up"
    ),
    **STRICT,
)  # fmt: skip
Index(
    "import_batches_file_once",
    import_batches.c.sha256,
    unique=True,
    sqlite_where=import_batches.c.withdrawn_at.is_(None),
    postgresql_where=import_batches.c.withdrawn_at.is_(None),
)

rejected_rows = Table(
    "rejected_rows",
    METADATA,
    Column("batch", Integer, ForeignKey("import_batches.id", name="rejected_rows_batch_known"), primary_key=True),
    Column("row_number", Integer, primary_key=True, autoincrement=False),
    words("cells"),
    **STRICT,
)
row_problems = Table(
    "row_problems",
    METADATA,
    Column("batch", Integer, ForeignKey("import_batches.id", name="row_problems_batch_known"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("row_number", Integer, nullable=False),
    *(words(name) for name in ("field", "value", "code", "message", "severity")),
    one_of("row_problems", "severity", ("reject", "flag")),
    **STRICT,
)
batch_changes = Table(
    "batch_changes",
    METADATA,
    key(),
    link("batch", "batch_changes", "import_batches.id"),
    words("record_table"),
    Column("record", Integer, nullable=False),
    *(words(name) for name in ("field", "old", "new")),
    Index("batch_changes_batch", "batch"),
    **STRICT,
)
audit_events = Table(
    "audit_events",
    METADATA,
    key(),
    *(words(name) for name in ("at", "actor", "action", "record_table")),
    Column("record", Integer),
    *(words(name, default="") for name in ("reason", "detail", "seal")),
    Index("audit_events_record", "record_table", "record"),
    Index("audit_events_action", "action"),
    Index("audit_events_actor", "actor", "action", "id"),
    **STRICT,
)

patients = Table(
    "patients",
    METADATA,
    key(),
    words("reference"),
    words("display_name", default=""),
    Column("birth_year", Integer),
    words("sex", default="unknown"),
    link("batch", "patients", "import_batches.id", optional=True),
    version(),
    UniqueConstraint("reference", name="patients_reference_once"),
    CheckConstraint("length(reference) > 0", name="patients_reference_given"),
    CheckConstraint("birth_year BETWEEN 1900 AND 2200", name="patients_birth_year_in_range"),
    one_of("patients", "sex", SEXES),
    **STRICT,
)
