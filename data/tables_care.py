"""The tables of care: episodes, sessions with their needling details, readings, and adverse events.

A reading carries the scale of its measure, bound to `measures` by a composite reference, so that
"within the scale" is a constraint of the database on every server, and a scale changed in the
catalogue is checked against everything already recorded. It holds small integer codes because there
are many of them; the view ``readings_plain`` shows them in words.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, Table, Text, text
from sqlalchemy import UniqueConstraint as Once

from data.columns import (
    METADATA,
    STRICT,
    Day,
    Number,
    YesNo,
    between,
    key,
    link,
    one_of,
    real_day,
    version,
    words,
    yes_no,
)
from data.frames import ENDINGS, SIDES

# Wide enough for anything that can be done to a leg; a slip of the hand lies beyond.
SESSION_LIMITS: dict[str, tuple[float, float]] = {
    "needle_diameter_mm": (0, 10),
    "needle_length_mm": (0, 300),
    "insertions": (0, 1000),
    "depth_mm": (0, 300),
    "twitch_count": (0, 1000),
    "stimulation_hz": (0, 10_000),
    "stimulation_minutes": (0, 1440),
    "retention_minutes": (0, 1440),
    "planned_sessions": (0, 1000),
    "soreness": (0, 10),
}
WEEKS_LIMIT = (0.0, 5200.0)
EVENT_SEVERITIES = ("mild", "significant", "serious")
EVENT_ONSETS = ("", "during", "within_24h", "later")
EVENT_RELATEDNESS = ("", "unrelated", "possibly", "probably", "certainly")  # house rule: docs/decisions.md

episodes = Table(
    "episodes",
    METADATA,
    key(),
    link("patient", "episodes", "patients.id"),
    Column("condition", Text, ForeignKey("conditions.id", name="episodes_condition_known"), nullable=False),
    words("side"),
    Column("course", Integer, nullable=False),
    link("clinic", "episodes", "clinics.id", optional=True),
    link("podiatrist", "episodes", "podiatrists.id", optional=True),
    Column("started", Day, nullable=False),
    Column("ended", Day),
    words("ended_how", default=""),
    Column("duration_weeks", Number),
    link("batch", "episodes", "import_batches.id", optional=True),
    version(),
    Once("patient", "condition", "side", "course", name="episodes_once"),
    one_of("episodes", "side", SIDES),
    one_of("episodes", "ended_how", ("", *ENDINGS)),
    CheckConstraint("course >= 1", name="episodes_course_counted"),
    CheckConstraint("ended >= started", name="episodes_end_after_start"),
    between("episodes", "duration_weeks", *WEEKS_LIMIT),
    real_day("episodes", "started"),
    real_day("episodes", "ended"),
    **STRICT,
)

sessions = Table(
    "sessions",
    METADATA,
    key(),
    link("episode", "sessions", "episodes.id"),
    Column("number", Integer, nullable=False),
    Column("number_given", YesNo, nullable=False),
    Column("day", Day, nullable=False),
    Column("sequence", Integer, nullable=False),
    link("clinic", "sessions", "clinics.id", optional=True),
    link("podiatrist", "sessions", "podiatrists.id", optional=True),
    words("muscles", default="[]"),
    Column("bilateral", YesNo),
    Column("needle_diameter_mm", Number),
    Column("needle_length_mm", Number),
    words("needle_material", default=""),
    Column("insertions", Integer),
    Column("depth_mm", Number),
    *(words(name, default="") for name in ("response_sought", "twitch")),
    Column("twitch_count", Integer),
    *(words(name, default="") for name in ("technique", "stimulation")),
    *(Column(name, Number) for name in ("stimulation_hz", "stimulation_minutes", "retention_minutes")),
    Column("planned_sessions", Integer),
    words("planned_frequency", default=""),
    words("co_interventions", default="[]"),
    Column("soreness", Number),
    Column("consent_on", Day),
    words("consent_version", default=""),
    *(Column(name, YesNo) for name in ("contraindications_screened", "adverse_asked")),
    words("notes", default=""),
    link("batch", "sessions", "import_batches.id", optional=True),
    version(),
    Once("episode", "day", "sequence", name="sessions_once"),
    Once("episode", "number", name="sessions_number_once"),
    Once("id", "episode", name="sessions_of_episode"),
    CheckConstraint("number >= 1", name="sessions_number_counted"),
    CheckConstraint("sequence >= 1", name="sessions_sequence_counted"),
    *(between("sessions", name, *limits) for name, limits in SESSION_LIMITS.items()),
    *(yes_no("sessions", name) for name in ("number_given", "bilateral", "contraindications_screened")),
    yes_no("sessions", "adverse_asked"),
    real_day("sessions", "day"),
    real_day("sessions", "consent_on"),
    **STRICT,
)

readings = Table(
    "readings",
    METADATA,
    key(),
    link("episode", "readings", "episodes.id"),
    Column("session", Integer),
    Column("measure", Integer, nullable=False),
    link("method", "readings", "methods.id"),
    Column("side", Integer, nullable=False),
    Column("phase", Integer, nullable=False),
    Column("day", Day, nullable=False),
    Column("value", Number, nullable=False),
    Column("scale_low", Number, nullable=False),
    Column("scale_high", Number, nullable=False),
    words("rater", default=""),
    words("instrument", default=""),
    link("batch", "readings", "import_batches.id", optional=True),
    version(),
    ForeignKeyConstraint(
        ["measure", "scale_low", "scale_high"],
        ["measures.id", "measures.low", "measures.high"],
        onupdate="CASCADE",
        name="readings_measure_known",
    ),
    ForeignKeyConstraint(
        ["session", "episode"], ["sessions.id", "sessions.episode"], name="readings_session_of_episode"
    ),
    between("readings", "value", "scale_low", "scale_high"),
    between("readings", "side", 1, 3),
    between("readings", "phase", 1, 3),
    CheckConstraint("(phase = 3) = (session IS NULL)", name="readings_session_unless_review"),
    real_day("readings", "day"),
    **STRICT,
)
Index(
    "readings_once",
    readings.c.episode,
    text("coalesce(session, 0)"),
    *(readings.c[name] for name in ("measure", "method", "side", "phase", "day")),
    unique=True,
)

adverse_events = Table(
    "adverse_events",
    METADATA,
    key(),
    link("session", "adverse_events", "sessions.id"),
    *(words(name) for name in ("term", "severity", "onset", "action")),
    words("duration", default=""),
    Column(
        "relatedness", Text, one_of("adverse_events", "relatedness", EVENT_RELATEDNESS), nullable=False,
        server_default="",
    ),
    link("batch", "adverse_events", "import_batches.id", optional=True),
    version(),
    Once("session", "term", name="adverse_events_once"),
    one_of("adverse_events", "severity", EVENT_SEVERITIES),
    one_of("adverse_events", "onset", EVENT_ONSETS),
    CheckConstraint("length(term) > 0", name="adverse_events_term_given"),
    **STRICT,
)  # fmt: skip
