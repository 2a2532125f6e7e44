"""Curves, limits, medians and log-rank on rows for which lifelines' own answers are kept beside this file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.first_change import curve, log_rank, median

KNOWN = json.loads(Path(__file__).with_name("lifelines_answers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", KNOWN["cases"], ids=lambda case: case["name"])
def test_the_same_rows_give_what_lifelines_gives(case) -> None:
    """Version 0.30.0: `KaplanMeierFitter` (intervals by its default, log-log) and `multivariate_logrank_test`."""
    time, event = np.array(case["time"]), np.array(case["event"], dtype=bool)
    found = curve(time, event)
    hits = found[found["changed"] > 0]
    assert hits["time"].tolist() == case["at"]
    np.testing.assert_allclose(1 - hits["share"], case["left"], atol=1e-8)
    np.testing.assert_allclose(1 - hits["high"], case["low"], atol=1e-7)
    np.testing.assert_allclose(1 - hits["low"], case["high"], atol=1e-7)
    assert median(found)[0] == case["median"]
    np.testing.assert_allclose(log_rank(time, event, case["group"]), [case["chi2"], case["p"]], rtol=1e-7)


def test_the_answers_are_of_rows_with_ties_and_drop_outs() -> None:
    assert KNOWN["version"] == "0.30.0" and len(KNOWN["cases"]) == 5
    for case in KNOWN["cases"]:
        assert len(case["time"]) == len(case["event"]) == len(case["group"])
        assert len(set(case["time"])) < len(case["time"]) and 0 < sum(case["event"]) < len(case["event"])
