"""Two levels that cross: held against statsmodels, against one level, by a dense second road, and at their edges."""

from __future__ import annotations

import time
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics import two_intercepts as module
from analytics.intercepts import NotEnough, random_intercept
from analytics.two_intercepts import two_intercepts

Rows = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def rows(people: int, visits: int, podiatrists: int, seed: int, leading: float = 0.8) -> Rows:
    """Readings with a level for each patient and each podiatrist; who is seen by whom is drawn visit by visit."""
    chance = np.random.default_rng(seed)
    who = np.repeat(np.arange(people), visits)
    by = chance.integers(0, podiatrists, who.size)
    x = np.column_stack([np.ones(who.size), np.tile(np.arange(visits) == 1, people), chance.normal(size=who.size)])
    levels = chance.normal(0, 1.3, people)[who] + chance.normal(0, leading, podiatrists)[by]
    keep = chance.random(who.size) < 0.85  # patients with one, two, three rows
    return tuple(one[keep] for one in (x @ [5, -1, 0.5] + levels + chance.normal(0, 1, who.size), x, who, by))  # type: ignore[return-value]


def of_statsmodels(y: np.ndarray, x: np.ndarray, who: np.ndarray, by: np.ndarray) -> Any:
    from statsmodels.regression.mixed_linear_model import MixedLM

    frame = pd.DataFrame({"y": y, "a": x[:, 1], "b": x[:, 2], "who": who, "by": by, "all": 1})
    parts = {"by": "0 + C(by)", "who": "0 + C(who)"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MixedLM.from_formula("y ~ a + b", frame, groups="all", re_formula="0", vc_formula=parts)
        return model.fit(reml=True, method="lbfgs")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_the_model_of_statsmodels_to_the_three_digits_it_prints(seed: int) -> None:
    case = rows(40, 3, 6, seed)
    theirs, ours = of_statsmodels(*case), two_intercepts(*case)
    assert ours.settled
    np.testing.assert_allclose(ours.beta, theirs.fe_params, atol=5e-4)
    np.testing.assert_allclose([ours.podiatrist, ours.patient], theirs.vcomp, atol=5e-4)
    assert ours.within == pytest.approx(theirs.scale, abs=5e-4)
    errors = np.sqrt(np.diag(ours.covariance))
    np.testing.assert_allclose(errors, errors_by_gls(case, theirs.vcomp, theirs.scale), atol=5e-4)
    # Their own are from the Hessian over coefficients and variances together: somewhat larger (docs/methods.md).
    assert ((theirs.bse_fe / errors > 0.999) & (theirs.bse_fe / errors < 1.035)).all()


def errors_by_gls(case: Rows, parts: np.ndarray, within: float) -> np.ndarray:
    """The standard errors that statsmodels' generalised least squares has for those variances."""
    from statsmodels.regression.linear_model import GLS

    y, x, who, by = case
    whole = np.equal.outer(by, by) * parts[0] + np.equal.outer(who, who) * parts[1] + np.eye(len(y)) * within
    return np.sqrt(np.diag(GLS(y, x, sigma=whole).fit().normalized_cov_params))


def dense(y: np.ndarray, x: np.ndarray, who: np.ndarray, by: np.ndarray, found: module.Fitted) -> tuple:
    """The second road: the whole covariance written out, as a textbook has it."""
    whole = found.within * np.eye(len(y))
    for i in range(len(y)):
        for j in range(len(y)):
            whole[i, j] += found.patient * (who[i] == who[j]) + found.podiatrist * (by[i] == by[j])
    inverse = np.linalg.inv(whole)
    covariance = np.linalg.inv(x.T @ inverse @ x)
    beta = covariance @ x.T @ inverse @ y
    left = y - x @ beta
    logs = np.linalg.slogdet(whole)[1] - np.linalg.slogdet(covariance)[1]
    return beta, covariance, logs + left @ inverse @ left


@pytest.mark.parametrize("seed", [4, 5])
def test_the_dense_matrix_gives_the_same_numbers_and_no_neighbour_is_likelier(seed: int) -> None:
    case = rows(25, 3, 4, seed)
    found = two_intercepts(*case)
    beta, covariance, lowest = dense(*case, found)
    np.testing.assert_allclose(found.beta, beta, rtol=1e-8)
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-8)
    for part in ("patient", "podiatrist", "within"):
        for times in (0.97, 1.03):
            other = module.Fitted(**vars(found) | {part: getattr(found, part) * times})
            assert dense(*case, other)[2] >= lowest - 1e-9


