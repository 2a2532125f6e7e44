"""Still in pain: counted by hand, who cannot still have it, a measure that has no such end, what always holds."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analytics.persisting import persisting
from tests.analytics.clinics import CATALOGUE, PAIN, forty_cases

SCORES = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10), st.booleans(), st.integers(1, 9)), max_size=30)


def frame(rows: list[tuple[float, float, bool, int]]) -> pd.DataFrame:
    """Baseline, last, whether it is counted, patient."""
    table = pd.DataFrame(rows, columns=["baseline", "last", "counted", "patient"])
    return table.assign(status=np.where(table["counted"].astype(bool), "counted", "no follow-up"), started=date.min)


def test_by_hand() -> None:
    """Four began with pain and were measured again, two of one person; three of them still have it."""
    rows = [(5, 0, True, 1), (5, 1, True, 2), (8, 8, True, 3), (3, 2, True, 3), (0, 4, True, 4), (6, 6, False, 5)]
    found = persisting(frame(rows), PAIN)
    assert found[:4] == (4, 3, 3, 0.75)
    assert found[4:] == pytest.approx(proportion_confint(3, 4, method="wilson"))


def test_the_published_share_has_the_interval_that_statsmodels_gives() -> None:
    """80.5 % of 174 (10.1177/2325967118757983) is 140 people."""
    rows = [(5, float(place < 140), True, place) for place in range(174)]
    found = persisting(frame(rows), PAIN)
    assert round(found.share, 3) == 0.805
    assert (found.low, found.high) == pytest.approx(proportion_confint(140, 174, method="wilson"))


@forty_cases
@given(SCORES)
def test_who_began_without_it_or_was_not_measured_again_is_not_in_it(rows: list[tuple[int, int, bool, int]]) -> None:
    whole = persisting(frame(rows), PAIN)
    kept = [row for row in rows if row[0] > 0 and row[2]]
    assert whole == pytest.approx(persisting(frame(kept), PAIN), nan_ok=True)
    assert whole.n == len(kept) and whole.still == sum(row[1] > 0 for row in kept)
    assert np.isnan(whole.share) == (not kept)


def test_a_measure_whose_best_end_is_the_top_has_no_none() -> None:
    with pytest.raises(ValueError, match="does not mean none"):
        persisting(frame([]), CATALOGUE.measure("visa_a"))
