"""The question in SQL, as other programs get it, has the answer of our own report: a reading is not read two ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarks import clinics
from benchmarks.peers.question import SQL, Answer, check_alike, ours
from data.clock import today
from data.sqlite_driver import connected
from data.store import open_store

QUESTION = SQL.format(since=":since", today=":today")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clinics.built(tmp_path_factory.mktemp("asked"), 10_000)


def _asked(path: Path, question: str = QUESTION) -> Callable[[date], Answer]:
    def ask(since: date) -> Answer:
        with connected(path) as connection:
            rows = connection.execute(question, {"since": since.isoformat(), "today": today().isoformat()}).fetchall()
        return {condition: (n, mean) for condition, n, mean in rows}

    return ask


def test_sql_answers_as_the_report_does(path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        check_alike("SQL", store, _asked(path))


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("r.phase <> 2", "r.phase <> 3"),
        ("f.value - t.value", "f.value - t.value + 1e-8"),
        ("'-42 days'", "'-1500 days'"),
    ],
)
def test_another_answer_is_not_let_through(path: Path, said: str, instead: str) -> None:
    assert said in QUESTION
    with open_store(f"sqlite:///{path}") as store, pytest.raises(AssertionError):
        check_alike("SQL", store, _asked(path, QUESTION.replace(said, instead)))


def test_a_later_day_asks_about_fewer(path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        everybody, some = (
            sum(n for n, _ in ours(store, day).values()) for day in (date(2000, 1, 1), date(2023, 1, 15))
        )
    assert 0 < some < everybody
