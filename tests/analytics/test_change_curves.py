"""Curves side by side: read off by hand, against statsmodels on the same rows, and in any order of the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from analytics.change_curves import CURVES, curves
from tests.analytics.clinics import forty_cases, shuffled
from tests.analytics.test_first_change import PLACEBO, SIX_MP

FOLLOWED = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 70), st.booleans(), st.integers(1, 9)), min_size=1, max_size=60
)


def frame(rows: list[tuple[str, int, bool, int]]) -> pd.DataFrame:
    """Group, days, whether it changed, patient."""
    table = pd.DataFrame(rows, columns=["label", "days", "changed", "patient"])
    return table.assign(weeks=table["days"] / 7)


def test_a_tie_and_a_half_week_by_hand() -> None:
    """Three days in one changes (1 of 5); at two weeks two change and one stops (2 of 4); one is followed for three."""
    rows = [("a", 3, True, 1), ("a", 14, True, 2), ("a", 14, True, 3), ("a", 14, False, 4), ("a", 21, False, 4)]
    found = curves(frame(rows), "label", "weeks", 52)
    assert found["time"].tolist() == [0, 1, 2, 3]
    assert found["at_risk"].tolist() == [5, 4, 4, 1]
    assert found["changed"].tolist() == [0, 1, 2, 0]
    assert found["censored"].tolist() == [0, 0, 1, 1]
    np.testing.assert_allclose(found["share"], [0, 1 / 5, 1 - 4 / 5 * 2 / 4, 1 - 4 / 5 * 2 / 4])
    assert found["low"].isna().tolist() == [True, False, False, False]
    assert found[["n", "patients", "median"]].drop_duplicates().values.tolist() == [[5, 4, 2]]


def test_the_remissions_of_freireich_side_by_side() -> None:
    """Gehan's sample 6-MP: at risk 21, 17, 15 at 0, 7 and 10 weeks, remission kept .857, .807 and .753; median 23."""
    drug = [("6-MP", week * 7, True, 1) for week in SIX_MP[0]] + [("6-MP", week * 7, False, 1) for week in SIX_MP[1]]
    found = curves(frame(drug + [("placebo", week * 7, True, 2) for week in PLACEBO]), "label", "weeks", 40)
    at = found[found["label"] == "6-MP"].set_index("time")
    assert at.loc[[0, 7, 10, 13], "at_risk"].tolist() == [21, 17, 15, 12]
    np.testing.assert_allclose(1 - at.loc[[6, 7, 10, 13], "share"], [0.857, 0.807, 0.753, 0.690], atol=5e-4)
    assert found.groupby("label")["median"].first().to_dict() == {"6-MP": 23, "placebo": 8}
    assert at.index[-1] == 35


@forty_cases
@given(FOLLOWED)
def test_each_group_is_the_curve_of_statsmodels_at_whole_weeks(rows: list[tuple[str, int, bool, int]]) -> None:
    table = frame(rows)
    found = curves(table, "label", "weeks", 8)
    assert found["label"].drop_duplicates().tolist() == sorted(
        table["label"].unique(), key=lambda name: (-(table["label"] == name).sum(), name)
    )
    for name, part in table.groupby("label"):
        own = found[found["label"] == name]
        for row in own.itertuples():
            assert row.at_risk == (part["weeks"] >= row.time).sum()
            peer = SurvfuncRight(part["weeks"].to_numpy(), part["changed"].astype(int).to_numpy())
            before = peer.surv_prob[np.asarray(peer.surv_times) <= row.time]
            assert row.share == pytest.approx(1 - (before[-1] if len(before) else 1))
        upto = part["weeks"] <= own["time"].iloc[-1]
        assert own["changed"].sum() == (part["changed"] & upto).sum()
        assert own["censored"].sum() == (~part["changed"] & upto).sum()


@forty_cases
@given(FOLLOWED, st.integers(0, 9))
def test_shuffled_rows_give_the_same_curves(rows: list[tuple[str, int, bool, int]], seed: int) -> None:
    table = frame(rows)
    pd.testing.assert_frame_equal(
        curves(table, "label", "weeks", 52), curves(shuffled(table, seed), "label", "weeks", 52)
    )


def test_the_picture_ends_where_it_is_asked_to() -> None:
    rows = frame([("a", 700, False, 1), ("a", 7, True, 2)])
    assert curves(rows, "label", "weeks", 52)["time"].iloc[-1] == 52
    assert list(curves(rows, "label", "weeks", 52).columns) == ["label", *CURVES]
