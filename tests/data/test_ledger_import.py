"""Importing: every row accounted for, all or nothing, the same thing never twice."""

from __future__ import annotations

import random
import traceback
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger, LedgerError
from data.rows import AdverseEvent, Problem, ReadingFacts, SessionFacts, SourceRow
from data.store import open_store, read_audit, read_batch, read_batches, read_frames
from tests.data.contents import RECORDS, contents
from tests.data.rows_for_tests import START, TODAY, clinic_rows, file_of, pain, review, visit

if TYPE_CHECKING:
    from pathlib import Path

    from data.store import Store

EVERYTHING = (*RECORDS, "import_batches", "rejected_rows", "row_problems", "batch_changes", "audit_events", "facts")


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    return Ledger(store, catalogue, "Kim", TODAY)


def test_a_preview_says_what_the_import_then_does_and_writes_nothing(ledger: Ledger) -> None:
    read = file_of(*clinic_rows(30), visit(999, "Z", before=12), rejected={1000: Problem(1000, "a", "b", "c", "d")})
    before = contents(ledger.store, EVERYTHING)
    preview = ledger.preview(read)
    assert contents(ledger.store, EVERYTHING) == before
    account = ledger.import_file(read)
    assert replace(account, batch=None) == preview
    assert account.adds_up
    assert (account.read, account.stored, account.rejected) == (92, 90, 2)
    assert (account.new_patients, account.new_episodes, account.new_sessions, account.new_readings) == (30, 30, 90, 180)
    assert check_store(ledger.store) == []


def test_one_import_is_one_version_and_one_sealed_event_without_values(ledger: Ledger) -> None:
    ledger.import_file(file_of(*clinic_rows(5)))
    assert ledger.store.version() == 1
    audit = read_audit(ledger.store)
    assert audit[["actor", "action", "record_table", "record"]].values.tolist() == [
        ["Kim", "import", "import_batches", 1]
    ]
    assert "P00001" not in audit["detail"][0]
    assert "nprs" not in audit["detail"][0]


@pytest.mark.parametrize("again", ["the same file", "saved again", "shuffled"])
def test_the_same_rows_again_store_nothing_at_all(ledger: Ledger, again: str) -> None:
    rows = clinic_rows(20)
    first = ledger.import_file(file_of(*rows))
    before = contents(ledger.store, EVERYTHING)
    shuffled = list(rows)
    random.Random(5).shuffle(shuffled)
    files = {
        "the same file": file_of(*rows), "saved again": file_of(*rows, name="visits (2).csv"),
        "shuffled": file_of(*shuffled, name="sorted otherwise.csv"),
    }  # fmt: skip
    account = ledger.import_file(files[again])
    assert (account.read, account.stored, account.already_there, account.rejected) == (60, 0, 60, 0)
    assert account.batch == (first.batch if again == "the same file" else None)
    assert contents(ledger.store, EVERYTHING) == before
    assert ledger.preview(files[again]).already_there == 60


def test_the_same_file_again_still_shows_its_rejected_rows(ledger: Ledger) -> None:
    refused = Problem(9, "pain", "soon", "not_a_number", "Give a number.")
    read = file_of(visit(2), visit(3, "B", before=11), rejected={9: refused})
    first = ledger.import_file(read)
    again = ledger.import_file(read)
    assert first.rejected_rows.keys() == again.rejected_rows.keys() == {3, 9}
    assert (again.stored, again.already_there, again.rejected) == (0, 1, 2)
    assert {problem.code for problem in again.problems} == {"off_scale", "not_a_number"}


def test_a_row_with_one_new_reading_is_stored_and_only_that_is_added(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2)))
    lunge = ReadingFacts("wblt_cm", 8, START, "before", "left", "tape")
    row = visit(2)
    account = ledger.import_file(file_of(replace(row, readings=(*row.readings, lunge))))
    assert (account.stored, account.new_sessions, account.new_readings) == (1, 0, 1)
    assert ledger.import_file(file_of(replace(row, readings=(lunge,)), name="b.csv")).already_there == 1


