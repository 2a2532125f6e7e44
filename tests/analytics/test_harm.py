"""Adverse events: by hand, by a plain loop, against scipy, and adding up whatever the order."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from analytics.harm import CLASSES, NOT_ASKED, exact, harm, harm_by, rule_of_three, unasked
from analytics.intervals import wilson
from data.frames import SESSIONS, SEVERITIES, empty
from tests.analytics.clinics import forty_cases

# patient, asked, worst
ROWS = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from([True, False, None]), st.sampled_from([*SEVERITIES, None])),
    max_size=40,
)


def visits(rows: list[tuple[int, bool | None, str | None]]) -> pd.DataFrame:
    frame = empty(SESSIONS).reindex(range(len(rows)))
    frame["patient"] = [patient for patient, _, _ in rows]
    frame["adverse_asked"] = pd.array([asked for _, asked, _ in rows], dtype="boolean")
    frame["adverse_worst"] = pd.Categorical([worst for _, _, worst in rows], categories=list(SEVERITIES))
    return frame


def test_a_small_clinic_worked_by_hand() -> None:
    """Ten sessions: eight asked, one serious, two mild (one person's); one of the two others has an event."""
    rows = [(1, True, "none")] * 4 + [(2, True, None), (3, True, "mild"), (3, True, "mild"), (4, True, "serious")]
    found = harm(visits([*rows, (5, None, None), (5, False, "significant")])).set_index("worst")
    assert found.index.tolist() == list(CLASSES)
    assert found["n"].tolist() == [8, 8, 8, 8, 10]
    assert found["patients"].tolist() == [4, 4, 4, 4, 5]
    assert found["had"].tolist() == [5, 2, 0, 1, 2]
    assert found["people"].tolist() == [2, 1, 0, 1, 1]
    assert found["per_100"].tolist() == [62.5, 25.0, 0.0, 12.5, 20.0]
    assert found.loc["significant", "at_most"] == 37.5
    assert found.drop("significant")["at_most"].isna().all()
    assert unasked(visits([(5, False, "significant"), (5, None, "mild"), (5, True, "mild"), (5, None, None)])) == 2


def test_a_published_series_without_an_event() -> None:
    """Hanley & Lippman-Hand 1983: none in 14 can still be 3 in 14, about 21 %."""
    assert rule_of_three(14) == pytest.approx(0.214, abs=0.001)
    for n in (30, 100, 1000):
        assert rule_of_three(n) == pytest.approx(1 - 0.05 ** (1 / n), rel=0.06)


def test_nobody_asked_and_nothing_recorded() -> None:
    found = harm(visits([(1, False, None), (2, None, None)])).set_index("worst")
    assert found["had"].tolist() == [0, 0, 0, 0, 2]
    assert found.loc[list(SEVERITIES), ["per_100", "low", "high", "at_most"]].isna().all(axis=None)
    assert found.loc[NOT_ASKED, "per_100"] == 100
    assert harm(empty(SESSIONS)).empty
    assert unasked(empty(SESSIONS)) == 0
    assert math.isnan(rule_of_three(0))
    assert rule_of_three(2) == 1
    assert all(math.isnan(end) for end in exact(0, 0))


@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (0, 20), (3, 20), (20, 20), (1, 3000), (2999, 3000)])
def test_the_exact_interval_is_scipys(k: int, n: int) -> None:
    for level in (0.95, 0.9):
        theirs = binomtest(k, n).proportion_ci(level, method="exact")
        assert exact(k, n, level) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_the_exact_interval_by_the_sums_of_its_own_definition() -> None:
    """The lower end is where k or more would be 2.5 % likely, the upper where k or fewer would be."""

    def tail(p: float, n: int, numbers: range) -> float:
        return float(sum(math.comb(n, i) * Fraction(p) ** i * (1 - Fraction(p)) ** (n - i) for i in numbers))

    low, high = exact(4, 25)
    assert tail(low, 25, range(4, 26)) == pytest.approx(0.025)
    assert tail(high, 25, range(5)) == pytest.approx(0.025)
    lows, highs = exact(np.array([0, 4]), 25)
    assert (lows[0], lows[1], highs[1]) == (0.0, low, high)


