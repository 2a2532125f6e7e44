"""A file at once is its rows one by one: what is remembered between rows changes nothing of what is stored or said."""

from __future__ import annotations

import gc
from datetime import date, timedelta
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.ledger_unlike import first_day
from data.rows import AdverseEvent, Problem, ReadingFacts, SessionFacts, SourceRow
from data.store import Store, open_store
from data.waste import unsearched
from tests.data.contents import RECORDS
from tests.data.rows_for_tests import START, TODAY, file_of, pain, visit

DAYS = st.integers(-1, 20).map(lambda days: START + timedelta(days=days))
FEW = {"max_size": 2, "unique_by": lambda event: event.term}
EVENTS = st.lists(
    st.builds(AdverseEvent, st.sampled_from(["bruise", "faint"]), st.sampled_from(["mild", "serious"])), **FEW
)
SESSIONS = st.builds(
    SessionFacts,
    on=DAYS,
    number=st.sampled_from([None, None, None, 1, 2]),
    sequence=st.sampled_from([1, 1, 2]),
    insertions=st.sampled_from([None, None, 3, 3, 4]),
    technique=st.sampled_from(["", "", "pistoning", "static"]),
    muscles=st.sampled_from([(), ("soleus",)]),
    consent_on=st.sampled_from([None, START]),
    adverse_asked=st.sampled_from([None, True, False]),
    adverse_events=EVENTS.map(tuple),
)


@st.composite
def rows(draw: st.DrawFn) -> tuple[SourceRow, ...]:
    """Rows of two people that agree, add to each other, contradict each other, or break a rule."""
    return tuple(_row(draw, number) for number in range(2, 2 + draw(st.integers(2, 12))))


def _row(draw: st.DrawFn, number: int) -> SourceRow:
    session = draw(st.none() | SESSIONS)
    on = session.on if session else draw(DAYS)
    readings = [
        ReadingFacts(measure, draw(st.sampled_from([2.0, 3.0, 3.0, 3.0, 3.0])), on, phase, "left", method)
        for measure, method in (("nprs", ""), ("wblt_cm", "tape"))
        for phase in draw(st.sets(st.sampled_from(["before", "after"] if session else ["review"])))
    ]
    said: dict[str, Any] = {
        "course": draw(st.sampled_from([1, 1, 2])),
        "display_name": draw(st.sampled_from(["", "Ash", "Bo"])),
        "birth_year": draw(st.sampled_from([None, None, 1970, 1970, 1971])),
        "sex": draw(st.sampled_from(["unknown", "female", "female", "male"])),
        "site": draw(st.sampled_from(["", "North", "South"])),
        "podiatrist": draw(st.sampled_from(["", "Kim", "Lee"])),
        "podiatrist_background": draw(st.sampled_from(["", "", "1999", "2001"])),
        "ended": draw(st.sampled_from([None] * 9 + [START + timedelta(days=15)])),
        "ended_how": draw(st.sampled_from(["", "", "lost", "lost", "other"])),
        "duration_weeks": draw(st.sampled_from([None, None, 4.0, 4.0, 6000.0])),
    }
    patient = draw(st.sampled_from(["A", "B"]))
    return SourceRow(
        number, patient, "plantar_heel_pain", "left", START, session=session, readings=tuple(readings),
        raw=(str(number),), **said,
    )  # fmt: skip


def _cells(store: Store, table: str) -> list[list[Any]]:
    """Every row of *table* without what differs from import to import."""
    with store.reading() as connection:
        found = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1").mappings().all()
    return [[cell for name, cell in row.items() if name not in ("batch", "version")] for row in found]


def _brought_in(catalogue: Catalogue, files: list[tuple[SourceRow, ...]]) -> tuple[Any, list[Problem], list[int]]:
    """What is recorded then (without batches and versions), what was said, and how many rows were taken and rejected.

    A row that only fills in what an earlier row of its own file left blank counts as already there, so that rows stored
    and already there are taken together.
    """
    with TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/clinic.db", catalogue) as store:
        ledger = Ledger(store, catalogue, "Kim", TODAY)
        accounts = [ledger.import_file(file_of(*own, name=f"{place}.csv")) for place, own in enumerate(files)]
        kept = {table: _cells(store, table) for table in RECORDS}
    problems = [problem for account in accounts for problem in account.problems]
    counts = [sum(one.stored + one.already_there for one in accounts), sum(one.rejected for one in accounts)]
    return kept, sorted(problems, key=lambda problem: problem.row), counts


@settings(max_examples=25, deadline=None)
@given(rows())
def test_a_file_at_once_is_its_rows_one_by_one(catalogue: Catalogue, given: tuple[SourceRow, ...]) -> None:
    by_patient = dict.fromkeys(row.patient for row in given)
    order = sorted(given, key=lambda row: (list(by_patient).index(row.patient), first_day(row), row.row))
    assert _brought_in(catalogue, [given]) == _brought_in(catalogue, [(row,) for row in order])


def test_another_name_is_said_of_every_row_that_has_it(catalogue: Catalogue) -> None:
    days = [START + timedelta(days=day) for day in range(4)]
    names = ["Ash", "Bo", "Bo", "Ash"]
    file = tuple(visit(2 + place, on=days[place], display_name=name) for place, name in enumerate(names))
    _, problems, counts = _brought_in(catalogue, [file])
    assert [(problem.row, problem.code) for problem in problems] == [(3, "other_name"), (4, "other_name")]
    assert counts == [4, 0]


def test_the_earliest_day_is_that_of_the_visit_or_of_a_reading() -> None:
    before, after = START - timedelta(days=1), START + timedelta(days=1)
    assert first_day(visit(2, readings=(pain(4, after), pain(4, before)))) == before
    assert first_day(visit(2, readings=(pain(4, after),))) == START
    assert first_day(SourceRow(2, "A", "plantar_heel_pain", "left", date(2026, 1, 1))) == date(2026, 1, 1)


def test_waste_is_searched_for_again_afterwards_also_after_a_failure() -> None:
    searching: list[bool] = []

    @unsearched()
    def torn() -> None:
        searching.append(gc.isenabled())
        raise ValueError("torn")

    with pytest.raises(ValueError, match="torn"):
        torn()
    assert searching == [False]
    assert gc.isenabled()