def test_the_order_of_rows_changes_nothing(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    rows = list(clinic_rows(40, 4))
    Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*rows))
    random.Random(1).shuffle(rows)
    with open_store(f"sqlite:///{tmp_path / 'other.db'}", catalogue) as other:
        Ledger(other, catalogue, "Kim", TODAY).import_file(file_of(*rows))
        assert _said(store) == _said(other)


def test_a_course_belongs_to_who_saw_it_first_by_date(ledger: Ledger) -> None:
    later, earlier = (
        visit(2, on=date(2026, 3, 9), podiatrist="Lee", site="South"),
        visit(3, podiatrist="Kim", site="North"),
    )
    ledger.import_file(file_of(later, earlier))
    frames = read_frames(ledger.store)
    assert frames["episodes"][["site", "podiatrist"]].values.tolist() == [["North", "Kim"]]
    assert frames["sessions"].sort_values("on")["podiatrist"].tolist() == ["Kim", "Lee"]


def _said(store: Store) -> list[Any]:
    frames = read_frames(store)
    known = frames["readings"].merge(frames["patients"][["patient", "reference"]], on="patient")
    columns = ["reference", "number", "measure", "side", "phase", "on", "value"]
    return sorted(map(str, known[columns].astype(str).values.tolist()))


REJECTED: dict[str, tuple[SourceRow, str]] = {
    "another value": (visit(3, before=7), "other_value"),
    "after the end": (visit(3, on=date(2026, 9, 1)), "session_after_end"),
    "another end": (visit(3, ended=date(2026, 8, 2)), "other_value"),
    "an end before the beginning": (visit(3, ended=date(2026, 3, 1)), "end_before_start"),
    "before the start": (visit(3, on=date(2026, 3, 1), started=date(2026, 3, 1)), "before_start"),
    "before birth": (visit(3, "New", started=START, birth_year=2027), "before_birth"),
    "before the recorded birth": (review(3, "B2", on=date(1969, 5, 1), started=START), "before_birth"),
    "born in another year": (visit(3, birth_year=1981), "other_value"),
    "another sex": (visit(3, sex="male"), "other_value"),
    "another podiatrist": (visit(3, podiatrist="Lee"), "other_value"),
    "a number taken": (visit(3, on=date(2026, 3, 9), session=SessionFacts(date(2026, 3, 9), number=4)), "number_taken"),
    "another number": (visit(3, session=SessionFacts(START, number=5)), "other_value"),
    "other muscles": (visit(3, session=SessionFacts(START, muscles=("soleus",))), "other_value"),
    "another severity": (
        visit(3, session=SessionFacts(START, adverse_events=(AdverseEvent("faint", "mild"),))),
        "other_value",
    ),
    "another relatedness": (
        visit(
            3,
            session=SessionFacts(
                START, adverse_events=(AdverseEvent("faint", "significant", relatedness="unrelated"),)
            ),
        ),
        "other_value",
    ),
    "another frequency": (visit(3, session=SessionFacts(START, planned_frequency="daily")), "other_value"),
    "tomorrow": (visit(3, on=TODAY + timedelta(days=1)), "in_future"),
    "off the scale": (visit(3, "New", before=10.5), "off_scale"),
    "no number": (visit(3, "New", before=float("nan")), "off_scale"),
    "unknown measure": (
        visit(3, "New", readings=(ReadingFacts("nrps", 5, START, "before", "left"),)),
        "unknown_measure",
    ),
    "unknown condition": (visit(3, "New", condition="plantar_heel"), "unknown_condition"),
    "side L": (visit(3, "New", side="L"), "unknown_word"),
    "before on another day": (visit(3, "New", readings=(pain(3, date(2026, 3, 3)),)), "no_session"),
    "before without a session": (replace(visit(3, "New"), session=None), "no_session"),
    "soreness 11": (visit(3, "New", session=SessionFacts(START, soreness=11)), "out_of_range"),
    "an event twice": (
        visit(
            3, "New", session=SessionFacts(START, adverse_events=(AdverseEvent("a", "mild"), AdverseEvent("a", "mild")))
        ),
        "events_unclear",
    ),
    "nobody": (visit(3, "  "), "no_patient"),
    "two values in a row": (visit(3, "New", readings=(pain(3), pain(4))), "other_value"),
}