def test_without_a_podiatrists_level_it_is_the_model_with_one() -> None:
    for seed in range(20, 40):
        case = rows(40, 3, 5, seed, leading=0.0)
        found = two_intercepts(*case)
        if found.podiatrist > 1e-8:
            continue
        one = random_intercept(*case[:3])
        np.testing.assert_allclose(found.beta, one.beta, rtol=1e-5)
        np.testing.assert_allclose(found.covariance, one.covariance, rtol=1e-4)
        assert (found.patient, found.within) == pytest.approx((one.between, one.within), rel=1e-4)
        return
    pytest.fail("No clinic of twenty had a podiatrist variance of 0.")


def test_a_single_podiatrist_has_no_level() -> None:
    y, x, who, _ = rows(40, 3, 2, 6)
    found, one = two_intercepts(y, x, who, np.zeros(len(y), dtype=np.int64)), random_intercept(y, x, who)
    assert found.settled and found.podiatrist == 0.0
    assert (found.patient, found.within) == pytest.approx((one.between, one.within), rel=1e-5)
    np.testing.assert_allclose(found.covariance, one.covariance, rtol=1e-5)


def test_order_and_names_change_nothing_and_a_wider_unit_is_only_wider() -> None:
    y, x, who, by = rows(40, 3, 5, 7)
    first, order = two_intercepts(y, x, who, by), np.random.default_rng(0).permutation(len(y))
    other = two_intercepts(y[order], x[order], 9000 - who[order], by[order] * 7 + 3)
    np.testing.assert_allclose(other.beta, first.beta, rtol=1e-6)
    assert other.patient == pytest.approx(first.patient, rel=1e-5)
    ten = two_intercepts(10 * y, x, who, by)
    np.testing.assert_allclose(ten.beta, 10 * first.beta, rtol=1e-6)
    assert ten.podiatrist == pytest.approx(100 * first.podiatrist, rel=1e-4)


def test_a_search_that_is_cut_short_says_that_it_did_not_settle() -> None:
    case = rows(40, 3, 6, 1)
    assert not two_intercepts(*case, steps=8).settled
    assert two_intercepts(*case).settled


def test_no_noise_beside_the_levels_does_not_settle() -> None:
    who = np.repeat(np.arange(20), 3)
    y = np.random.default_rng(1).normal(size=20)[who]
    assert not two_intercepts(y, np.ones((60, 1)), who, np.tile([0, 1, 2], 20)).settled


@pytest.mark.parametrize(
    ("y", "x"),
    [([1.0, 2.0, 3.0], [[1.0]] * 3), ([2.0] * 6, [[1.0]] * 6), ([1.0, 2.0, 3.0, 5.0, 8.0, 9.0], [[1.0, 2.0]] * 6)],
)
def test_too_little_to_model_is_a_named_error(y: list, x: list) -> None:
    with pytest.raises(NotEnough):
        two_intercepts(np.array(y), np.array(x), np.arange(len(y)), np.arange(len(y)) % 2)


def test_a_quarter_of_a_million_sessions_take_seconds() -> None:
    y, x, who, by = rows(75_000, 4, 40, 8)
    assert len(y) > 250_000
    begun = time.process_time()
    found = two_intercepts(y, x, who, by)
    assert time.process_time() - begun < 10
    assert found.settled
    assert (found.patient, found.within) == pytest.approx((1.3**2, 1.0), rel=0.02)
