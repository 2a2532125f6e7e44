"""What was known of a course of care, the fullest model there is enough for, and each series against its own past."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from analytics.case_mix import covariates, expectation
from analytics.courses import courses
from analytics.earlier import against_earlier
from analytics.examples import TODAY, clinic
from tests.analytics.clinics import PAIN


def test_covariates_by_hand() -> None:
    """Four invented people: three with a course of 'both' or one side; taping in two, of too few to be told apart."""
    ours = clinic()
    episodes = ours.episodes.assign(duration_weeks=[3.0, 7.0, np.nan, 1.0], course=[1, 2, 1, 1])
    frame = courses(ours.readings, episodes, PAIN, as_of=TODAY)
    found = covariates(frame, episodes, ours.sessions)
    assert found["duration"].tolist()[:2] == [2.0, 3.0] and math.isnan(found["duration"].iloc[2])
    assert found["earlier course"].tolist()[:2] == [False, True]
    assert found["both sides"].tolist() == [False, False, True, False]
    assert set(found["condition"]) == {"other"} and not [name for name in found if name.startswith("care")]


def test_words_and_other_care_count_from_ten_on() -> None:
    """Twelve with taping and twelve without; eleven of one condition, thirteen of another, a third in none."""
    n = 24
    episodes = pd.DataFrame({
        "episode": np.arange(n), "side": "left", "course": 1, "duration_weeks": 1.0,
    })  # fmt: skip
    frame = pd.DataFrame({
        "episode": np.arange(n), "baseline": 5.0, "age": 40.0, "sex": ["female"] * 15 + ["male"] * 9,
        "condition": ["a"] * 11 + ["b"] * 13,
    })  # fmt: skip
    sessions = pd.DataFrame({"episode": np.r_[np.arange(12), 0], "care": ["Taping; ice"] + ["taping"] * 12})
    found = covariates(frame, episodes, sessions)
    assert found["care: taping"].sum() == 12 and "care: ice" not in found
    assert set(found["condition"]) == {"a", "b"} and set(found["sex"]) == {"female", "other"}
    shuffled = covariates(frame, episodes.sample(frac=1, random_state=1), sessions.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(found, shuffled)


def test_the_model_is_the_trials_and_what_repeats_is_left_out(realdata: Path) -> None:
    """BMJ 2004;328:744 at 12 months: with the columns of the paper the difference is 4.604 (2.160 to 7.047)."""
    trial = pd.read_csv(realdata / "vickers2004" / "acupuncture.csv", encoding="utf-8-sig")
    trial = trial[trial["pk5"].notna()]
    known = trial[["pk1", "age", "sex", "migraine", "chronicity", "group"]].assign(
        acupuncturist=trial["acupuncturist"].astype(str), twice=trial["pk1"] * 2 + 1
    )
    model = expectation(trial["pk5"], known.rename(columns={"pk1": "first reading"}))
    assert model is not None
    terms = model.terms.set_index("term")
    assert "twice" not in terms.index
    value, low, high = terms.loc["group"]
    assert (-value, -high, -low) == pytest.approx((4.604, 2.160, 7.047), abs=5e-4)


def test_with_few_courses_the_first_reading_alone_then_nothing() -> None:
    random = np.random.default_rng(5)
    known = pd.DataFrame({"first reading": random.normal(6, 2, 70), "age": random.normal(50, 9, 70),
                          "sex": random.choice(list("abcde"), 70)})  # fmt: skip
    outcome = random.normal(2, 1, 70)
    terms = [None if model is None else model.terms["term"].tolist()
             for model in (expectation(outcome[:n], known[:n]) for n in (70, 69, 19))]  # fmt: skip
    assert terms == [terms[0], ["intercept", "first reading"], None]
    assert terms[0] is not None and len(terms[0]) == 7


def frame(started: list[str], change: list[float], patient: list[int] | None = None) -> pd.DataFrame:
    people = patient or list(range(len(change)))
    return pd.DataFrame({"started": pd.to_datetime(started), "change": change, "patient": people, "status": "counted"})


def test_a_quarter_against_all_before_it_by_a_second_road() -> None:
    random = np.random.default_rng(6)
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.sort(random.integers(0, 540, 200)), unit="D")
    given = frame([str(day.date()) for day in days], random.normal(2, 2, 200).tolist())
    periods = pd.date_range("2025-01-01", periods=6, freq="QS")
    found = against_earlier(given.sample(frac=1, random_state=3), periods)
    assert found.loc[0, ["earlier_mean", "difference", "difference_low"]].isna().all()
    for row, start, end in zip(found.itertuples(), periods, [*periods[1:], pd.Timestamp("2099-01-01")], strict=True):
        before = given.loc[given["started"] < start, "change"]
        now = given.loc[(given["started"] >= start) & (given["started"] < end), "change"]
        assert row.earlier_n == len(before)
        if row.Index:
            peer = ttest_ind(now, before, equal_var=False).confidence_interval()
            assert (row.difference, row.difference_low, row.difference_high) == pytest.approx(
                (now.mean() - before.mean(), peer.low, peer.high)
            )


def test_two_feet_of_one_person_widen_the_interval_and_one_person_has_none() -> None:
    days = ["2025-01-05"] * 4 + ["2025-04-05"] * 4
    given = frame(days, [1.0, 1.0, 3.0, 3.0, 2.0, 2.0, 6.0, 6.0])
    periods = pd.to_datetime(["2025-01-01", "2025-04-01"])
    apart = against_earlier(given, periods).loc[1]
    feet = against_earlier(given.assign(patient=[1, 1, 2, 2, 3, 3, 4, 4]), periods).loc[1]
    assert feet["difference"] == apart["difference"] == 2.0
    assert feet["difference_low"] < apart["difference_low"]
    one = against_earlier(given.assign(patient=[1, 1, 2, 2, 3, 3, 3, 3]), periods).loc[1]
    assert one["difference"] == 2.0 and math.isnan(one["difference_low"])
