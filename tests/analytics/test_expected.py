"""The expected line: held against statsmodels, by hand, and quiet about it when there is too little."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.courses import courses
from analytics.expected import MIXED, PLAIN, Expected, expected
from analytics.intercepts import NotEnough, random_intercept
from tests.analytics.clinics import LATER, PAIN, episode, episodes_frame, reading, readings_frame, shuffled

SCALE = (0.0, 10.0)


def clinic_of(n: int, seed: int = 1, visits: int = 4) -> tuple[list, list]:
    """People who began near 6, each with a level of their own; every third came only twice."""
    chance = np.random.default_rng(seed)
    episodes, rows = [], []
    for key in range(1, n + 1):
        episodes.append(episode(key))
        level, start = chance.normal(0, 1.2), 6.0 + 0.25 * (key % 3 - 1)
        rows.append(reading("before", 0, start, 1, key))
        for number in range(2, (visits if key % 3 else 2) + 1):
            value = float(np.clip(start + level - 0.5 * (number - 1) + chance.normal(0, 0.8), 0, 10))
            rows.append(reading("before", 7 * number, value, number, key))
    return episodes, rows


def asked(episodes: list, rows: list, **own: object) -> Expected:
    readings = readings_frame(rows)
    found = courses(readings, episodes_frame(episodes), PAIN, as_of=LATER)
    return expected(found, readings, **({"baseline": 6.0, "patient": 999, "scale": SCALE} | own))  # type: ignore[arg-type]


def model_rows(rows: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    start = {row["episode"]: row["value"] for row in rows if row["number"] == 1}
    later = [row for row in rows if row["number"] >= 2]
    numbers = sorted({row["number"] for row in later})
    x = [[float(row["number"] == number) for number in numbers] + [start[row["episode"]] - 6.0] for row in later]
    return np.array([row["value"] for row in later]), np.array(x), np.array([row["patient"] for row in later])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_mixed_model_is_that_of_statsmodels(seed: int) -> None:
    from statsmodels.regression.mixed_linear_model import MixedLM

    y, x, people = model_rows(clinic_of(45, seed)[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = MixedLM(y, x, groups=people).fit(reml=True, method="lbfgs", gtol=1e-9)
    ours = random_intercept(y, x, people)
    np.testing.assert_allclose(ours.beta, theirs.fe_params, atol=1e-4)
    np.testing.assert_allclose(ours.within, theirs.scale, rtol=1e-3)
    np.testing.assert_allclose(ours.between, theirs.cov_re[0, 0], rtol=2e-3)
    np.testing.assert_allclose(np.sqrt(np.diag(ours.covariance)), theirs.bse_fe, rtol=2e-3)


def test_a_balanced_model_is_the_analysis_of_variance_by_hand() -> None:
    # Three people twice: means 1, 5, 9; each +-0.5 about it. Within: sum 6 * .25 / 3 = .5.
    y = np.array([0.5, 1.5, 4.5, 5.5, 8.5, 9.5])
    found = random_intercept(y, np.ones((6, 1)), np.array([1, 1, 2, 2, 3, 3]))
    within = 6 * 0.25 / 3
    between = (np.var([1, 5, 9], ddof=1) * 2 - within) / 2  # mean square between = n * variance of the means
    assert found.beta[0] == pytest.approx(5.0)
    assert found.within == pytest.approx(within, rel=1e-6)
    assert found.between == pytest.approx(between, rel=1e-6)


def test_no_spread_between_people_is_no_level() -> None:
    y = np.array([1.0, 3.0, 3.0, 1.0, 1.0, 3.0, 3.0, 1.0])
    assert random_intercept(y, np.ones((8, 1)), np.repeat([1, 2, 3, 4], 2)).between == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("y", "x"),
    [([1.0, 2.0], [[1.0], [1.0]]), ([1.0, 1.0, 1.0, 1.0], [[1.0]] * 4), ([1.0, 2.0, 3.0, 5.0], [[1.0, 2.0]] * 4)],
)
def test_too_little_to_model_is_a_named_error(y: list, x: list) -> None:
    with pytest.raises(NotEnough):
        random_intercept(np.array(y), np.array(x), np.arange(len(y)))


def test_the_interval_is_made_of_the_models_parts() -> None:
    episodes, rows = clinic_of(45)
    found = asked(episodes, rows)
    fit = random_intercept(*model_rows(rows))
    assert (found.method, found.n, found.level) == (MIXED, 45, 0.8)
    half = stats.norm.ppf(0.9) * np.sqrt(fit.covariance[0, 0] + fit.between + fit.within)
    row = found.frame.iloc[0]
    assert row.tolist() == pytest.approx([2, fit.beta[0], fit.beta[0] - half, fit.beta[0] + half])


def test_between_twenty_and_twenty_nine_it_is_the_plain_regression_of_statsmodels() -> None:
    from statsmodels.regression.linear_model import OLS

    episodes, rows = clinic_of(29)
    found = asked(episodes, rows, level=0.95)
    y, x, _ = model_rows(rows)
    fit = OLS(y, x).fit()
    theirs = fit.get_prediction(np.eye(3, 4)).summary_frame(alpha=0.05)
    assert found.method == PLAIN
    np.testing.assert_allclose(found.frame["expected"], theirs["mean"], rtol=1e-9)
    np.testing.assert_allclose(found.frame["low"], np.clip(theirs["obs_ci_lower"], 0, 10), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.frame["high"], np.clip(theirs["obs_ci_upper"], 0, 10), rtol=1e-9)


@pytest.mark.parametrize(("n", "method"), [(19, "no line: fewer than 20"), (20, PLAIN), (29, PLAIN), (30, MIXED)])
def test_how_many_courses_decide_the_method(n: int, method: str) -> None:
    found = asked(*clinic_of(n))
    assert found.method.startswith(method)
    assert found.frame.empty == (n < 20)
    assert list(found.frame.columns) == ["number", "expected", "low", "high"]


def test_nobody_coming_twice_or_all_alike_give_no_line_and_say_so() -> None:
    episodes, rows = clinic_of(40)
    assert asked(episodes, [row for row in rows if row["number"] == 1]).method == "no line: too few came a second time"
    flat = [row | {"value": 6.0} for row in rows]
    found = asked(episodes, flat)
    assert found.method.startswith("no line: all readings are alike")
    assert found.frame.empty


def test_the_interval_stays_on_the_scale_and_around_the_line() -> None:
    episodes, rows = clinic_of(45)
    low = [row | {"value": max(0.0, row["value"] - 5.5)} if row["number"] > 1 else row for row in rows]
    frame = asked(episodes, low).frame
    assert frame["low"].min() == 0.0
    assert (frame["low"] <= frame["expected"]).all()
    assert (frame["expected"] <= frame["high"]).all()


def test_the_patients_own_readings_move_nothing() -> None:
    episodes, rows = clinic_of(45)
    own = [reading("before", 0, 6, 1, 500, patient=999), reading("before", 7, 0, 2, 500, patient=999)]
    with_own = asked([*episodes, episode(500, patient=999)], rows + own)
    pd.testing.assert_frame_equal(with_own.frame, asked(episodes, rows).frame)


@pytest.mark.parametrize("n", [25, 45])
def test_shuffling_changes_nothing(n: int) -> None:
    episodes, rows = clinic_of(n)
    readings = readings_frame(rows)
    found = courses(readings, episodes_frame(episodes), PAIN, as_of=LATER)
    asked_for = {"baseline": 6.0, "patient": 999, "scale": SCALE}
    one = expected(found, readings, **asked_for)  # type: ignore[arg-type]
    other = expected(shuffled(found), shuffled(readings), **asked_for)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(one.frame, other.frame)


def test_four_of_five_new_patients_fall_inside() -> None:
    inside = []
    for seed in range(10, 18):  # one clinic alone moves the share by several percent
        frame = asked(*clinic_of(150, seed)).frame.set_index("number")
        new = [row for row in clinic_of(150, seed + 100)[1] if row["number"] >= 2]
        inside += [frame.loc[row["number"], "low"] <= row["value"] <= frame.loc[row["number"], "high"] for row in new]
    assert 0.76 < np.mean(inside) < 0.84


def test_statsmodels_is_not_loaded_by_calculating() -> None:
    import subprocess
    import sys

    code = "import analytics.expected, analytics.caseload, sys; sys.exit('statsmodels' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
