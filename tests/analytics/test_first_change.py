"""Time to change: ties worked by hand, Freireich's remissions, statsmodels on the same rows, and who counts when."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from analytics.courses import courses
from analytics.first_change import curve, first_change, log_rank, median
from data.frames import EPISODES, READINGS, SESSIONS
from tests.analytics.clinics import CATALOGUE, LATER, PAIN, forty_cases

FOLLOWED = st.lists(st.tuples(st.integers(1, 8), st.booleans()), min_size=2, max_size=40)
# Freireich 1963, weeks of remission under 6-MP; a plus sign is censored: the example of Kalbfleisch & Prentice.
SIX_MP = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_ties_worked_by_hand() -> None:
    """Six courses: two change at 1, one is censored at 1, one changes at 2, one is censored at 2, one changes at 3."""
    found = curve([1, 1, 1, 2, 2, 3], [True, True, False, True, False, True])
    assert found[["at_risk", "changed", "censored"]].values.tolist() == [[6, 2, 1], [3, 1, 1], [1, 1, 0]]
    np.testing.assert_allclose(found["share"], [1 / 3, 1 - 4 / 9, 1])
    assert found["low"].isna().tolist() == [False, False, True], "all have changed: no interval"


def test_the_remissions_of_freireich() -> None:
    """Median remission 23 weeks under 6-MP and 8 under placebo; log-rank chi-squared 16.79 (Kalbfleisch & Prentice)."""
    time = np.r_[SIX_MP[0], SIX_MP[1]]
    event = np.r_[np.ones(9, dtype=bool), np.zeros(12, dtype=bool)]
    drug = curve(time, event)
    assert median(drug)[0] == 23
    assert median(curve(PLACEBO, [True] * 21))[0] == 8
    np.testing.assert_allclose(
        drug.loc[drug["changed"] > 0, "share"].iloc[:3],
        [3 / 21, 1 - 18 / 21 * 16 / 17, 1 - 18 / 21 * 16 / 17 * 14 / 15],
    )
    chi2, p = log_rank(np.r_[time, PLACEBO], np.r_[event, [True] * 21], ["drug"] * 21 + ["placebo"] * 21)
    assert chi2 == pytest.approx(16.79, abs=0.005) and p < 0.0001


@forty_cases
@given(FOLLOWED)
def test_statsmodels_gives_the_same_curve_error_and_median(followed: list[tuple[int, bool]]) -> None:
    time, event = (np.array(part) for part in zip(*followed, strict=True))
    found = curve(time, event)
    hits = found[found["changed"] > 0]
    if hits.empty:
        assert (found["share"] == 0).all()
        return
    peer = SurvfuncRight(time, event.astype(int))
    np.testing.assert_allclose(1 - hits["share"], peer.surv_prob, atol=1e-12)
    np.testing.assert_array_equal(hits["at_risk"], peer.n_risk)
    if not np.isclose(hits["share"], 0.5).any():  # there it waits for the next change, and says nan without one
        assert median(found)[0] == pytest.approx(peer.quantile(0.5), nan_ok=True)
    inside = hits[hits["share"] < 1]
    left, error = peer.surv_prob[: len(inside)], peer.surv_prob_se[: len(inside)]
    np.testing.assert_allclose(1 - inside["low"], left ** np.exp(1.959964 * error / (left * np.log(left))), atol=1e-6)


def test_one_group_or_no_change_has_no_test() -> None:
    assert np.isnan(log_rank([1, 2], [True, True], ["a", "a"])).all()
    assert np.isnan(log_rank([1, 2], [False, False], ["a", "b"])).all()
    assert np.isnan(median(curve([1, 2], [False, False]))).all()


def test_where_there_is_nothing_to_compare_there_is_no_test() -> None:
    """All change at once; or one of two groups was followed by nobody until the first change."""
    assert np.isnan(log_rank([1, 1, 1, 1], [True] * 4, ["a", "a", "b", "b"])).all()
    assert np.isnan(log_rank([1, 5, 6, 7], [False, True, True, True], ["a", "b", "b", "b"])).all()


def test_a_group_nobody_followed_until_the_first_change_leaves_the_others_as_they_are() -> None:
    time, event, group = [2, 3, 4, 5, 6, 6], [True, True, False, True, True, False], list("bbccdd")
    with_early = log_rank([1, 1, *time], [False, False, *event], ["a", "a", *group])
    np.testing.assert_allclose(with_early, log_rank(time, event, group))
    assert np.isfinite(with_early).all()


def test_a_course_in_no_group_is_left_out() -> None:
    time, event, group = [1, 2, 3, 4, 5, 6], [True] * 6, ["a", "a", "a", "b", "b", "b"]
    mixed = log_rank([*time, 2, 2], [*event, True, True], [*group, None, None])
    np.testing.assert_allclose(mixed, log_rank(time, event, group))


START = date(2026, 1, 5)


def clinic(*values: float, review: float | None = None, after: float | None = None) -> tuple[pd.DataFrame, ...]:
    """One person with pain before each weekly session, and perhaps a review four weeks after the last."""
    day = [pd.Timestamp(START + timedelta(weeks=week)) for week in range(len(values))]
    episodes = pd.DataFrame(
        {name: pd.Series([None], dtype=kind) for name, kind in EPISODES.items() if kind not in ("int64",)}
    )
    episodes = episodes.assign(
        episode=1, patient=1, condition="plantar_heel_pain", side="left", course=1, started=day[0]
    )
    sessions = pd.DataFrame(
        {
            "session": range(10, 10 + len(values)),
            "episode": 1,
            "patient": 1,
            "number": range(1, len(values) + 1),
            "on": day,
        }
    )
    rows = [
        (1, 10 + place, place + 1, "before", on, value)
        for place, (on, value) in enumerate(zip(day, values, strict=True))
    ]
    rows += [(1, 10, 1, "after", day[0], after)] if after is not None else []
    rows += [(1, 0, 0, "review", day[-1] + pd.Timedelta(weeks=4), review)] if review is not None else []
    readings = pd.DataFrame(rows, columns=["episode", "session", "number", "phase", "on", "value"])
    readings = readings.assign(reading=range(len(readings)), patient=1, measure="nprs", method=None, side="left")
    return episodes, sessions.reindex(columns=list(SESSIONS)), readings.reindex(columns=list(READINGS))


def changed(*values: float, **more: float) -> list[list[object]]:
    episodes, sessions, readings = clinic(*values, **more)
    frame = courses(readings, episodes, PAIN, as_of=LATER, sessions=sessions)
    return first_change(frame, readings, sessions, PAIN, CATALOGUE)[["changed", "sessions", "weeks"]].values.tolist()


def test_the_first_reading_beyond_both_counts_and_a_later_fall_does_not() -> None:
    assert changed(7, 6, 4, 7) == [[True, 2, 2.0]]


def test_without_a_change_the_last_reading_is_where_it_was_followed_to() -> None:
    assert changed(7, 7, 6) == [[False, 2, 2.0]]
    assert changed(7, 7, review=6) == [[False, 2, 5.0]]


def test_a_reading_after_a_session_is_immediate_and_does_not_count() -> None:
    assert changed(7, 7, after=1) == [[False, 1, 1.0]]


def test_a_review_counts_after_all_sessions_held() -> None:
    assert changed(7, 7, 7, review=2) == [[True, 3, 6.0]]


def test_nobody_without_a_later_reading() -> None:
    assert changed(7) == []


def test_readings_of_nobody_with_a_first_reading_say_nothing() -> None:
    episodes, sessions, readings = clinic(7, 3)
    nobody = courses(readings, episodes, PAIN, as_of=LATER, sessions=sessions).iloc[:0]
    assert first_change(nobody, readings, sessions, PAIN, CATALOGUE).empty
