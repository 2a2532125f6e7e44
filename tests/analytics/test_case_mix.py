"""Covariates: a hand-worked frame, rare words put together, the order of rows kept."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.adjusted import design
from analytics.case_mix import covariates


def _made(sexes: list[str | None], weeks: float = 12.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    n = len(sexes)
    courses = pd.DataFrame({
        "episode": np.arange(n, 0, -1), "baseline": np.arange(n, dtype=float), "age": 40.0,
        "sex": pd.Categorical(sexes), "condition": pd.Categorical(["plantar_heel_pain"] * n),
    })  # fmt: skip
    episodes = pd.DataFrame({
        "episode": np.arange(1, n + 1), "side": pd.Categorical(["both"] + ["left"] * (n - 1)),
        "course": 1, "duration_weeks": [weeks, np.nan, *[0.0] * (n - 2)],
    })  # fmt: skip
    return courses, episodes


def test_each_course_has_what_its_episode_says() -> None:
    courses, episodes = _made(["female"] * 10 + ["male"] * 10)
    found = covariates(courses, episodes)
    assert found["both sides"].tolist() == [False] * 19 + [True]  # episode 1 is the last row
    assert found["duration"].iloc[-1] == np.log2(13)
    assert np.isnan(found["duration"].iloc[-2]) and found["duration"].iloc[0] == 0


def test_words_of_fewer_than_ten_rows_are_put_together_and_blank_stays_blank() -> None:
    courses, episodes = _made(["female"] * 10 + ["male"] * 9 + ["intersex", None])
    found = covariates(courses, episodes)["sex"]
    assert found.iloc[:10].tolist() == ["female"] * 10
    assert found.iloc[10:20].tolist() == ["other"] * 10
    assert found.isna().tolist() == [False] * 20 + [True]


def test_rows_in_another_order_give_the_same() -> None:
    courses, episodes = _made(["female", "male"] * 12)
    turned = courses.sample(frac=1, random_state=3)
    found = covariates(turned, episodes.iloc[::-1]).sort_index()
    pd.testing.assert_frame_equal(found, covariates(courses, episodes))


def test_the_model_takes_it_as_it_is() -> None:
    found = design(covariates(*_made(["female"] * 10 + ["male"] * 12)))
    assert {"intercept", "first reading", "sex: female", "duration", "duration missing", "both sides"} == set(
        found.columns
    )