@pytest.mark.parametrize(("row", "code"), REJECTED.values(), ids=REJECTED)
def test_a_row_is_rejected_with_its_reason_and_leaves_no_trace(ledger: Ledger, row: SourceRow, code: str) -> None:
    faint = SessionFacts(
        START, number=4, muscles=("gastrocnemius",), planned_frequency="once a week",
        adverse_events=(AdverseEvent("faint", "significant", relatedness="possibly"),),
    )  # fmt: skip
    first = visit(2, session=faint, ended=date(2026, 8, 1), birth_year=1980, sex="female", podiatrist="Kim")
    ledger.import_file(file_of(first, review(3, "B2", birth_year=1970)))
    before = contents(ledger.store)
    account = ledger.import_file(file_of(replace(row, site="New site"), name="second.csv"))
    assert (account.stored, account.rejected, account.batch) == (0, 1, None)
    assert {problem.code for problem in account.problems} == {code}
    assert account.rejected_rows == {3: row.raw}
    assert account.problems[0].message.endswith((".", "?"))
    assert contents(ledger.store) == before


def test_details_that_were_blank_are_filled_in(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2)))
    session = SessionFacts(START, insertions=3, adverse_asked=True, adverse_events=(AdverseEvent("bruise", "mild"),))
    later = visit(2, session=session, ended=date(2026, 5, 1), ended_how="discharged", duration_weeks=8.0, sex="female",
                  birth_year=1970, site="North", podiatrist="Kim")  # fmt: skip
    account = ledger.import_file(file_of(later, name="b.csv"))
    assert (account.stored, account.new_sessions, account.new_readings) == (1, 0, 0)
    frames = read_frames(ledger.store)
    episode, session_row = frames["episodes"].iloc[0], frames["sessions"].iloc[0]
    assert (episode["ended_how"], episode["duration_weeks"], episode["sex"], episode["site"]) == (
        "discharged",
        8,
        "female",
        "North",
    )
    assert (session_row["podiatrist"], session_row["adverse_worst"]) == ("Kim", "mild")
    assert ledger.import_file(file_of(later, name="c.csv")).already_there == 1


def test_a_name_written_otherwise_is_flagged_and_kept(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, display_name="Ann Lee")))
    account = ledger.import_file(file_of(visit(2, on=date(2026, 3, 9), display_name="Anne Lee"), name="b.csv"))
    assert (account.stored, [problem.code for problem in account.problems]) == (1, ["other_name"])
    assert read_frames(ledger.store)["patients"]["display_name"].tolist() == ["Ann Lee"]


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({0: 3}, [3, 4, 5, 6]),
        ({2: 2}, [1, 3, 2, 4]),
        ({1: 2, 3: 9}, [1, 2, 3, 9]),
    ],
)
def test_sessions_are_numbered_by_date_around_the_numbers_given(
    ledger: Ledger, given: dict[int, int], numbers: list[int]
) -> None:
    days = [START + timedelta(days=7 * week) for week in range(4)]
    rows = [visit(5 - n, on=day, session=SessionFacts(day, number=given.get(n))) for n, day in enumerate(days)]
    ledger.import_file(file_of(*rows))
    sessions = read_frames(ledger.store)["sessions"].sort_values("on")
    assert sessions["number"].tolist() == numbers


def test_an_earlier_session_that_comes_later_moves_the_numbers(ledger: Ledger) -> None:
    days = [START + timedelta(days=7 * week) for week in range(4)]
    ledger.import_file(file_of(*(visit(n, on=day) for n, day in enumerate(days[1:], start=2))))
    ledger.import_file(file_of(visit(2, on=days[0]), name="earlier.csv"))
    sessions = read_frames(ledger.store)["sessions"].sort_values("on")
    assert sessions["number"].tolist() == [1, 2, 3, 4]
    assert check_store(ledger.store) == []


