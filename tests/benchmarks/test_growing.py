"""A clinic grown inside SQLite: a whole clinic in the eyes of the check, and the same numbers so many times."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks import clinics
from benchmarks.growing import grow
from benchmarks.peers.question import ours
from data.check import check_store
from data.store import open_store, read_frames

TIMES = 3


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("grown")
    small = clinics.built(folder, 3_000)
    grow(small, folder / "large.db", TIMES)
    return small, folder / "large.db"


def test_everything_is_there_so_many_times_and_the_check_finds_nothing(files: tuple[Path, Path]) -> None:
    with open_store(f"sqlite:///{files[0]}") as small, open_store(f"sqlite:///{files[1]}") as large:
        before, after = ({name: len(rows) for name, rows in read_frames(one).items()} for one in (small, large))
        assert after == {name: rows * TIMES for name, rows in before.items()}
        assert check_store(large) == []


def test_each_condition_has_so_many_times_the_courses_and_the_same_mean(files: tuple[Path, Path]) -> None:
    with open_store(f"sqlite:///{files[0]}") as small, open_store(f"sqlite:///{files[1]}") as large:
        before, after = (ours(one, date(2000, 1, 1)) for one in (small, large))
    assert before
    assert after.keys() == before.keys()
    for condition, (n, mean) in before.items():
        assert after[condition] == (n * TIMES, pytest.approx(mean, abs=1e-12))


def test_a_clinic_is_built_once(files: tuple[Path, Path]) -> None:
    made = files[0].stat().st_mtime_ns
    assert clinics.built(files[0].parent, 3_000) == files[0]
    assert files[0].stat().st_mtime_ns == made
