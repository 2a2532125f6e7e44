"""The adjusted model: the trial's printed covariance analysis to every digit, statsmodels on the same rows, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analytics.adjusted import NotEnough, calibration, design, fit, telling


@pytest.fixture
def trial(realdata: Path) -> pd.DataFrame:
    found = pd.read_csv(realdata / "vickers2004" / "acupuncture.csv", encoding="utf-8-sig")
    return found.assign(acupuncturist=found["acupuncturist"].astype(str))


@pytest.mark.parametrize(("later", "printed"), [("pk5", (4.604, 2.160, 7.047)), ("pk2", (3.943, 1.596, 6.290))])
def test_the_published_covariance_analysis(
    later: str, printed: tuple[float, float, float], trial: pd.DataFrame
) -> None:
    """BMJ 2004;328:744: follow-up on baseline, age, sex, diagnosis, chronicity and site, to every printed digit.

    Both of those who were seen at 12 months, as the paper's shares at 3 months are.
    """
    seen = trial[trial[later].notna() & trial["pk5"].notna()]
    columns = design(seen[["pk1", "age", "sex", "migraine", "chronicity", "acupuncturist", "group"]])
    terms = fit(seen[later], columns).terms.set_index("term")
    value, low, high = terms.loc["group"]
    assert (-value, -high, -low) == pytest.approx(printed, abs=5e-4)


def test_statsmodels_on_the_same_rows(trial: pd.DataFrame) -> None:
    columns = design(trial[["pk1", "age", "acupuncturist"]])
    found, seen = fit(trial["pk5"], columns), trial["pk5"].notna()
    peer = sm.OLS(trial.loc[seen, "pk5"], columns[seen]).fit()
    np.testing.assert_allclose(found.terms["value"], peer.params, rtol=1e-8)
    np.testing.assert_allclose(found.terms[["low", "high"]], peer.conf_int(), rtol=1e-7)
    assert (found.n, found.r2, found.sd) == pytest.approx((301, peer.rsquared, peer.mse_resid**0.5))
    np.testing.assert_allclose(found.residual[seen], peer.resid, atol=1e-8)
    assert np.isnan(found.residual[~seen]).all() and np.isfinite(found.predicted).all()
    assert found.residual[seen].mean() == pytest.approx(0, abs=1e-10)


def test_missing_is_a_number_and_a_word_of_its_own() -> None:
    given = pd.DataFrame({
        "age": [40.0, np.nan, 60.0], "sex": pd.Categorical(["female", None, "female"]), "same": [1, 1, 1],
        "both": [True, False, True],
    })  # fmt: skip
    found = design(given)
    assert found.columns.tolist() == ["intercept", "age", "age missing", "sex: missing", "both"]
    assert found["age"].tolist() == [40, 50, 60]
    assert found["sex: missing"].tolist() == [0, 1, 0]


def test_too_few_rows_or_columns_that_say_the_same_are_refused() -> None:
    x = pd.DataFrame({"intercept": 1.0, "a": np.arange(19.0)})
    with pytest.raises(NotEnough, match="19 courses are not enough for a model of 2"):
        fit(np.arange(19.0), x)
    twice = pd.DataFrame({"intercept": 1.0, "a": np.arange(40.0), "b": 2 * np.arange(40.0)})
    with pytest.raises(NotEnough):
        fit(np.arange(40.0), twice)


def test_groups_of_the_calibration_hold_everybody_once(trial: pd.DataFrame) -> None:
    model = fit(trial["pk5"], design(trial[["pk1", "age"]]))
    found = calibration(model, trial["pk5"])
    assert found["n"].sum() == 301 and found["n"].max() - found["n"].min() <= 1
    assert found["predicted"].is_monotonic_increasing
    assert np.average(found["observed"], weights=found["n"]) == pytest.approx(trial["pk5"].mean())


def test_a_column_that_is_a_sum_of_others_tells_nothing_new() -> None:
    random = np.random.default_rng(4)
    x = np.column_stack([np.ones(30), random.normal(size=(30, 3))])
    sums = np.column_stack([x[:, :2], 2 * x[:, 1] - 3, x[:, 2], np.zeros(30), x[:, 3], x @ [1, 2, 3, 4]])
    assert telling(sums).tolist() == [True, True, False, True, False, True, False]
    assert telling(sums[:4]).all(), "of fewer rows than columns nothing can be said"


def test_the_fit_is_that_of_an_orthogonal_decomposition() -> None:
    random = np.random.default_rng(7)
    numbers = pd.DataFrame({"first": random.uniform(0, 10, 4000), "born": random.integers(1930, 2010, 4000)})
    x = design(numbers.assign(kind=random.choice(["a", "b", "c"], 4000)))
    y = x.to_numpy() @ random.normal(size=x.shape[1]) + random.normal(size=4000)
    slow = np.linalg.lstsq(x.to_numpy(), y, rcond=None)[0]
    np.testing.assert_allclose(fit(y, x).terms["value"], slow, rtol=1e-10)
