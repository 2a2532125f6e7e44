"""As predicted, and the tipping point: by hand, by slow second roads, and what must always hold."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.adjusted import NotEnough
from analytics.bounds import missing_bounds
from analytics.intervals import wilson
from analytics.predicted import as_predicted, tipping_point


def clinic(low: tuple[int, int], high: tuple[int, int], lost: tuple[int, int]) -> pd.DataFrame:
    """Improved and not among those who began at 4 and at 8, and how many of each were lost."""
    rows = []
    for start, (better, not_better), gone in zip((4.0, 8.0), (low, high), lost, strict=True):
        rows += [(start, 4.0, "counted")] * better + [(start, 0.0, "counted")] * not_better
        rows += [(start, np.nan, "no follow-up")] * gone
    frame = pd.DataFrame(rows, columns=["baseline", "change", "status"])
    return frame.assign(eligible=True, patient=frame.index)


def test_each_group_is_filled_in_with_its_own_share() -> None:
    """At 4: 10 of 40 improved; at 8: 30 of 40; lost 20 and 10: 5 + 7.5 more, so 52.5 of 110 and 12.5 of 30."""
    frame = clinic((10, 30), (30, 10), (20, 10))
    found = as_predicted(frame, frame[["baseline"]], 2, 1)
    assert (found.n, found.missing) == (110, 30)
    assert (found.k, found.share) == pytest.approx((52.5, 52.5 / 110))
    assert found.missing_share == pytest.approx(12.5 / 30)
    assert found.low < found.share < found.high


def test_the_interval_is_that_of_the_models_mean_by_statsmodels() -> None:
    import statsmodels.api as sm

    frame = clinic((10, 30), (30, 10), (20, 10))
    seen = frame["status"] == "counted"
    model = sm.OLS((frame["change"] >= 2)[seen].astype(float), sm.add_constant(frame.loc[seen, "baseline"])).fit()
    found = as_predicted(frame, frame[["baseline"]], 2, 1)
    told = model.get_prediction([[1.0, frame["baseline"].mean()]])
    assert (found.share, found.low, found.high) == pytest.approx((told.predicted_mean[0], *told.conf_int()[0]))
    assert found.missing_share == pytest.approx(model.predict([[1.0, frame.loc[~seen, "baseline"].mean()]])[0])


def test_nobody_lost_or_too_few_seen_is_said() -> None:
    nobody, few = clinic((10, 30), (30, 10), (0, 0)), clinic((3, 3), (3, 3), (20, 10))
    for frame in (nobody, few):
        with pytest.raises(NotEnough):
            as_predicted(frame, frame[["baseline"]], 2, 1)


def test_a_course_that_could_not_be_judged_is_no_part_of_it() -> None:
    frame = clinic((10, 30), (30, 10), (20, 10))
    other = frame.assign(eligible=False)
    both = pd.concat([frame, other, frame.assign(baseline=np.nan, status="no baseline")], ignore_index=True)
    assert as_predicted(both, both[["baseline"]], 2, 1) == as_predicted(frame, frame[["baseline"]], 2, 1)
    limit = np.where(both.index < len(frame), 2.0, np.nan)
    again = pd.concat([frame, frame], ignore_index=True)
    assert as_predicted(again, again[["baseline"]], limit[: len(again)], None).n == 110


def test_what_only_the_missing_have_is_not_learnt() -> None:
    frame = clinic((10, 30), (30, 10), (20, 10))
    sexes = np.where(frame["status"] == "counted", "f", "m")
    assert as_predicted(frame, frame[["baseline"]].assign(sex=sexes), 2, 1).k == pytest.approx(52.5)


def test_a_prediction_below_nobody_is_nobody() -> None:
    """Those lost began far below anybody seen: the straight line would go below 0."""
    frame = clinic((0, 40), (40, 0), (0, 0))
    lost = frame.iloc[:30].assign(baseline=0.0, change=np.nan, status="no follow-up")
    both = pd.concat([frame, lost], ignore_index=True)
    found = as_predicted(both, both[["baseline"]], 2, 1)
    assert (found.missing_share, found.k) == (0.0, 40.0)
    assert found.low <= found.share <= found.high


@given(*[st.tuples(st.integers(8, 30), st.integers(8, 30))] * 2, st.tuples(st.integers(1, 20), st.integers(0, 20)))
def test_the_prediction_lies_between_worst_and_best(low, high, lost) -> None:
    frame = clinic(low, high, lost)
    found = as_predicted(frame, frame[["baseline"]], 2, 1)
    cases = missing_bounds(frame, 2, 1).cases.set_index("case")
    assert cases.loc["worst case", "k"] - 1e-9 <= found.k <= cases.loc["best case", "k"] + 1e-9
    assert found.n == cases.loc["worst case", "n"]
    again = as_predicted(frame.sample(frac=1, random_state=1), frame[["baseline"]].sample(frac=1, random_state=1), 2, 1)
    assert again.k == pytest.approx(found.k)


def test_under_loss_that_hangs_on_the_start_it_is_right_and_the_observed_is_not() -> None:
    """400 clinics, seeded, of 400 people; true share .5; those who began high improve and leave more often."""
    random = np.random.default_rng(8)
    predicted, observed = [], []
    for _ in range(400):
        start = random.choice([4.0, 8.0], 400)
        better = random.random(400) < np.where(start == 8, 0.7, 0.3)
        gone = random.random(400) < np.where(start == 8, 0.6, 0.1)
        frame = pd.DataFrame(
            {"baseline": start, "change": np.where(gone, np.nan, np.where(better, 4.0, 0.0)), "eligible": True,
             "status": np.where(gone, "no follow-up", "counted"), "patient": np.arange(400)}
        )  # fmt: skip
        predicted.append(as_predicted(frame, frame[["baseline"]], 2, 1))
        observed.append(wilson(int(better[~gone].sum()), int((~gone).sum())))
    assert np.mean([one.low <= 0.5 <= one.high for one in predicted]) == pytest.approx(0.95, abs=0.04)
    assert np.mean([low <= 0.5 <= high for low, high in observed]) < 0.5


def test_the_tipping_point_by_hand() -> None:
    """60 of 100 improved, 50 lost: of 150 half is 75, so 15 of the 50 are needed."""
    assert tipping_point(60, 100, 50) == 15
    assert tipping_point(80, 100, 50) == -5  # 80 of 150 is above half already
    assert tipping_point(75, 100, 50) == 0  # 75 of 150 meets half exactly
    assert tipping_point(20, 100, 50) == 55  # more than there are
    assert tipping_point(60, 101, 50) == 16  # half of 151 is 75.5
    assert tipping_point(60, 100, 50, Fraction(2, 3)) == 40


whole = st.integers(0, 400)


@given(whole, whole, whole, st.fractions(0, 1))
def test_one_fewer_is_below_the_line_and_that_many_is_not(improved, others, missing, line) -> None:
    seen = improved + others
    needed = tipping_point(improved, seen, missing, line)
    assert isinstance(needed, int)
    if seen + missing:
        assert Fraction(improved + needed, seen + missing) >= line
        assert Fraction(improved + needed - 1, seen + missing) < line
    slow = [more for more in range(missing + 1) if improved + more >= line * (seen + missing)]
    assert (min(slow) if slow else missing + 1) == min(max(needed, 0), missing + 1)


def test_two_things_missing_of_the_same_people_do_not_stop_the_model() -> None:
    """Age and duration are missing of the same 20: their two flags say the same, and one of them is enough."""
    frame = clinic((20, 40), (40, 20), (20, 10))
    gone = np.arange(len(frame)) % 7 == 0
    known = frame[["baseline"]].assign(
        age=np.where(gone, np.nan, 30.0 + frame.index % 40), weeks=np.where(gone, np.nan, 1.0 + frame.index % 11)
    )
    found = as_predicted(frame, known, 2, 1)
    assert found.missing == 30
    again = as_predicted(frame, known[["baseline", "weeks", "age"]], 2, 1)
    assert (found.k, found.low, found.high) == pytest.approx((again.k, again.low, again.high))
