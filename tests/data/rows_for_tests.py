"""Small invented rows, written as an importer would hand them over."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from data.rows import Problem, ReadFile, ReadingFacts, SessionFacts, SourceRow

TODAY = date(2026, 11, 22)
START = date(2026, 3, 2)


def pain(value: float, on: date = START, phase: str = "before", **more: Any) -> ReadingFacts:
    return ReadingFacts("nprs", value, on, phase, more.pop("side", "left"), **more)


def visit(
    row: int, patient: str = "A1", on: date = START, before: float = 6, after: float | None = 4, **more: Any
) -> SourceRow:
    """A session with pain before and (unless ``None``) after it."""
    readings = [pain(before, on)] + ([pain(after, on, "after")] if after is not None else [])
    session = more.pop("session", None) or SessionFacts(on)
    given = {"condition": "plantar_heel_pain", "side": "left", "started": START, "readings": tuple(readings), **more}
    return SourceRow(row, patient, session=session, raw=(patient, on.isoformat(), str(before)), **given)


def review(row: int, patient: str = "A1", on: date = START, value: float = 50, **more: Any) -> SourceRow:
    """A questionnaire on its own."""
    reading = ReadingFacts("lefs", value, on, "review", "both")
    given = {"condition": "plantar_heel_pain", "side": "left", "started": START, "readings": (reading,), **more}
    return SourceRow(row, patient, raw=(patient, on.isoformat(), str(value)), **given)


def file_of(*rows: SourceRow, name: str = "visits.csv", rejected: dict[int, Problem] | None = None) -> ReadFile:
    """A file with these rows; the same rows under the same name are the same file."""
    refused = rejected or {}
    content = repr((name, rows, sorted(refused))).encode()
    header = ("patient", "date", "pain")
    cells = {row: ("cells", str(row)) for row in refused}
    read = len(rows) + len(refused)
    sha256 = hashlib.sha256(content).hexdigest()
    return ReadFile(name, sha256, "session_sheet", header, read, 0, rows, cells, tuple(refused.values()))


def clinic_rows(patients: int, visits: int = 3) -> tuple[SourceRow, ...]:
    """Many patients in order of date, two sites, three podiatrists, detail on the sessions."""
    rows = []
    for week in range(visits):
        for number in range(patients):
            on = START + timedelta(days=number % 28 + 7 * week)
            session = SessionFacts(
                on, muscles=("soleus", "tibialis posterior"), insertions=number % 7, adverse_asked=True
            )
            rows.append(
                visit(
                    len(rows) + 2,
                    f"P{number:05d}",
                    on,
                    before=8 - week,
                    after=7 - week,
                    session=session,
                    started=START + timedelta(days=number % 28),
                    site=("North", "South")[number % 2],
                    podiatrist=f"Podiatrist {number % 3}",
                    sex="female",
                    birth_year=1950 + number % 50,
                )
            )
    return tuple(rows)