@forty_cases
@given(ROWS, st.randoms(use_true_random=False))
def test_a_second_road(rows, random) -> None:
    found = harm(visits(rows))
    if not rows:
        assert found.empty
        return
    asked = [row for row in rows if row[1] is True]
    for row in found.itertuples():
        of = rows if row.worst == NOT_ASKED else asked
        if row.worst == NOT_ASKED:
            mine = [one for one in rows if one[1] is not True]
        else:
            mine = [one for one in asked if (one[2] or "none") == row.worst]
        assert (row.n, row.had) == (len(of), len(mine))
        assert (row.patients, row.people) == (len({one[0] for one in of}), len({one[0] for one in mine}))
        assert row.per_100 == pytest.approx(100 * len(mine) / len(of) if of else math.nan, nan_ok=True)
    assert found["had"].sum() == len(rows)
    mixed = list(rows)
    random.shuffle(mixed)
    pd.testing.assert_frame_equal(harm(visits(mixed)), found)


@forty_cases
@given(ROWS, st.sampled_from([True, False, None]), st.sampled_from(SEVERITIES))
def test_one_more_session_never_lowers_a_count(rows, asked, worst) -> None:
    before, after = (harm(visits(some)) for some in (rows, [*rows, (7, asked, worst)]))
    if len(before):
        assert ((after["had"] - before["had"]) >= 0).all()
        assert (after["n"] >= before["n"]).all()


def test_the_published_series_of_mild_events() -> None:
    """Brady 2014 (PMID 25125935): mild events after 1,463 of 7,629 treatments, 19.18 %; Wilson 18.31 to 20.08."""
    found = harm(visits([(1, True, "mild")] * 1463 + [(2, True, None)] * (7629 - 1463))).set_index("worst").loc["mild"]
    assert found["per_100"] == pytest.approx(19.18, abs=0.005)
    assert [100 * end for end in wilson(1463, 7629)] == pytest.approx([18.31, 20.08], abs=0.005)
    theirs = proportion_confint(1463, 7629, method="beta")  # statsmodels' name for Clopper-Pearson
    assert [found["low"], found["high"]] == pytest.approx([100 * end for end in theirs], abs=1e-9)
    theirs = binomtest(1463, 7629).proportion_ci(0.95, method="exact")
    assert [found["low"], found["high"]] == pytest.approx([100 * theirs.low, 100 * theirs.high], abs=1e-9)
    assert [found["low"], found["high"]] == pytest.approx([18.30, 20.08], abs=0.005)


def test_the_published_major_events_are_one_in_1024() -> None:
    """Boyce 2020 (PMID 32089962): 20 major events in 20,494 treatments, 1 in 1,024."""
    found = harm(visits([(1, True, "significant")] * 20 + [(2, True, None)] * 20474)).set_index("worst")
    assert int(100 / found.loc["significant", "per_100"]) == 1024


@forty_cases
@given(ROWS)
def test_by_condition_is_each_condition_by_itself(rows) -> None:
    frame = visits(rows)
    frame["episode"] = frame["patient"].astype("int64")
    names = {1: "heel", 2: "heel", 3: "calf", 4: "shin", 5: "shin", 6: "calf"}
    episodes = pd.DataFrame({"episode": list(names), "condition": pd.Categorical(list(names.values()))})
    found = harm_by(frame, episodes)
    there = sorted({names[patient] for patient, _, _ in rows})
    assert list(dict.fromkeys(found["condition"])) == there
    for condition in there:
        mine = harm(visits([row for row in rows if names[row[0]] == condition]))
        own = found[found["condition"] == condition].drop(columns="condition").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, mine, check_dtype=False)
    if rows:
        assert found["had"].sum() == len(rows)
