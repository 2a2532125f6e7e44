"""Techniques: who had what by hand and by a slow road, the model against two peers, what chance alone points out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from analytics.adjusted import design, fit
from analytics.case_mix import covariates
from analytics.looks import ANY, looks
from analytics.techniques import COMPARED, FEW, SAME, clustered, differences
from data.frames import BETWEEN
from tests.analytics.needled_clinics import Frames, clinic

WEEK = np.timedelta64(7 * 86400, "s")
TABLES = 200  # simulated clinics; Monte Carlo error of 5 %: 1.5 points


def _small(care: list[str | None], **own: list[object]) -> Frames:
    """Courses of two sessions a week apart (the second on the day of the last reading unless `last` says later)."""
    n = len(care)
    day = np.datetime64("2026-01-05", "s")
    courses = pd.DataFrame({"episode": np.arange(n) + 1, "baseline_on": day, "last_on": [day + WEEK] * n})
    sessions = pd.DataFrame({
        "session": np.arange(2 * n) + 1, "episode": np.repeat(courses["episode"], 2).to_numpy(),
        "on": np.tile([day, day + WEEK], n), "care": pd.Categorical(np.repeat(np.array(care, dtype=object), 2)),
    })  # fmt: skip
    needling = pd.DataFrame({"session": sessions["session"], **own})
    return courses, pd.DataFrame(), sessions, needling


def _had(frames: Frames) -> dict[tuple[str, str], tuple[list[bool], list[bool]]]:
    courses, _, sessions, needling = frames
    return {
        (one.kind, one.thing): (one.had.tolist(), one.had_not.tolist()) for one in looks(courses, sessions, needling)[0]
    }


def test_a_session_on_the_day_of_the_last_reading_comes_after_it() -> None:
    frames = _small(["Taping"], technique=pd.Categorical(["static", "rotation"]))
    assert _had(frames) == {("technique", "static"): ([True], [False]), ("other care", "taping"): ([True], [False])}
    assert looks(frames[0], *frames[2:])[1].tolist() == [1]
    frames[0]["last_on"] += WEEK
    assert ("technique", "rotation") in _had(frames)
    assert looks(frames[0], *frames[2:])[1].tolist() == [2]


def test_other_care_is_set_against_needling_alone_and_what_is_not_said_is_not_compared() -> None:
    twitch = pd.Categorical(["yes", "yes", "no", "no", None, None])
    found = _had(_small(["taping", "orthoses; taping", None], twitch=twitch))
    assert found == {
        ("twitch", "yes"): ([True, False, False], [False, True, False]),
        ("other care", "orthoses"): ([False, True, False], [False, False, True]),
        ("other care", "taping"): ([True, True, False], [False, False, True]),
        ("other care", ANY): ([True, True, False], [False, False, True]),
    }


def test_unknown_says_nothing() -> None:
    """Sessions of three courses: a twitch; none; not known whether (Capitals as written)."""
    twitch = pd.Categorical(["yes", "unknown", "no", "no", "Unknown", "unknown"])
    assert _had(_small([None] * 3, twitch=twitch)) == {("twitch", "yes"): ([True, False, False], [False, True, False])}


def test_needles_are_banded_by_their_mean_a_session() -> None:
    found = _had(_small([None] * 4, insertions=[4, 4, 5, 8, 9, 9, np.nan, np.nan]))
    assert found == {
        ("needles", "up to 4 needles"): ([True, False, False, False], [False, True, True, False]),
        ("needles", "5 to 8 needles"): ([False, True, False, False], [True, False, True, False]),
        ("needles", "9 or more needles"): ([False, False, True, False], [True, True, False, False]),
    }


def test_who_had_what_by_a_slow_road() -> None:
    courses, _, sessions, needling = clinic(5, people=60)
    found, visits = looks(courses, sessions, needling)
    every = sessions.merge(needling, on="session")
    for place, course in enumerate(courses.itertuples()):
        own = every[
            (every["episode"] == course.episode) & (every["on"] >= course.baseline_on) & (every["on"] < course.last_on)
        ]
        assert visits[place] == len(own)
        care = {thing for one in own["care"].dropna() for thing in one.split(BETWEEN)}
        muscles = {thing for one in own["muscles"].dropna() for thing in one.split(BETWEEN)}
        for one in found:
            if one.kind == "technique":
                assert one.had[place] == (one.thing in set(own["technique"])) != one.had_not[place]
            elif one.kind == "muscle":
                assert one.had[place] == (one.thing in muscles)
                assert one.had_not[place] == bool(muscles and one.thing not in muscles)
            elif one.kind == "other care":
                assert one.had[place] == (bool(care) if one.thing == ANY else one.thing in care)
                assert one.had_not[place] == (not care)


def _held(seed: int) -> tuple[np.ndarray, np.ndarray, pd.DataFrame, np.ndarray]:
    courses, episodes, sessions, needling = clinic(seed)
    one = next(one for one in looks(courses, sessions, needling)[0] if one.thing == "static")
    return (
        courses["change"].to_numpy(),
        one.had.astype(float),
        design(covariates(courses, episodes)),
        courses["patient"].to_numpy(),
    )


def test_statsmodels_with_clusters_on_the_same_rows() -> None:
    y, had, held, who = _held(2)
    found, state = clustered(y, had, held.to_numpy(), who)
    peer = sm.OLS(y, held.assign(had=had)).fit(cov_type="cluster", cov_kwds={"groups": who}, use_t=True)
    assert state == COMPARED
    free = min(len(set(who[had == side])) for side in (0, 1)) - 1  # people on the smaller side, less one
    value, error = peer.params["had"], peer.bse["had"]
    reach = stats.t.ppf(0.975, free) * error
    expected = [value, value - reach, value + reach, 2 * stats.t.sf(abs(value) / error, free)]
    assert found == pytest.approx(expected, rel=1e-6)


def test_the_difference_is_the_ordinary_case_mix_models() -> None:
    y, had, held, who = _held(3)
    terms = fit(y, held.assign(had=had)).terms.set_index("term")
    assert clustered(y, had, held.to_numpy(), who)[0][0] == pytest.approx(terms.loc["had", "value"], rel=1e-9)


def test_a_thing_that_goes_with_a_condition_is_not_told_apart_from_it() -> None:
    y, _, held, who = _held(4)
    same = held.filter(like="condition").iloc[:, 0].to_numpy()
    found, state = clustered(y, same, held.to_numpy(), who)
    assert state == SAME and np.isnan(found).all()


def test_one_course_without_it_in_its_condition_is_no_comparison() -> None:
    """Where all but one had a muscle, that one course would decide: an interval from it would be far too narrow."""
    courses, episodes, sessions, needling = clinic(10)
    heel = (courses["condition"] == "plantar_heel_pain").to_numpy()
    assert heel.sum() > 60
    only = heel.copy()
    only[np.flatnonzero(heel)[0]] = False
    muscle = np.where(only[sessions["episode"] - 1], "abductor hallucis", "peroneals")
    found = differences(courses, episodes, sessions, needling.assign(muscles=pd.Categorical(muscle)))
    row = found.set_index("thing").loc["abductor hallucis"]
    assert (row["state"], row["with_it"], row["n"]) == (SAME, heel.sum() - 1, len(courses))
    assert np.isnan(row["difference"])


def test_only_conditions_that_have_both_are_compared() -> None:
    courses, episodes, sessions, needling = clinic(10)
    heel = (courses["condition"] == "plantar_heel_pain").to_numpy()
    found = differences(courses, episodes, sessions, needling).set_index("thing")
    assert found.loc["soleus", "n"] <= (~heel).sum()  # nobody with heel pain was needled there
    assert found.loc["static", "n"] == len(courses)


def test_ten_on_either_side_and_ten_for_each_number() -> None:
    courses, episodes, sessions, needling = clinic(6)
    few = needling["technique"].astype(object).where(needling["session"] > 12, "threading")
    found = differences(courses, episodes, sessions, needling.assign(technique=pd.Categorical(few))).set_index("thing")
    assert found.loc["threading", "with_it"] < 10
    assert found.loc["threading", "state"] == FEW and np.isnan(found.loc["threading", "difference"])
    assert found.loc["static", "state"] == COMPARED
    small = differences(courses.head(60), episodes, sessions, needling)
    assert FEW in set(small["state"]) <= {FEW, SAME}  # 60 courses, and more than 6 numbers in the model
    assert not small["beyond_chance"].any() and small["mean_with"].notna().any()


def test_p_among_all_is_benjamini_and_hochbergs() -> None:
    found = differences(*clinic(7))
    known = found.dropna(subset="p").sort_values("p")
    m = len(known)
    by_hand = [min(known["p"].iloc[at:] * m / np.arange(at + 1, m + 1)) for at in range(m)]
    assert m > 12
    assert known["p_among_all"].tolist() == pytest.approx([min(1.0, one) for one in by_hand])
    assert found["p_among_all"].isna().equals(found["p"].isna())


def test_the_order_of_rows_says_nothing_and_the_other_direction_turns_the_sign() -> None:
    courses, episodes, sessions, needling = clinic(8, gain=1.0)
    found = differences(courses, episodes, sessions, needling)
    mixed = [frame.sample(frac=1, random_state=1) for frame in (courses, episodes, sessions, needling)]
    pd.testing.assert_frame_equal(differences(*mixed), found)
    turned = differences(courses.assign(change=-courses["change"]), episodes, sessions, needling)
    np.testing.assert_allclose(turned["difference"], -found["difference"])
    np.testing.assert_allclose(turned[["low", "high"]], -found[["high", "low"]])


def test_courses_not_counted_do_not_count() -> None:
    courses, episodes, sessions, needling = clinic(9)
    status = courses["status"].where(np.arange(len(courses)) % 3 > 0, "no follow-up")
    found = differences(courses.assign(status=status), episodes, sessions, needling)
    kept = differences(courses[(status == "counted").to_numpy()], episodes, sessions, needling)
    pd.testing.assert_frame_equal(found, kept)


def test_where_nothing_differs_hardly_a_table_points_anything_out() -> None:
    """At most 5 % of tables, and up to 1.5 points of Monte Carlo error twice; people leave by how they are doing."""
    found = [bool(differences(*clinic(1000 + seed))["beyond_chance"].any()) for seed in range(TABLES)]
    assert np.mean(found) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / TABLES)


def test_one_planted_difference_is_found() -> None:
    tables = [differences(*clinic(5000 + seed, people=500, gain=1.0)).set_index("thing") for seed in range(20)]
    assert all(table.loc["orthoses", "beyond_chance"] for table in tables)
    assert np.mean([table.loc["orthoses", "difference"] for table in tables]) == pytest.approx(1.0, abs=0.15)
    others = [table.drop(index=["orthoses", ANY])["beyond_chance"].mean() for table in tables]
    assert np.mean(others) < 0.05
