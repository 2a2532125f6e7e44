"""The table over sessions: by hand, by a slow second road, with the model's edges said in words."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analytics.before_sessions import before_sessions
from analytics.courses import courses
from analytics.modelled import FEW, SETTLED, UNSETTLED, Modelled, modelled
from tests.analytics.clinics import (
    ACHILLES,
    LATER,
    PAIN,
    Row,
    episode,
    episodes_frame,
    reading,
    readings_frame,
    sessions_frame,
    shuffled,
)  # fmt: skip

SCALE = (0.0, 10.0)


def clinic_of(people: int, seed: int = 1) -> tuple[list[Row], list[Row]]:
    """Everybody begins at 7 to 9; who stands above 5 before a session does not come to the next one."""
    chance = np.random.default_rng(seed)
    episodes, rows = [], []
    for key in range(1, people + 1):
        own = episode(key, podiatrist="ABC"[key % 3], condition=ACHILLES if key % 4 == 0 else "plantar_heel_pain",
                      age=30.0 + key % 40, sex="male" if key % 2 else "female")  # fmt: skip
        episodes.append(own)
        level, value = chance.normal(0, 1) + 0.8 * (key % 3 - 1), 7.0 + key % 5 / 2
        for number in range(1, 5):
            rows.append(reading("before", 7 * number, float(np.clip(value, 0, 10)), number, key))
            if number > 1 and value > 5.5:
                break
            value = 6.0 - 0.7 * number + level + chance.normal(0, 0.7)
    return episodes, rows


def asked(episodes: list[Row], rows: list[Row], mix: bool = False, **own: object) -> Modelled:
    readings = readings_frame(rows)
    sessions = sessions_frame(readings)
    found = courses(readings, episodes_frame(episodes), PAIN, as_of=LATER, sessions=sessions)
    frames = [shuffled(one) if mix else one for one in (found, readings, sessions)]
    return modelled(*frames, SCALE, **own)  # type: ignore[arg-type]


def test_the_three_means_by_hand() -> None:
    # Twelve people: ten come twice (8 then 4), two once (6); the two are in no complete case.
    rows = [reading("before", 0, 8, 1, key) for key in range(1, 11)] + [reading("before", 7, 4, 2, key)
            for key in range(1, 11)] + [reading("before", 0, 6, 1, key) for key in (11, 12)]  # fmt: skip
    found = asked([episode(key) for key in range(1, 13)], rows)
    assert found.frame[["number", "n", "at_risk", "complete_n"]].values.tolist() == [[1, 12, 12, 10], [2, 10, 10, 10]]
    assert found.frame["mean"].tolist() == pytest.approx([(10 * 8 + 2 * 6) / 12, 4.0])
    assert found.frame["complete"].tolist() == [8.0, 4.0]
    assert (found.begun, found.again, found.complete, found.said, found.fit) == (12, 10, 10, FEW, None)
    assert found.frame[["modelled", "modelled_low", "modelled_high"]].isna().all(axis=None)
    assert found.dots.values.tolist() == [[1, 6, 2, 12, 8], [1, 8, 10, 12, 8], [2, 4, 10, 10, 4]]


def test_seen_and_complete_by_a_slow_road() -> None:
    episodes, rows = clinic_of(60)
    found = asked(episodes, rows)
    held = {key: max(row["number"] for row in rows if row["episode"] == key) for key in range(1, 61)}
    assert found.frame["number"].tolist() == [1, 2, 3, 4]
    for row in found.frame.itertuples():
        here = [one["value"] for one in rows if one["number"] == row.number]
        stayed = [one["value"] for one in rows if one["number"] == row.number and held[one["episode"]] == 4]
        assert (row.n, row.at_risk) == (len(here), sum(last >= row.number for last in held.values()))
        assert row.mean == pytest.approx(math.fsum(here) / len(here))
        assert (row.complete, row.complete_n) == (pytest.approx(math.fsum(stayed) / len(stayed)), len(stayed))


def test_the_modelled_mean_is_the_average_of_what_the_model_has_for_each_who_began() -> None:
    from statsmodels.regression.mixed_linear_model import MixedLM

    episodes, rows = clinic_of(90, seed=3)
    once = range(91, 121)  # who came once, and began at 10: in nobody's later readings, but among those who began
    episodes += [episode(key, podiatrist="A", age=60.0) for key in once]
    rows += [reading("before", 0, 10, 1, key) for key in once]
    found = asked(episodes, rows)
    start = {row["episode"]: row["value"] for row in rows if row["number"] == 1}
    frame = pd.DataFrame(rows).merge(pd.DataFrame(episodes)[["episode", "age", "sex", "podiatrist"]], on="episode")
    frame = frame.assign(baseline=frame["episode"].map(start), all=1)
    frame["heel"] = (frame["episode"] % 4 != 0) | (frame["episode"] > 90)
    later = frame[frame["number"] > 1]
    parts = {"by": "0 + C(podiatrist)", "who": "0 + C(patient)"}
    formula = "value ~ 0 + C(number) + baseline + heel + age + sex"
    model = MixedLM.from_formula(formula, later, groups="all", re_formula="0", vc_formula=parts)
    theirs = model.fit(reml=True, method="lbfgs")
    everybody = frame[frame["number"] == 1]
    assert found.said == SETTLED
    for number in (2, 3, 4):
        expected = theirs.predict(everybody.assign(number=number)).mean()
        row = found.frame.set_index("number").loc[number]
        assert row["modelled"] == pytest.approx(expected, abs=5e-3)
        assert row["modelled_low"] < row["modelled"] < row["modelled_high"]
    assert np.isnan(found.frame["modelled"].iloc[0])


def test_those_who_stop_high_are_put_back_by_the_model() -> None:
    last = asked(*clinic_of(150, seed=5)).frame.iloc[-1]
    assert last["modelled"] > last["mean"] + 0.3
    assert last["complete"] == last["mean"]


@pytest.mark.parametrize(("people", "said"), [(29, FEW), (30, SETTLED)])
def test_thirty_courses_measured_again_are_needed(people: int, said: str) -> None:
    found = asked(*clinic_of(people, seed=4))
    assert (found.again, found.said, found.fit is None) == (people, said, said == FEW)


def test_a_search_cut_short_is_not_shown() -> None:
    found = asked(*clinic_of(60), steps=8)
    assert (found.said, found.fit) == (UNSETTLED, None)
    assert found.frame["modelled"].isna().all()
    assert found.frame["mean"].notna().all()


def test_all_alike_is_said() -> None:
    episodes, rows = clinic_of(60)
    found = asked(episodes, [row | {"value": 5.0} for row in rows])
    assert found.said == "All readings are alike: there is no spread to model. So no model is shown."


def test_the_last_number_still_has_ten_courses() -> None:
    rows = [reading("before", 7 * number, number % 3, number, key) for key in range(1, 15) for number in (1, 2)]
    more = [reading("before", 21, 1, 3, key) for key in range(1, 11)]
    episodes = [episode(key) for key in range(1, 15)]
    assert len(asked(episodes, rows + more).frame) == 3
    assert len(asked(episodes, rows + more[:-1]).frame) == 2


def test_what_is_not_later_than_the_baseline_is_no_outcome() -> None:
    readings = readings_frame([reading("before", 7, 6, 2), reading("before", 14, 4, 3), reading("after", 0, 5, 1)])
    sessions = sessions_frame(readings)
    found = courses(readings, episodes_frame([episode()]), PAIN, as_of=LATER, sessions=sessions)
    value = before_sessions(found, readings, sessions, SCALE).value[0, :4]
    np.testing.assert_array_equal(value, [6.0, np.nan, 4.0, np.nan])


def test_order_changes_nothing() -> None:
    one, other = asked(*clinic_of(60)), asked(*clinic_of(60), mix=True)
    pd.testing.assert_frame_equal(one.frame, other.frame, rtol=1e-5)
    pd.testing.assert_frame_equal(one.dots, other.dots)


def test_a_word_that_only_those_who_stopped_have_does_not_stop_the_model() -> None:
    episodes, rows = clinic_of(60)
    alone = [episode(key, condition="mtss", sex="other", age=np.nan) for key in (61, 62)]
    found = asked(episodes + alone, rows + [reading("before", 0, 7, 1, key) for key in (61, 62)])
    assert (found.said, found.begun) == (SETTLED, 62)
    assert found.frame["modelled"].iloc[1:].between(0, 10).all()
