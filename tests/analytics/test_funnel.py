"""Funnel limits: FunnelPlotR's own tests, the acupuncturists of Vickers 2004 as published, and by simulation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.funnel import arcsine, dispersion, mean_limits, rate_limits, share_limits, shrunk


@pytest.fixture
def known(realdata: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((realdata / "spc" / "spc_funnel_known_answers.json").read_text())
    return found


@pytest.mark.parametrize(
    ("n", "level", "low", "high"), [(36, 0.95, 0.389, 0.694), (36, 0.998, 0.278, 0.778), (10, 0.95, 0.2, 0.8)]
)
def test_the_limits_of_the_acupuncturists(n: int, level: float, low: float, high: float) -> None:
    """Overall 87 of 161; limits as printed beside the trial's data."""
    found = share_limits(87 / 161, [n], level)
    assert (found[0][0], found[1][0]) == pytest.approx((low, high), abs=5e-4)


def test_the_poisson_limits_of_the_peer(known: dict[str, Any]) -> None:
    case = known["funnel_poisson_FunnelPlotR"]
    for level, name in ((0.95, "95"), (0.998, "998")):
        low, high = rate_limits(case["expected_counts"], level)
        np.testing.assert_allclose(low, case[f"ll{name}"], rtol=1e-5)
        np.testing.assert_allclose(high, case[f"ul{name}"], rtol=1e-5)


def test_the_overdispersion_of_the_peers_example(known: dict[str, Any]) -> None:
    case = known["funnel_proportion_example_FunnelPlotR_dev"]
    improved, people = np.array(case["numerator"]), np.array(case["denominator"])
    share = improved.sum() / people.sum()
    assert share == pytest.approx(case["computed_here"]["pbar"], abs=1e-8)
    found = dispersion(*arcsine(improved, people), float(np.arcsin(np.sqrt(share))))
    assert (found.phi, found.tau2) == pytest.approx(
        (case["computed_here"]["phi"], case["computed_here"]["tau2"]), abs=1e-7
    )


def test_identical_units_are_flagged_as_often_as_is_said() -> None:
    """20,000 units of 40 people each, seeded: 5 % outside the 95 % limits of a mean (Monte Carlo error 0.15 %)."""
    random = np.random.default_rng(7)
    means = random.normal(2, 2.5, (20_000, 40)).mean(axis=1)
    low, high = mean_limits(2, 2.5, [40])
    assert np.mean((means < low) | (means > high)) == pytest.approx(0.05, abs=0.01)


def test_the_spread_between_units_is_found_again() -> None:
    """1,000 units, seeded, true variance 0.25: found within 10 %, and their drawn-in estimates cover 95 % of truths."""
    random = np.random.default_rng(8)
    truth, error = random.normal(2, 0.5, 1_000), random.uniform(0.2, 0.8, 1_000)
    seen = random.normal(truth, error)
    found = dispersion(seen, error, 2.0)
    assert found.tau2 == pytest.approx(0.25, rel=0.1)
    drawn = shrunk(seen, error, 2.0, found.tau2)
    assert np.mean((drawn["low"] <= truth) & (truth <= drawn["high"])) == pytest.approx(0.95, abs=0.02)
    assert np.mean((drawn["value"] - truth) ** 2) < np.mean((seen - truth) ** 2)


def test_nobody_and_one_unit() -> None:
    assert np.isnan(share_limits(0.5, [0])[0]).all()
    assert np.isnan(dispersion([1.0], [1.0], 1.0).phi)
    assert dispersion([2.0, 2.0], [1.0, 1.0], 2.0).tau2 == 0
    assert shrunk([4.0], [1.0], 2.0, 0.0)[["value", "low", "high"]].iloc[0].tolist() == [2.0, 2.0, 2.0]
