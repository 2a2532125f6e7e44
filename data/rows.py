"""What an importer hands to the ledger: one entry per row of the file, and the problems it found.

An importer never writes. It reads a file into a `Reading of the file`_: every row that is not
blank is either a `SourceRow` (clean, or clean with flags) or rejected by at least one `Problem`
whose ``severity`` is ``"reject"``. The ledger adds "already there" and its own rejections, so that
*read = stored + already there + rejected* always holds.

.. _Reading of the file: `ReadFile`
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Severity = Literal["reject", "flag"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, or doubtful, in one cell of one row.

    ``row`` is the number a person sees in the spreadsheet (the header is row 1 when it is on the
    first line); 0 speaks of the whole file. ``code`` is a short stable word such as
    ``above_scale``; ``message`` says what is wrong and what to do, without naming the file.
    """

    row: int
    column: str
    value: str
    code: str
    message: str
    severity: Severity = "reject"


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """One value of one measure. ``side`` is left, right or both; ``phase`` before, after or review.

    ``rater`` is who took it and ``instrument`` with what; blank means not written down.
    """

    measure: str
    value: float
    on: date
    phase: str
    side: str
    method: str = ""
    rater: str = ""
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """``term`` and ``severity`` (mild, significant, serious); ``onset`` during, within_24h or later.

    ``duration`` in words ("2 days"); ``relatedness`` to the needling unrelated, possibly, probably or
    certainly. Blank means not written down.
    """

    term: str
    severity: str
    onset: str = ""
    action: str = ""
    duration: str = ""
    relatedness: str = ""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One visit with dry needling; ``None`` means not written down.

    The fields are those of STRICTA 2010 (PMC2882429).
    ``muscles`` and ``co_interventions`` are tuples of plain words. ``number`` is worked out by the
    ledger when ``None``. ``adverse_asked`` is ``None`` when the record does not say, and then the
    session never enters a denominator.
    """

    on: date
    number: int | None = None
    sequence: int = 1
    muscles: tuple[str, ...] = ()
    bilateral: bool | None = None
    needle_diameter_mm: float | None = None
    needle_length_mm: float | None = None
    needle_material: str = ""
    insertions: int | None = None
    depth_mm: float | None = None
    response_sought: str = ""
    twitch: str = ""
    twitch_count: int | None = None
    technique: str = ""
    stimulation: str = ""
    stimulation_hz: float | None = None
    stimulation_minutes: float | None = None
    retention_minutes: float | None = None
    planned_sessions: int | None = None
    planned_frequency: str = ""
    co_interventions: tuple[str, ...] = ()
    soreness: float | None = None
    consent_on: date | None = None
    consent_version: str = ""
    contraindications_screened: bool | None = None
    adverse_asked: bool | None = None
    adverse_events: tuple[AdverseEvent, ...] = ()
    notes: str = ""


@dataclass(slots=True, unsafe_hash=True)
class SourceRow:
    """One row of a file, understood: whose, which course of care, what was done and measured.

    Nobody changes one. It is not frozen only because a frozen one takes seven times as long to make, row by row.

    ``course`` is the number of the course of care of this patient, condition and side (1 for the
    first). ``started`` is needed when the course is new; ``raw`` holds the cells as written.
    ``podiatrist_background`` is what the file says of the podiatrist's training.
    """

    row: int
    patient: str
    condition: str
    side: str
    started: date
    course: int = 1
    display_name: str = ""
    birth_year: int | None = None
    sex: str = "unknown"
    site: str = ""
    podiatrist: str = ""
    podiatrist_background: str = ""
    ended: date | None = None
    ended_how: str = ""
    duration_weeks: float | None = None
    session: SessionFacts | None = None
    readings: tuple[ReadingFacts, ...] = ()
    raw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A whole file as an importer understood it; nothing is written yet.

    ``read`` counts the rows below the header that are not blank; ``blank`` the others. ``rows`` are
    those that may be stored. ``rejected`` maps the row number of every rejected row to its cells.
    """

    file: str
    sha256: str
    importer: str
    header: tuple[str, ...]
    read: int
    blank: int
    rows: tuple[SourceRow, ...]
    rejected: dict[int, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """What an import did, or would do (``batch`` is ``None`` in a preview).

    ``read == stored + already_there + rejected`` always. The ``new_*`` fields count records made.
    ``rejected_rows`` maps a row's number to its cells as written, ``problems`` says why.
    """

    batch: int | None
    file: str
    importer: str
    read: int
    stored: int
    already_there: int
    rejected: int
    blank: int
    new_patients: int = 0
    new_episodes: int = 0
    new_sessions: int = 0
    new_readings: int = 0
    header: tuple[str, ...] = ()
    rejected_rows: dict[int, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for exactly once."""
        return self.read == self.stored + self.already_there + self.rejected


class FileRefused(ValueError):
    """A file cannot be read at all; the message is a sentence for the person who chose it.

    ``worksheets`` are those of a workbook that was opened as far as that: another of them may be read.
    """

    def __init__(self, sentence: str, worksheets: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.worksheets = worksheets
