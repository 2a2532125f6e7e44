"""Who looked at whom and who was refused stands in the trail: once, at once, and without a word about the patient."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

import pytest

from data.catalogue import Catalogue
from data.ledger_write import writing
from data.store import Store, read_audit, read_frames
from reports import desk, people, reception, records, watched
from reports.access import AUDITOR, FRONT_DESK, MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.deliver import deliver
from reports.filters import Filters
from reports.pen import Pen
from reports.watched import MOST, VIEW_AGAIN, Lately
from tests.reports.conftest import TODAY

KIM = Viewer("Kim", OWNER)


def events(store: Store, action: str = "view patient") -> list[tuple[str, int | None]]:
    trail = read_audit(store)
    trail = trail[trail["action"] == action].sort_values("event")
    return [(row.actor, None if row.record is None or str(row.record) == "<NA>" else int(row.record))
            for row in trail.itertuples()]  # fmt: skip


def test_a_record_that_is_opened_leaves_one_event_however_it_is_opened(
    small_clinic: Store, catalogue: Catalogue
) -> None:
    before = small_clinic.version(), small_clinic.state()
    records.open_record(small_clinic, KIM, 3)
    records.open_history(small_clinic, KIM, 3)
    records.open_draft(small_clinic, KIM, 3)
    desk.open_report("standing", small_clinic, catalogue, KIM, Filters(episode=3), TODAY)
    desk.open_report("standing", small_clinic, catalogue, KIM, Filters(episode=4), TODAY)
    records.open_record(small_clinic, Viewer("Lee", PODIATRIST, "Ann Lee"), 3)
    reception.open_course(small_clinic, Viewer("Mo", FRONT_DESK), 3)
    assert events(small_clinic) == [("Kim", 3), ("Kim", 4), ("Lee", 3), ("Mo", 3)]
    assert (small_clinic.version(), small_clinic.state()) == before, "looking changes no record"


def test_looking_down_a_list_opens_nobody(small_clinic: Store, catalogue: Catalogue) -> None:
    people.search(small_clinic, KIM, "HEEL")
    reception.find(small_clinic, Viewer("Mo", FRONT_DESK), "HEEL")
    records.listed(small_clinic, KIM, 3)
    desk.open_report("effectiveness", small_clinic, catalogue, KIM, Filters(), TODAY)
    assert events(small_clinic) == []


def test_the_same_person_leaves_another_event_after_fifteen_minutes(
    small_clinic: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(watched, "lately", Lately(lambda: now[0]))
    for later in (0.0, VIEW_AGAIN - 1, 1.0, VIEW_AGAIN - 1):
        now[0] += later
        records.open_record(small_clinic, KIM, 3)
    assert events(small_clinic) == [("Kim", 3), ("Kim", 3)]
    assert timedelta(seconds=VIEW_AGAIN) == timedelta(minutes=15)


def test_what_was_noted_lately_is_bounded() -> None:
    lately = Lately(lambda: 0.0)
    assert all(lately.first(one, 60.0) for one in range(MOST + 5))
    assert len(lately) == MOST
    assert lately.first(0, 60.0) and not lately.first(MOST, 60.0)


def test_a_view_that_cannot_be_written_down_is_not_shown_and_is_tried_again(
    small_clinic: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(watched, "note_view", full)
        with pytest.raises(OSError, match="no space"):
            records.open_record(small_clinic, KIM, 3)
    assert events(small_clinic) == []
    records.open_record(small_clinic, KIM, 3)
    assert events(small_clinic) == [("Kim", 3)]


def test_a_page_does_not_wait_for_an_import_and_the_event_follows_it(small_clinic: Store) -> None:
    held, go = threading.Event(), threading.Event()

    def long_import() -> None:
        with writing(small_clinic, "importer"):
            held.set()
            go.wait(30)

    other = threading.Thread(target=long_import)
    other.start()
    held.wait(30)
    began = time.perf_counter()
    records.open_record(small_clinic, KIM, 3)
    waited = time.perf_counter() - began
    assert events(small_clinic) == []
    go.set()
    other.join(30)
    watched._writer.submit(lambda: None).result(30)  # what was asked before this is done
    assert events(small_clinic) == [("Kim", 3)]
    print(f"\nopened in {waited:.2f} s while an import held the records")
    assert waited < 3 * watched.PATIENCE


def test_every_refusal_is_noted_once_and_names_nobody(small_clinic: Store, catalogue: Catalogue) -> None:
    maria, sam = Viewer("Maria", MARKETING), Viewer("Sam", AUDITOR)
    foreign = Viewer("Bo", PODIATRIST, "Bo Chan")
    for _ in range(2):
        with pytest.raises(NotAllowed):
            desk.open_report("lost", small_clinic, catalogue, maria, Filters(), TODAY)
        with pytest.raises(NotAllowed):
            records.open_record(small_clinic, foreign, 3)
        with pytest.raises(NotAllowed):
            Pen(small_clinic, catalogue, sam, TODAY).record_review(3, [])
        with pytest.raises(NotAllowed):
            reception.find(small_clinic, sam, "HEEL")
    assert events(small_clinic, "refused") == [("Maria", None), ("Bo", 3), ("Sam", None), ("Sam", None)]
    references = set(read_frames(small_clinic)["patients"]["reference"])
    said = " ".join(read_audit(small_clinic)["detail"])
    assert not [one for one in references if one in said]


def test_a_file_is_noted_with_its_name_and_rows_and_no_figure(small_clinic: Store, catalogue: Catalogue) -> None:
    report = desk.open_report("effectiveness", small_clinic, catalogue, KIM, Filters(), TODAY)
    deliver(small_clinic, catalogue, KIM, report, "csv")
    about = desk.open_report("standing", small_clinic, catalogue, KIM, Filters(episode=3), TODAY)
    deliver(small_clinic, catalogue, KIM, about, "csv")
    assert events(small_clinic, "make file") == [("Kim", None), ("Kim", 3)]
    trail = read_audit(small_clinic)
    said = trail[trail["action"] == "make file"]["detail"].tolist()
    assert '"file": "effectiveness.csv"' in said[1] and f'"rows": {len(report.frame)}' in said[1]
    assert all("HEEL" not in one for one in said)


def test_an_event_costs_a_page_next_to_nothing(
    small_clinic: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watched, "lately", Lately(lambda: 0.0))
    took = []
    with caplog.at_level(logging.ERROR):
        for episode in range(1, 21):
            began = time.perf_counter()
            watched.viewed(small_clinic, KIM, episode)
            took.append(time.perf_counter() - began)
    again = time.perf_counter()
    watched.viewed(small_clinic, KIM, 1)
    print(f"\nfirst look {sorted(took)[10] * 1000:.1f} ms (median of 20), "
          f"then {(time.perf_counter() - again) * 1000:.3f} ms")  # fmt: skip
    assert sorted(took)[10] < 0.25
    assert not caplog.records