def test_two_sessions_in_one_day_are_two_sessions(ledger: Ledger) -> None:
    evening = SessionFacts(START, sequence=2)
    account = ledger.import_file(file_of(visit(2), visit(3, before=3, after=2, session=evening)))
    assert (account.stored, account.new_sessions) == (2, 2)


def test_progress_is_told_about_every_thousand_rows(ledger: Ledger) -> None:
    told: list[tuple[int, int]] = []
    ledger.import_file(file_of(*clinic_rows(1100)), lambda done, total: told.append((done, total)))
    assert [total for _, total in told] == [3300] * len(told)
    assert told[-1] == (3300, 3300)
    assert len(told) == 4


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_an_import_that_is_stopped_leaves_nothing(ledger: Ledger, stop: type[BaseException]) -> None:
    before = contents(ledger.store, EVERYTHING)

    def stop_at_2000(done: int, _total: int) -> None:
        if done >= 2000:
            raise stop

    with pytest.raises(stop):
        ledger.import_file(file_of(*clinic_rows(1100)), stop_at_2000)
    assert contents(ledger.store, EVERYTHING) == before
    assert ledger.import_file(file_of(*clinic_rows(1100))).stored == 3300


def test_a_file_that_is_not_all_accounted_for_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="not all accounted for"):
        ledger.import_file(replace(file_of(visit(2)), read=5))
    assert read_batches(ledger.store).empty


def test_what_only_the_database_refuses_stores_nothing_and_says_no_value(ledger: Ledger, catalogue: Catalogue) -> None:
    other = replace(catalogue.measure("nprs"), high=100.0)
    wider = Catalogue({**catalogue.measures, "nprs": other}, catalogue.conditions)
    read, before = file_of(visit(2, "Ann Lee", before=77.25)), contents(ledger.store, EVERYTHING)
    with pytest.raises(LedgerError, match="The database refused this") as refused:
        Ledger(ledger.store, wider, "Kim", TODAY).import_file(read)
    said = "".join(traceback.format_exception(refused.value))
    assert "77.25" not in said
    assert "Ann Lee" not in said
    assert contents(ledger.store, EVERYTHING) == before


def test_a_demo_clinic_is_marked_and_never_mixed_with_records(ledger: Ledger) -> None:
    account = ledger.load_demo(clinic_rows(10))
    assert account.stored == 30
    assert ledger.store.is_demo
    assert read_batch(ledger.store, 1) == account
    with pytest.raises(LedgerError, match="not empty"):
        ledger.load_demo(clinic_rows(10))


def test_starting_with_our_own_records_is_noted(ledger: Ledger) -> None:
    ledger.start_clinic()
    assert ledger.store.fact("started") is not None
    assert read_audit(ledger.store)["action"].tolist() == ["start"]


values = st.integers(0, 12)
rows_drawn = st.builds(
    lambda patient, on, before, number: visit(0, patient, on, before, None, session=SessionFacts(on, number)),
    st.sampled_from("AB"), st.dates(START - timedelta(days=1), START + timedelta(days=4)), values,
    st.none() | st.integers(1, 3),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.lists(rows_drawn, min_size=1, max_size=8), min_size=1, max_size=3))
def test_whatever_comes_the_account_adds_up_and_the_record_is_whole(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, files: list[list[SourceRow]]
) -> None:
    path = tmp_path_factory.mktemp("drawn") / "clinic.db"
    with open_store(f"sqlite:///{path}", catalogue) as store:
        ledger = Ledger(store, catalogue, "Kim", TODAY)
        for place, rows in enumerate(files):
            read = file_of(*(replace(row, row=number) for number, row in enumerate(rows, 2)), name=f"{place}.csv")
            account = ledger.import_file(read)
            assert account.adds_up
            again = ledger.import_file(replace(read, sha256=read.sha256[::-1]))
            assert (again.stored, again.rejected) == (0, account.rejected)
        assert check_store(store) == []
