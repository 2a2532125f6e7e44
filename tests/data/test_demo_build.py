"""Making the demo clinic's database: whole or not at all, and never in place of anybody's records."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from analytics.flags import flagged
from data import demo, demo_build, demo_doubts, demo_import, places
from data.catalogue import load_catalogue
from data.ledger import Ledger
from data.rows import ReadFile, ReadingFacts
from data.store import Store, open_store, read_batch, read_batches, read_frames

FEW = list(islice(demo.rows(until=date(2026, 11, 22)), 60))


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "rows", lambda: iter(FEW))


def test_the_demo_clinic_holds_what_was_invented(demo_store: Store) -> None:
    frames = read_frames(demo_store)
    rows = list(demo.rows())
    assert demo_store.is_demo
    assert len(frames["episodes"]) == len({(row.patient, row.condition, row.side, row.course) for row in rows})
    assert len(frames["sessions"]) == sum(row.session is not None for row in rows)
    assert len(frames["readings"]) == sum(len(row.readings) for row in rows)


def test_the_newest_visits_came_in_as_a_file_with_a_few_rejected_rows(demo_store: Store) -> None:
    batches = read_batches(demo_store)
    assert batches["file"].tolist() == [demo_import.FILE, "the invented clinic"]
    account = read_batch(demo_store, int(batches["batch"].iloc[0]))
    assert (account.stored, account.rejected, account.adds_up) == (demo_import.NEWEST, 4, True)
    assert len({one.code for one in account.problems}) == 4
    assert all(cells[0].startswith("Demo 9") for cells in account.rejected_rows.values())
    assert not any(patient.startswith("Demo 9") for patient in read_frames(demo_store)["patients"]["reference"])


def test_a_few_stored_values_are_doubtful(demo_file: Path) -> None:
    counts = Counter[str]()
    with open_store(f"sqlite:///{demo_file}") as store:
        readings = read_frames(store)["readings"]
    for measure in load_catalogue().measures.values():
        counts.update(flagged(readings, measure)["reason"])
    assert counts["between two steps of the scale"] == demo_doubts.HALVES
    assert demo_doubts.TURNED <= counts["sign differs from the reading before"] <= 2 * demo_doubts.TURNED
    assert 6 <= counts.total() <= 10


def test_progress_ends_at_the_number_of_rows(own_home: Path, few_rows: None) -> None:
    told: list[tuple[int, int]] = []
    demo.build(progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(FEW), len(FEW))
    assert told == sorted(told)


def test_nothing_but_the_finished_file_is_left(own_home: Path, few_rows: None) -> None:
    assert not demo.is_built()
    demo.build()
    assert demo.is_built()
    assert [path.name for path in own_home.iterdir()] == ["demo.db"]


def test_a_build_that_is_broken_off_leaves_nothing(own_home: Path, few_rows: None) -> None:
    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.build(progress=interrupted)
    assert not demo.is_built()
    assert list(own_home.iterdir()) == []


def test_a_row_the_ledger_rejects_is_an_error_and_leaves_nothing(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = replace(FEW[0], readings=(ReadingFacts("nprs", 11.0, FEW[0].started, "review", "left"),))
    monkeypatch.setattr(demo, "rows", lambda: iter([wrong, *FEW[1:]]))
    with pytest.raises(demo_build.DemoRejected, match=r"Row 1, nprs: .* between 0 and 10"):
        demo.build()
    assert list(own_home.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_build_leaves_no_demo_clinic_and_the_next_one_succeeds(own_home: Path, few_rows: None) -> None:
    command = [sys.executable, "-c", "from data import demo; demo.build()"]
    root = Path(demo.__file__).parents[1]
    build = subprocess.Popen(command, cwd=root, env={**os.environ, "CLINIC_HOME": str(own_home)})
    while not list(own_home.glob("*.part")) and build.poll() is None:
        time.sleep(0.005)
    build.send_signal(signal.SIGKILL)
    assert build.wait() == -signal.SIGKILL
    assert not demo.is_built()
    os.utime(next(own_home.glob("*.part")), (0, 0))
    demo.build()
    assert demo.is_built()
    assert not list(own_home.glob("*.part"))


def test_an_unfinished_build_of_a_moment_ago_is_left_alone(own_home: Path, few_rows: None) -> None:
    own_home.mkdir()
    other = own_home / "demo.db.0123.part"
    other.write_bytes(b"being made")
    demo.build()
    assert other.read_bytes() == b"being made"


def test_a_build_that_comes_second_keeps_the_first(own_home: Path, few_rows: None) -> None:
    def meanwhile(done: int, total: int) -> None:
        if not demo.is_built():
            demo.build()

    demo.build(progress=meanwhile)
    with open_store(f"sqlite:///{own_home / 'demo.db'}") as store:
        assert store.is_demo
    assert [path.name for path in own_home.iterdir()] == ["demo.db"]


def test_it_can_be_made_again_in_its_place(own_home: Path, few_rows: None) -> None:
    demo.build()
    first = (own_home / "demo.db").stat().st_ino
    demo.build()
    assert demo.is_built()
    assert (own_home / "demo.db").stat().st_ino != first or os.name == "nt"


def test_records_that_are_not_invented_are_never_replaced(tmp_path: Path, few_rows: None) -> None:
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    catalogue = load_catalogue()
    with open_store(url, catalogue) as store:
        own = ReadFile("own.csv", "0" * 64, "session_sheet", (), len(FEW), 0, tuple(FEW))
        Ledger(store, catalogue, "owner").import_file(own)
    with pytest.raises(places.NotADemo, match=r"clinic\.db holds records"):
        demo.build(url)
    with open_store(url, catalogue) as store:
        assert store.has_records()


def test_a_server_is_refused_in_words() -> None:
    with pytest.raises(places.NotADemo, match="always a file"):
        demo.build("postgresql+psycopg://server/clinic")
    with pytest.raises(places.NotADemo):
        demo.is_built("postgresql+psycopg://server/clinic")


def test_a_command_that_only_looks_does_not_make_one(own_home: Path, few_rows: None) -> None:
    for command in (["data", "check", "--demo"], ["reports", "table", "flow", "--demo"]):
        said = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=Path(demo.__file__).parents[1],
            env={**os.environ, "CLINIC_HOME": str(own_home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 4, said
        assert "python3 -m data demo" in said.stderr
        assert not demo.is_built(), f"{command} left an empty demo clinic, which would be taken for a whole one"
