"""A mapping says which column of somebody's spreadsheet is which fact; it can be saved and used on the next export.

``fields`` names where each fact comes from (`FIELDS` lists them all). In the ``wide`` layout
``readings`` has one entry per column that holds a measure; in the ``long`` layout every row is one
reading and the fields ``measure``, ``value`` and perhaps ``phase`` or ``weeks`` say which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal

Layout = Literal["wide", "long"]
LAYOUTS = ("wide", "long")
DATE_ORDERS = ("ask", "dmy", "mdy", "ymd", "serial")
DECIMALS = (".", ",")

FIELDS: dict[str, str] = {
    "patient": "the patient's reference in your practice software",
    "name": "the patient's name (optional, never read by reports)",
    "birth_year": "year of birth",
    "birth_date": "date of birth (only the year is kept)",
    "age": "age in years on the date of the row",
    "sex": "sex: female, male, other",
    "condition": "the condition treated",
    "side": "side: left, right, both",
    "course": "number of the course of care of this patient, condition and side",
    "started": "date on which the course of care began",
    "ended": "date of discharge",
    "ended_how": "how it ended: discharged, lost, referred, other",
    "duration_weeks": "weeks of symptoms before the course began",
    "site": "clinic site",
    "podiatrist": "podiatrist",
    "podiatrist_background": "the podiatrist's background: profession, training in dry needling",
    "date": "date of the visit or of the reading",
    "session": "session number in the course of care",
    "sequence": "which visit of that day (1 unless there were two)",
    "muscles": "muscles or points needled, separated by ;",
    "bilateral": "both sides needled: yes, no",
    "needle_diameter_mm": "needle diameter in mm",
    "needle_length_mm": "needle length in mm",
    "needle_material": "needle material",
    "insertions": "number of needle insertions",
    "depth_mm": "depth of insertion in mm",
    "response_sought": "response sought",
    "twitch": "local twitch response: yes, no",
    "twitch_count": "number of twitch responses",
    "technique": "technique",
    "stimulation": "stimulation: none, manual, electrical",
    "stimulation_hz": "electrical stimulation in Hz",
    "stimulation_minutes": "minutes of stimulation",
    "retention_minutes": "minutes the needles stayed in",
    "planned_sessions": "number of sessions planned",
    "planned_frequency": "how often sessions are planned, in words such as: once a week",
    "co_interventions": "other treatment at the same time, separated by ;",
    "soreness": "soreness after needling, 0-10",
    "consent_on": "date of consent",
    "consent_version": "version of the consent form",
    "contraindications_screened": "contraindications screened: yes, no",
    "adverse_asked": "asked about adverse events: yes, no",
    "adverse_event": "adverse events, separated by ;",
    "adverse_severity": "severity of each, separated by ;: mild, significant, serious",
    "adverse_onset": "onset of each, separated by ;: during, within_24h, later",
    "adverse_action": "what was done about each, separated by ;",
    "adverse_duration": "how long each lasted, separated by ;, in words such as: 2 days",
    "adverse_relatedness": "whether each came from the needling, separated by ;: unrelated, possibly, probably, "
    "certainly",
    "notes": "notes on the visit",
    "rater": "who took the readings",
    "method": "method of the readings (another one starts a series of its own)",
    "instrument": "what the readings were taken with",
    "measure": "long layout: the column that names the measure",
    "value": "long layout: the column that holds the value",
    "phase": "long layout: before, after, review",
    "weeks": "long layout: weeks after the start of the course",
    "reading_side": "side of the reading, when it can differ from the side of the course",
}
LONG_ONLY = ("measure", "value", "phase", "weeks")
NEEDED = ("patient", "date", "condition", "side")


class MappingError(ValueError):
    """A mapping cannot be used; the message says which part, why, and the nearest right name."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: a ``column``, or the same ``fixed`` value on every row.

    ``words`` translates what the column says (compared without regard to case) into our words;
    ``dates`` is this column's own date order when it differs from the file's.
    """

    column: str = ""
    fixed: str = ""
    words: dict[str, str] = field(default_factory=dict)
    dates: str = ""


@dataclass(frozen=True, slots=True)
class MissingWhen:
    """When a cell that is not empty is still no observation.

    ``values``: the cell says one of these. ``empty``: that other column is empty on the same row.
    With both, both must hold: ``values = ["0"], empty = "pk2"`` drops the zeros beside an empty pk2.
    """

    values: tuple[str, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ReadingColumn:
    """One column of a wide file that holds a measure.

    ``weeks`` after the start of the course, or ``date`` (a column with this reading's own date);
    neither means the date of the row. ``side`` is empty when it is the side of the course.
    """

    column: str
    measure: str
    phase: str = "review"
    weeks: float | None = None
    date: str = ""
    method: str = ""
    side: str = ""
    missing_when: MissingWhen | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one kind of spreadsheet is read; ``header_row`` ``None`` and empty texts mean "find it"."""

    layout: Layout = "wide"
    fields: dict[str, Source] = field(default_factory=dict)
    readings: tuple[ReadingColumn, ...] = ()
    dates: str = "ask"
    decimal: str = "."
    missing_words: tuple[str, ...] = ()
    missing_codes: tuple[str, ...] = ()
    header_row: int | None = None
    worksheet: str = ""
    encoding: str = ""
    title: str = ""

    def source(self, name: str) -> Source | None:
        """Where the fact *name* comes from, ``None`` when it is not mapped."""
        return self.fields.get(name)

    def with_field(self, name: str, source: Source | None) -> Mapping:
        """The same mapping with one fact taken from elsewhere, or no longer taken (``None``)."""
        kept = {key: value for key, value in self.fields.items() if key != name}
        return replace(self, fields=kept if source is None else {**kept, name: source})

    def columns(self) -> tuple[str, ...]:
        """Every column of the file that this mapping reads, once each, in the order of the mapping."""
        names = [source.column for source in self.fields.values()]
        for reading in self.readings:
            names += [reading.column, reading.date, reading.missing_when.empty if reading.missing_when else ""]
        return tuple(dict.fromkeys(name for name in names if name))


def nearest(word: str, known: Iterable[str]) -> str:
    """``, did you mean "side"?`` or, when nothing is near, the first few names that would be right."""
    names = sorted({str(name) for name in known})
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    if close:
        return f' Did you mean "{folded[close[0]]}"?'
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f" It can be: {shown}." if names else ""
