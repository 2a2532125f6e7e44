"""Column names as people and practice software write them, and what they mean.

The names are those of exports of Cliniko, Jane, Nookal, Zanda (Power Diary), coreplus and Physitrack, and of
spreadsheets that clinics and trials keep. Compared as `folded`: small letters, words apart, no signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS = re.compile(r"[^0-9a-zà-öø-ÿ]+")

ONLY_A_NAME = ("patient name", "client name", "patient", "client", "name of patient")
LAST_RESORT = ("id", "reference", "ref", "no", "number", "code", "case", "case id")
NAMES: dict[str, tuple[str, ...]] = {
    "patient": (
        "patient id", "patient ids", "patientid", "patient id s", "patient number", "patient no", "patient nr",
        "patient reference", "patient ref", "patient code", "patient key", "patient guid", "client id", "clientid",
        "client number", "client no", "client ref", "client reference", "client code", "mrn", "urn", "ur number",
        "ur no", "medical record number", "record number", "chart number", "file number", "participant",
        "participant id", "participant number", "subject", "subject id", "study id", "external id", "pid",
        *ONLY_A_NAME, *LAST_RESORT,
    ),
    "birth_year": ("birth year", "year of birth", "yob", "born", "year born"),
    "birth_date": ("date of birth", "dob", "birth date", "birthdate", "birthday", "d o b"),
    "age": ("age", "age years", "age at start", "age at baseline", "age yrs", "patient age"),
    "sex": ("sex", "gender", "patient sex", "m f", "male female"),
    "condition": (
        "condition", "diagnosis", "primary diagnosis", "dx", "problem", "complaint", "presenting complaint",
        "presenting problem", "pathology", "injury", "indication", "case title", "disorder",
    ),
    "side": ("side", "laterality", "foot", "limb", "leg", "affected side", "side treated", "left right", "l r"),
    "course": ("course", "course number", "episode", "episode number", "course of care"),
    "started": (
        "started", "start of care", "course started", "episode start", "first visit date", "date of first visit",
        "first appointment", "first appointment date", "baseline date", "enrolled", "enrolment date", "start",
    ),
    "ended": (
        "ended", "discharged at", "discharge date", "discharged", "date of discharge", "end of care", "course ended",
    ),
    "ended_how": ("ended how", "outcome of care", "discharge reason", "reason for discharge"),
    "duration_weeks": ("duration weeks", "weeks of symptoms", "symptom duration weeks", "duration of symptoms weeks"),
    "site": (
        "site", "location", "location name", "clinic", "clinic name", "business", "facility", "practice", "branch",
    ),
    "podiatrist": (
        "podiatrist", "practitioner", "practitioner name", "treating practitioner", "clinician", "therapist",
        "provider", "staff member name", "staff member", "staff", "treated by", "practitioner id", "acupuncturist",
    ),
    "podiatrist_background": (
        "podiatrist background", "practitioner background", "clinician background", "therapist background",
        "podiatrist qualifications", "practitioner qualifications",
    ),
    "date": (
        "date", "session date", "visit date", "treatment date", "appointment date", "appt date", "date of visit",
        "date of session", "date of treatment", "date of appointment", "start at", "starts at local", "starts at",
        "start time", "appointment start date time", "date completed", "assessment date", "test date", "measured on",
        "date measured", "service date", "day",
    ),
    "session": (
        "session", "session number", "session no", "visit number", "visit no", "treatment number", "treatment no",
    ),
    "sequence": ("visit of the day", "sequence"),
    "muscles": ("muscles", "muscle", "muscles needled", "points", "sites needled", "muscles treated"),
    "insertions": ("insertions", "needles", "number of needles", "needle count", "needles used", "needle insertions"),
    "needle_diameter_mm": ("needle diameter", "needle diameter mm", "needle gauge mm"),
    "needle_length_mm": ("needle length", "needle length mm"),
    "needle_material": ("needle material",),
    "depth_mm": ("depth", "depth mm", "needle depth mm", "insertion depth mm"),
    "twitch": ("twitch", "twitch response", "local twitch", "local twitch response", "ltr"),
    "twitch_count": ("twitch count", "number of twitches"),
    "technique": ("technique", "needling technique"),
    "stimulation": ("stimulation",),
    "retention_minutes": ("retention minutes", "retention", "retention time min", "needle retention min"),
    "planned_sessions": ("planned sessions", "sessions planned"),
    "planned_frequency": (
        "planned frequency", "frequency planned", "session frequency", "frequency of sessions", "visit frequency",
        "treatment frequency",
    ),
    "co_interventions": ("co interventions", "cointerventions", "other treatment", "other treatments", "adjuncts"),
    "soreness": ("soreness", "post needling soreness", "soreness 0 10"),
    "adverse_asked": ("adverse asked", "adverse events asked", "asked about adverse events"),
    "adverse_event": ("adverse event", "adverse events", "ae", "side effects"),
    "adverse_severity": ("adverse severity", "ae severity", "severity of adverse event"),
    "adverse_duration": ("adverse duration", "ae duration", "duration of adverse event"),
    "adverse_relatedness": ("adverse relatedness", "ae relatedness", "relatedness of adverse event", "ae causality"),
    "rater": ("rater", "measured by", "assessor", "tester"),
    "method": ("method", "device", "goniometer"),
    "instrument": ("instrument used", "measured with", "measuring instrument"),
    "notes": ("notes", "note", "comment", "comments", "remarks", "session notes", "visit notes"),
    "measure": (
        "measure", "outcome measure", "outcome", "test", "scale", "questionnaire", "instrument", "parameter",
        "variable",
        "measure name", "outcome name", "prom", "assessment",
    ),
    "value": ("value", "score", "result", "reading", "measurement", "measured value", "total score"),
    "phase": ("phase", "timing", "when", "pre post", "before after", "time point", "timepoint", "occasion", "time"),
    "weeks": ("weeks", "week", "weeks after start", "follow up week"),
}  # fmt: skip


def folded(name: str) -> str:
    """A column name for comparing: ``patientID`` and ``Patient_ID`` are both ``patient id``."""
    return " ".join(_SIGNS.sub(" ", _CAMEL.sub(" ", name).casefold()).split())


def columns_by_field(header: Iterable[str]) -> dict[str, str]:
    """For each fact the column whose name says it best; a column is taken once, by the first fact that wants it."""
    known: dict[str, str] = {}
    for column in header:
        known.setdefault(folded(column), column)
    chosen: dict[str, str] = {}
    for name, words in NAMES.items():
        free = [known[word] for word in words if word in known and known[word] not in chosen.values()]
        if free:
            chosen[name] = free[0]
    return chosen
