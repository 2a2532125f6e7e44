"""What the frames need of each table: the columns, as `data.packed_reads` takes them."""

from __future__ import annotations

from collections.abc import Sequence

from data.frames import ENDINGS, SEVERITIES, SEXES, SIDES
from data.packed_columns import DAY, SMALL, TEXT, TINY, VALUE, WHOLE, Columns


def place_of(column: str, words: Sequence[str]) -> str:
    """The SQL of a word as its place among *words*, from 1 on; 0 for any other, such as an empty one."""
    places = " ".join(f"WHEN '{word}' THEN {place}" for place, word in enumerate(words, 1))
    return f"CASE {column} {places} ELSE 0 END"


PATIENTS: Columns = {
    "reference": ("reference", TEXT),
    "display_name": ("display_name", TEXT),
    "birth_year": ("coalesce(birth_year, 0)", SMALL),
    "sex": (place_of("sex", SEXES), TINY),
}
EPISODES: Columns = {
    "patient": ("patient", WHOLE),
    "course": ("course", SMALL),
    "clinic": ("coalesce(clinic, 0)", SMALL),
    "podiatrist": ("coalesce(podiatrist, 0)", SMALL),
    "started": ("started", DAY),
    "ended": ("ended", DAY),
    "weeks": ("coalesce(duration_weeks, -1)", VALUE),
    "condition": ("condition", TEXT),
    "side": (place_of("side", SIDES), TINY),
    "ended_how": (place_of("ended_how", ENDINGS), TINY),
}
EVENTS: Columns = {
    "session": ("session", WHOLE),
    "severity": (place_of("severity", SEVERITIES[1:]), TINY),
}
SESSIONS: Columns = {
    "episode": ("episode", WHOLE),
    "number": ("number", SMALL),
    "clinic": ("coalesce(clinic, 0)", SMALL),
    "podiatrist": ("coalesce(podiatrist, 0)", SMALL),
    "asked": ("coalesce(CAST(adverse_asked AS INTEGER), 2)", TINY),
    "day": ("day", DAY),
    "care": ("co_interventions", TEXT),
}
READINGS: Columns = {
    "of": ("coalesce(session, episode)", WHOLE),  # a reading is of a session or, a review, of a course of care alone
    "measure": ("measure", SMALL),
    "method": ("method", SMALL),
    "side": ("side", TINY),
    "phase": ("phase", TINY),
    "value": ("value", VALUE),
    "day": ("day", DAY),
}
TABLES = {
    "patients": PATIENTS,
    "episodes": EPISODES,
    "adverse_events": EVENTS,
    "sessions": SESSIONS,
    "readings": READINGS,
}
