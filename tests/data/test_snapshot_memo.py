"""What is kept beside a snapshot: bounded in memory as the settings say, whatever it is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from data.memo_size import KEPT_MB, most_bytes
from data.places import StoreError
from data.snapshot import Snapshot, current
from data.snapshot_memo import Memo, weight
from data.store import Store


def floats(megabytes: float) -> np.ndarray:
    return np.zeros(int(megabytes * 1_000_000 / 8))


@dataclass(frozen=True)
class Answer:
    """An answer of several parts."""

    frame: pd.DataFrame
    figure: object
    notes: tuple[str, ...] = ()


def test_a_weight_is_that_of_all_parts_and_what_is_shared_counts_once() -> None:
    frame = pd.DataFrame({"value": floats(3), "word": pd.Categorical(["a"] * 375_000)})
    alone = int(frame.memory_usage(deep=True).sum())
    assert weight(frame) == alone > 3_000_000
    assert weight(frame["value"]) >= 3_000_000
    for held in ({"a": frame}, [frame, frame], (frame,), Answer(frame, None)):
        assert alone < weight(held) < alone + 1_000
    figure = go.Figure(go.Bar(x=[1, 2], y=[3, 4]))
    assert 100_000 < weight(Answer(frame, figure)) - alone < 300_000


def test_the_least_recently_used_go_first_when_they_weigh_too_much() -> None:
    memo, made = Memo(10_000_000), []

    def ask(name: str, megabytes: float) -> None:
        def make() -> np.ndarray:
            made.append(name)
            return floats(megabytes)

        memo.get(name, make)

    for name in "abc":
        ask(name, 3)
    ask("a", 3)
    assert made == ["a", "b", "c"]
    ask("d", 3)  # too much by now: b was asked for longest ago
    assert list(memo.answers) == ["c", "a", "d"]
    assert memo.weight == 9_000_000
    ask("large", 30)  # the newest stays, or whoever needs it would make it again and again
    ask("large", 30)
    assert made == ["a", "b", "c", "d", "large"]
    assert (list(memo.answers), memo.weight) == (["large"], 30_000_000)
    ask("a", 3)
    assert (list(memo.answers), memo.weight) == (["a"], 3_000_000)


def test_the_setting_says_how_much(clinic_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLINIC_ANSWERS_MB", raising=False)
    assert most_bytes() == KEPT_MB * 1_000_000
    monkeypatch.setenv("CLINIC_ANSWERS_MB", " 2 ")
    found = current(clinic_store)
    small = Snapshot(1, "a", found.patients, found.episodes, found.sessions, found.readings)
    made: list[str] = []
    for name in ("a", "b", "a"):
        small.memo(name, lambda name=name: (made.append(name), floats(1.5))[1])  # type: ignore[misc]
    assert made == ["a", "b", "a"]


@pytest.mark.parametrize("given", ["0", "-1", "much", "1.5", "\u0663"])
def test_what_is_no_amount_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("CLINIC_ANSWERS_MB", given)
    with pytest.raises(StoreError, match="CLINIC_ANSWERS_MB is a whole number of megabytes"):
        most_bytes()


def test_the_record_without_some_people_is_no_answer(clinic_store: Store) -> None:
    whole = current(clinic_store)
    part = Snapshot(whole.version, "part", whole.patients, whole.episodes, whole.sessions, whole.readings)
    before = whole._kept.weight
    assert whole.memo("without", lambda: part) is part
    assert whole._kept.weight == before
    whole.memo("frame", lambda: whole.readings)
    assert whole._kept.weight == before + weight(whole.readings)
