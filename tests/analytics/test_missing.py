"""Who is missing and when people stopped coming: by hand, by a second road, and how often chance alone is named."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.courses import courses
from analytics.leaving import visits_so_far
from analytics.missing import LEAST, who_is_missing
from tests.analytics import second_road
from tests.analytics.clinics import (  # fmt: skip
    LATER,
    PAIN,
    clinics,
    episode,
    episodes_frame,
    forty_cases,
    reading,
    readings_frame,
    sessions_frame,
)

flags = st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=60)


def test_shares_and_differences_by_hand() -> None:
    """8 missing of whom 6 are a, 12 others of whom 6 are a: shares .75 and .5."""
    words = pd.Series(["a"] * 6 + ["b"] * 2 + ["a"] * 6 + ["b"] * 6)
    found = who_is_missing([True] * 8 + [False] * 12, {"kind": words})
    assert found[["group", "n", "missing"]].values.tolist() == [["a", 12, 6], ["b", 8, 2]]
    by_hand = (0.75 - 0.5) / math.sqrt((0.75 * 0.25 + 0.5 * 0.5) / 2)
    assert found["difference"].tolist() == pytest.approx([by_hand, -by_hand])
    assert np.isnan(found["p"]).all()  # only one group of ten or more


def test_chance_is_that_of_the_chi_squared_table() -> None:
    """30 of 50 against 10 of 50: chi-squared 200/12 = 16.667 by hand, one degree of freedom."""
    words = pd.Series(["a"] * 50 + ["b"] * 50 + ["c"] * (LEAST - 1))
    gone = [True] * 30 + [False] * 20 + [True] * 10 + [False] * 40 + [True] * (LEAST - 1)
    found = who_is_missing(gone, {"kind": words})
    expected = sum((seen - of) ** 2 / of for seen, of in ((30, 20), (10, 20), (20, 30), (40, 30)))
    assert found["p"].tolist() == pytest.approx([math.erfc(math.sqrt(expected / 2))] * 3)


@given(flags)
def test_every_group_by_a_second_road(rows) -> None:
    gone, words = [one for _, one in rows], pd.Series([word for word, _ in rows], dtype=object)
    found = who_is_missing(gone, {"kind": words}).set_index("group")
    assert found["n"].sum() == len(rows) and found["missing"].sum() == sum(gone)
    turned = who_is_missing([not one for one in gone], {"kind": words}).set_index("group")
    assert turned["difference"].tolist() == pytest.approx((-found["difference"]).tolist(), nan_ok=True)
    for word, row in found.iterrows():
        k, n = sum(one for own, one in rows if own == word), sum(own == word for own, _ in rows)
        assert (row["missing"], row["n"]) == (k, n)
        assert (row["low"], row["high"]) == pytest.approx(second_road.wilson(k, n))


def test_the_blank_are_left_out_of_that_one_only() -> None:
    groups = {"sex": pd.Series(["f", None, "m"], dtype=object), "age": pd.Series(["x", "x", "y"])}
    found = who_is_missing([True, True, False], groups)
    assert found.groupby("by")["n"].sum().to_dict() == {"age": 3, "sex": 2}


def test_chance_alone_is_named_in_one_of_twenty() -> None:
    """2,000 clinics, seeded, of 300 people in three groups who leave by chance; Monte Carlo error .005."""
    random = np.random.default_rng(11)
    words = pd.Series(random.choice(["a", "b", "c"], 300, p=[0.5, 0.3, 0.2]))
    named = [who_is_missing(random.random(300) < 0.3, {"kind": words})["p"].iloc[0] < 0.05 for _ in range(2000)]
    assert 0.04 <= np.mean(named) <= 0.06


def test_two_feet_of_everybody_are_no_more_than_one() -> None:
    random = np.random.default_rng(2)
    words, gone = pd.Series(random.choice(["a", "b"], 80), dtype=object), random.random(80) < 0.4
    once = who_is_missing(gone, {"kind": words})["p"].iloc[0]
    twice = pd.concat([words, words], ignore_index=True)
    found = who_is_missing(np.tile(gone, 2), {"kind": twice}, clusters=np.tile(np.arange(80), 2))["p"].iloc[0]
    assert found == pytest.approx(once)
    assert who_is_missing(np.tile(gone, 2), {"kind": twice})["p"].iloc[0] < once


def _few_with_two_feet(gone: np.ndarray) -> float:
    """p where 20 people have two feet that are alike in everything, beside 400 others with one."""
    feet = np.r_[np.repeat(np.arange(20), 2), np.arange(20, 420)]
    words = pd.Series(np.where(feet < 20, "few", "many"))
    return float(who_is_missing(gone[feet], {"kind": words}, clusters=feet)["p"].iloc[0])


def test_two_feet_in_a_small_group_only_by_hand() -> None:
    """20 of 40 feet beside 120 of 400: chi-squared 704 / 105 by hand, and 2 rows a person there."""
    gone = np.r_[np.arange(20) < 10, np.arange(400) < 120]
    share = 140 / 440
    expected = sum((seen - n * share) ** 2 / (n * share * (1 - share)) for seen, n in ((20, 40), (120, 400)))
    assert expected == pytest.approx(704 / 105)
    assert _few_with_two_feet(gone) == pytest.approx(math.erfc(math.sqrt(expected / 2 / 2)))


def test_two_feet_in_a_small_group_are_named_by_chance_in_one_of_twenty() -> None:
    """1,000 clinics, seeded (13), at a nominal 5 %; twice the Monte Carlo error is 1.4 points."""
    random = np.random.default_rng(13)
    named = [_few_with_two_feet(random.random(420) < 0.3) < 0.05 for _ in range(1000)]
    assert abs(np.mean(named) - 0.05) <= 2 * math.sqrt(0.05 * 0.95 / 1000)


def clinic(ended_how: str | None):
    """Pain 8, then 6 and 2 at the next two visits, of a course that ended so."""
    rows = readings_frame([reading("before", 0, 8, 1), reading("after", 0, 1, 1), reading("before", 14, 6, 2),
                           reading("review", 20, 0), reading("before", 28, 2, 3)])  # fmt: skip
    return rows, episodes_frame([episode(ended_how=ended_how)]), sessions_frame(rows)


@pytest.mark.parametrize(
    ("ended", "found"),
    [("lost", [[25.0, False], [75.0, True]]), ("discharged", [[25.0, False]]), (None, [[25.0, False]])],
)
def test_visits_by_hand(ended, found) -> None:
    rows, care, sessions = clinic(ended)
    visits = visits_so_far(_courses(rows, care, sessions), rows, sessions, care, PAIN)
    assert visits[["so_far", "gone"]].values.tolist() == found


def test_two_feet_on_one_day_are_one_visit_and_two_people_are_two() -> None:
    rows = readings_frame(
        [reading("before", day, 8 - number, number, key=key, patient=min(key, 2))
         for key in (1, 2, 3) for number, day in ((1, 0), (2, 7), (3, 14))]
    )  # fmt: skip
    care = episodes_frame([episode(key, patient=min(key, 2), ended_how="lost") for key in (1, 2, 3)])
    found = visits_so_far(_courses(rows, care, sessions_frame(rows)), rows, sessions_frame(rows), care, PAIN)
    assert found.groupby("visit")["patient"].agg(["nunique", "size"]).values.tolist() == [[1, 1]] * 2 + [[1, 2]] * 2


def test_worse_is_below_nothing_and_a_first_reading_of_nothing_has_no_percentage() -> None:
    rows = readings_frame([reading("before", 0, 4, 1), reading("before", 7, 5, 2),
                           reading("before", 0, 0, 1, key=2), reading("before", 7, 5, 2, key=2)])  # fmt: skip
    care = episodes_frame([episode(key, ended_how="lost") for key in (1, 2)])
    found = visits_so_far(_courses(rows, care, sessions_frame(rows)), rows, sessions_frame(rows), care, PAIN)
    assert found[["patient", "so_far", "gone"]].values.tolist() == [[1, -25.0, True]]


def test_a_visit_without_a_reading_is_still_a_later_visit() -> None:
    rows = readings_frame([reading("before", 0, 4, 1), reading("before", 7, 3, 2), reading("after", 14, 3, 3)])
    care = episodes_frame([episode(ended_how="lost")])
    found = visits_so_far(_courses(rows, care, sessions_frame(rows)), rows, sessions_frame(rows), care, PAIN)
    assert found["gone"].tolist() == [False]


@forty_cases
@given(clinics(), st.lists(st.sampled_from(["lost", "discharged", None]), min_size=5, max_size=5))
def test_visits_by_a_slow_second_road(clinic, ends) -> None:
    care = episodes_frame([row | {"ended_how": end} for row, end in zip(clinic[0], ends, strict=False)])
    rows = readings_frame(clinic[1])
    sessions = sessions_frame(rows)
    made = _courses(rows, care, sessions)
    how, last = dict(zip(care["episode"], care["ended_how"], strict=True)), sessions.groupby("episode")["on"].max()
    expected = []
    for course in made[made["baseline"] > 0].itertuples():
        for one in rows.itertuples():
            same = (one.episode, one.side, one.method) == (course.episode, course.side, course.method)
            if not same or one.measure != "nprs" or one.phase != "before" or one.on <= course.baseline_on:
                continue
            at_last = one.on >= last[course.episode]
            if not at_last or how[course.episode] == "lost":
                better = 100 * (course.baseline - one.value) / course.baseline
                expected.append((course.patient, pytest.approx(better), bool(at_last)))
    found = visits_so_far(made, rows, sessions, care, PAIN)
    pairs = list(found[["patient", "so_far", "gone"]].itertuples(index=False, name=None))
    assert len(pairs) == len(expected)
    for pair in pairs:
        expected.remove(pair)


def _courses(rows: pd.DataFrame, care: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    return courses(rows, care, PAIN, as_of=LATER, sessions=sessions)
