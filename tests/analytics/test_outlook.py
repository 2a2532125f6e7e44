"""How many more, and by when: by hand, by counting up one by one, and in agreement with today's own interval."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from analytics.intervals import mean_interval, wilson
from analytics.outlook import COLUMNS, LEAST, outlook
from analytics.planner import people_for_mean, spread_behind
from tests.analytics.clinics import CATALOGUE, HEEL, PAIN, forty_cases, shuffled

TODAY = date(2026, 11, 22)
REACHES = {"mean": (1.0, 0.5), "improved": (0.1,)}


def clinic(changes: list[float], days_ago: list[int], patients: list[int] | None = None) -> pd.DataFrame:
    """Courses counted with these changes, begun so many days ago."""
    started = [pd.Timestamp(TODAY - timedelta(days=ago)) for ago in days_ago]
    people = range(len(changes)) if patients is None else patients
    return pd.DataFrame({"status": "counted", "change": changes, "patient": people, "condition": HEEL,
                         "started": pd.Series(started, dtype="datetime64[s]")})  # fmt: skip


def test_a_small_clinic_worked_by_hand() -> None:
    """Twenty people with changes of 0 and 4, one a week: SD 2.05, 19 for ±1, 68 for ±0.5; 48 at 20 in 19 weeks."""
    frame = clinic([0.0, 4.0] * 10, [42 + 7 * week for week in range(20)])
    found = outlook(frame, PAIN, CATALOGUE, REACHES, as_of=TODAY).set_index(["figure", "reach"])
    sd = np.std([0.0, 4.0] * 10, ddof=1)
    assert found["n"].tolist() == [20, 20, 20]
    assert found.loc[("mean", 1.0), "now"] == pytest.approx(t.ppf(0.975, 19) * sd / np.sqrt(20))
    assert found.loc[("mean", 1.0), ["needed", "more", "weeks"]].tolist() == [19, 0, 0]
    needed = next(n for n in range(2, 1000) if t.ppf(0.975, n - 1) * sd / np.sqrt(n) <= 0.5)
    assert found.loc[("mean", 0.5), ["needed", "more"]].tolist() == [needed, needed - 20]
    # begun 42 to 175 days ago, so due 0 to 133 days ago: a record of 19 weeks, with one on its first and its last day
    assert found.loc[("mean", 0.5), "per_week"] == pytest.approx(20 / 19)
    assert found.loc[("mean", 0.5), "weeks"] == np.ceil((needed - 20) * 19 / 20)
    assert found.loc[("improved", 0.1), "now"] == pytest.approx(np.subtract(*wilson(10, 20)[::-1]) / 2)
    assert found.loc[("improved", 0.1), "needed"] == 93


@pytest.mark.parametrize(
    ("due", "per_week"),
    [
        ([0] * 6 + [42] * 6, 12 / 6),
        ([42] * 12, 12 / 6),
        ([0] * 12, 12 / 1),
        ([0] + [364] * 11, 1 / 52),  # a whole year: the day that is a year ago belongs to the year before
        ([0] + [363] * 11, 12 / (363 / 7)),
        ([0] + [61] * 11, 12 / (61 / 7)),  # 61 / 7 * 7 is a little less than 61
    ],
)
def test_the_first_day_of_a_short_record_counts(due: list[int], per_week: float) -> None:
    """Twelve people due on two days six weeks apart are two a week; all due on one day are not never."""
    frame = clinic([0.0, 4.0] * 6, [42 + ago for ago in due])
    found = outlook(frame, PAIN, CATALOGUE, {"mean": (0.5,)}, as_of=TODAY).iloc[0]
    assert found["per_week"] == pytest.approx(per_week)
    assert found["weeks"] == np.ceil(found["more"] / per_week)


def test_the_rate_is_that_of_the_last_year() -> None:
    """Ten begun and due long ago and two in the last year: two in 52 weeks."""
    frame = clinic([0.0, 4.0] * 6, [2000] * 10 + [100, 200])
    found = outlook(frame, PAIN, CATALOGUE, {"mean": (0.5,)}, as_of=TODAY).iloc[0]
    assert found["per_week"] == pytest.approx(2 / 52)
    assert found["weeks"] == np.ceil(found["more"] * 26)


def test_a_person_seen_again_is_nobody_new() -> None:
    frame = clinic([0.0, 4.0] * 6, [2000] * 10 + [100, 200], [*range(10), 0, 1])
    found = outlook(frame, PAIN, CATALOGUE, {"mean": (0.5,), "improved": (0.1,)}, as_of=TODAY)
    assert found["n"].tolist() == [10, 12]
    assert found["per_week"].tolist() == pytest.approx([0, 2 / 52])
    assert np.isnan(found["weeks"].iloc[0])


def test_of_few_people_nothing_is_planned() -> None:
    for people, planned in ((LEAST - 1, False), (LEAST, True)):
        frame = clinic([0.0, 4.0] * (people // 2) + [2.0] * (people % 2), [60] * people)
        found = outlook(frame, PAIN, CATALOGUE, REACHES, as_of=TODAY)
        assert found[["needed", "more"]].notna().all(axis=None) == planned
        assert found["patients"].tolist() == [people] * 3


def test_all_alike_is_known_already() -> None:
    found = outlook(clinic([2.0] * 12, [60] * 12), PAIN, CATALOGUE, {"mean": (0.5,)}, as_of=TODAY).iloc[0]
    assert (found["now"], found["more"], found["weeks"]) == (0, 0, 0)


def test_without_a_threshold_there_is_no_share_to_plan() -> None:
    stiff = CATALOGUE.measure("stiffness")
    found = outlook(clinic([2.0, 0.0] * 8, [60] * 16), stiff, CATALOGUE, REACHES, as_of=TODAY).iloc[-1]
    assert found["n"] == 0
    assert np.isnan(found[["now", "needed", "more", "weeks"]].astype(float)).all()


CHANGES = st.lists(st.tuples(st.integers(0, 25), st.sampled_from([-3.0, 0.0, 1.0, 2.0, 5.0])), min_size=12, max_size=60)


@forty_cases
@given(CHANGES, st.sampled_from([0.4, 0.8, 1.2, 2.0]))
def test_more_are_needed_exactly_where_todays_interval_is_wider(rows, reach) -> None:
    """Two feet of one person included: the plan and the interval by patient never disagree."""
    people, changes = [one for one, _ in rows], [change for _, change in rows]
    found = outlook(clinic(changes, [60] * len(rows), people), PAIN, CATALOGUE, {"mean": (reach,)}, as_of=TODAY).iloc[0]
    today = mean_interval(changes, people)
    half = (today.high - today.low) / 2
    assert found["n"] == today.clusters == len(set(people))
    assert found["now"] == pytest.approx(half, nan_ok=True)
    if today.clusters >= LEAST and abs(half - reach) > 1e-6:
        assert (found["more"] > 0) == (half > reach)
        if half > 0:
            assert (found["needed"] > today.clusters) == (half > reach)


@forty_cases
@given(CHANGES)
def test_the_order_changes_nothing(rows) -> None:
    frame = clinic([change for _, change in rows], [60 + one for one, _ in rows], [one for one, _ in rows])
    asked = {"as_of": TODAY}
    there = outlook(frame, PAIN, CATALOGUE, REACHES, **asked)
    pd.testing.assert_frame_equal(outlook(shuffled(frame, 5), PAIN, CATALOGUE, REACHES, **asked), there)
    assert list(there.columns) == list(COLUMNS)


@pytest.mark.parametrize("people", [2, 3, 40, 1000])
def test_the_spread_behind_an_interval_gives_it_back(people: int) -> None:
    values = np.random.default_rng(people).normal(2, 2.5, people)
    found = mean_interval(values)
    half = (found.high - found.low) / 2
    assert spread_behind(half, people) == pytest.approx(found.sd)
    if people > 10:
        assert people_for_mean(spread_behind(half, people), half * 1.000001) == people
