"""Checks of the recording: each finds what was planted for it and nothing else; clean records hardly ever stand out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.quality import round_share
from analytics.recorded import pairs, round_values, same_rater
from analytics.recording import (
    AFTER_WORSE,
    ALONE,
    CHECKS,
    EVERYONE,
    FEW,
    NEVER_WORSE,
    NO_READING_AFTER,
    ROUND_VALUES,
    SAME_AMOUNT,
    SAME_RATER,
    recording,
)
from tests.analytics.clinics import PAIN, reading, readings_frame, sessions_frame
from tests.analytics.recorded_clinics import clinic

MEANT = {
    "round": ROUND_VALUES, "same": SAME_AMOUNT, "unread": NO_READING_AFTER, "one rater": SAME_RATER,
    "best": NEVER_WORSE, "hides": AFTER_WORSE,
}  # fmt: skip
CLINICS = 40  # of clean records; more were simulated once, and docs/methods.md says with what result


def found(*frames: pd.DataFrame) -> pd.DataFrame:
    return recording(*frames, PAIN)


def standing_out(frame: pd.DataFrame) -> list[tuple[str, str]]:
    rows = frame[frame["stands_out"]]
    return list(zip(rows["check"], rows["podiatrist"], strict=True))


@pytest.mark.parametrize("habit", MEANT)
def test_a_planted_habit_is_found_by_its_check_and_by_no_other(habit: str) -> None:
    for seed in range(5):
        assert standing_out(found(*clinic(seed, habit, people=160))) == [(MEANT[habit], "A")]


def test_on_clean_records_hardly_anybody_stands_out() -> None:
    """At most 1 clinic in 100 by design; the margin makes it rarer, and these seeds give none."""
    alarms = [len(standing_out(found(*clinic(3000 + seed)))) > 0 for seed in range(CLINICS)]
    assert sum(alarms) == 0


def test_without_the_margin_and_the_level_clean_records_would_stand_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.recording.MARGIN", 0.0)
    monkeypatch.setattr("analytics.recording.FALSE_ALARM", 2.0)
    assert any(standing_out(found(*clinic(3000 + seed))) for seed in range(10))


def test_round_values_are_those_of_the_heaping_table() -> None:
    readings, sessions, _, _ = clinic(1)
    rows, whole = round_values(readings, sessions, PAIN), round_share(readings["value"], PAIN.step)
    assert (len(rows), rows["hit"].sum()) == (whole.n, whole.k)
    assert rows["score"].mean() == pytest.approx(whole.share - whole.expected)


def test_each_share_by_a_slow_road() -> None:
    readings, sessions, courses, raters = clinic(2, people=55)
    table = found(readings, sessions, courses, raters).set_index(["check", "podiatrist"])
    who = dict(zip(sessions["session"], sessions["podiatrist"], strict=True))
    rater = dict(zip(raters["reading"], raters["rater"], strict=True))
    value = {(row.session, row.phase): row for row in readings.itertuples()}
    own = [session for session, name in who.items() if name == "B"]
    before = [session for session in own if (session, "before") in value]
    pair = [session for session in before if (session, "after") in value]
    lost = 1 - len(pair) / len(before)
    drops = [value[one, "before"].value - value[one, "after"].value for one in pair]
    mode = max(sorted({drop for drop in drops if drop > 0}), key=drops.count)
    same = [rater[value[one, "before"].reading] == rater[value[one, "after"].reading] for one in pair]
    worse = courses[(courses["podiatrist"] == "B") & (courses["status"] == "counted")]["change"] < 0
    for check, share, n in (
        (NO_READING_AFTER, lost, len(before)),
        (SAME_AMOUNT, drops.count(mode) / len(pair), len(pair)),
        (SAME_RATER, np.mean(same), len(pair)),
        (NEVER_WORSE, worse.mean(), len(worse)),
    ):
        assert table.loc[(check, "B"), ["found", "n"]].tolist() == pytest.approx([share, n])
    for check in (NO_READING_AFTER, ROUND_VALUES, NEVER_WORSE):
        others = [table.loc[(check, name), "found"] for name in "ACDEF"]
        assert table.loc[(check, "B"), "expected"] == pytest.approx(np.median(others))


def test_a_visit_after_a_worse_change_by_hand() -> None:
    """Pain 5, 7 (worse), not read at the third visit; the fourth follows a visit without a change that is known."""
    rows = [reading("before", 7 * at, value, at + 1) for at, value in ((0, 5), (1, 7), (3, 4))]
    visit = reading("after", 14, 4, 3)  # the third visit took place
    frame = readings_frame([*rows, visit])
    kept = pairs(frame, sessions_frame(frame), PAIN)[["number", "carried_here", "next_missing"]]
    assert kept.fillna(-9).values.tolist() == [[1, -9, 0], [2, -2, 1], [4, -9, -9]]


@pytest.mark.parametrize("own", [{"method": "b"}, {"side": None}, {"side": "right"}])
def test_a_next_visit_read_in_another_way_is_not_missing_by_hand(own: dict[str, str | None]) -> None:
    """Methods a, a, b in sessions 1 to 3 (or the side left blank, or the other one): no visit lacks a reading."""
    rows = [
        reading("before", 7 * at, 5 - at, at + 1, **({"method": "a"} | (own if at == 2 else {}))) for at in range(3)
    ]
    frame = readings_frame(rows)
    kept = pairs(frame, sessions_frame(frame), PAIN).sort_values("number")[["number", "next_missing"]]
    assert kept.fillna(-9).values.tolist() == [[1, 0], [2, 0], [3, -9]]


def test_a_next_visit_read_by_another_measure_or_only_afterwards_is_missing() -> None:
    rows = [reading("before", 0, 5, 1), reading("before", 7, 4, 2, measure="stiffness"), reading("after", 7, 4, 2)]
    frame = readings_frame(rows)
    assert pairs(frame, sessions_frame(frame), PAIN)["next_missing"].tolist() == [1]


def test_a_rater_that_is_not_written_down_makes_no_pair() -> None:
    readings, sessions, _, raters = clinic(3)
    known = raters[raters["reading"] % 2 == 0]
    assert same_rater(readings, sessions, known, PAIN).empty
    assert set(found(readings, sessions, clinic(3)[2], known)["check"]) == set(CHECKS) - {SAME_RATER}


def test_too_few_and_nobody_to_compare_with_are_said() -> None:
    small = found(*clinic(4, people=9, visits=2))
    assert set(small.loc[small["podiatrist"] != EVERYONE, "state"]) == {FEW}
    three = found(*clinic(4, "round", podiatrists=3))
    round_ = three[(three["check"] == ROUND_VALUES) & (three["podiatrist"] != EVERYONE)]
    assert set(round_["state"]) == {ALONE} and not three["stands_out"].any()


def test_the_order_of_rows_says_nothing() -> None:
    frames = clinic(5, "round")
    mixed = [frame.sample(frac=1, random_state=2) for frame in frames]
    pd.testing.assert_frame_equal(found(*mixed), found(*frames))
