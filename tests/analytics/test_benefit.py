"""Who improved and who got worse: by hand, by a plain loop, against published shares, whatever the order."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analytics.benefit import KINDS, benefit
from analytics.classes import classify
from analytics.courses import courses
from tests.analytics.clinics import (
    CATALOGUE,
    HEEL,
    LATER,
    PAIN,
    clinics,
    episodes_frame,
    flipped,
    forty_cases,
    readings_frame,
    shuffled,
)


def changed(changes: list[float], **own: object) -> pd.DataFrame:
    """Courses counted with these changes, one for each person, of one condition."""
    usual = {"status": "counted", "change": changes, "patient": range(len(changes)), "condition": HEEL}
    return pd.DataFrame(usual | own)


def test_a_small_clinic_worked_by_hand() -> None:
    """Important from 2, error 1.33: 3 and 2 improved, 1.5 beyond error only, 0 and -1.3 within it, -2 worse."""
    frame = changed([3.0, 2.0, 1.5, 0.0, -1.3, -2.0], patient=[1, 1, 2, 3, 4, 4])
    found = benefit(frame, [], PAIN, CATALOGUE).set_index("kind")
    assert found.index.tolist() == list(KINDS)
    assert found["had"].tolist() == [2, 3, 1]
    assert found["n"].tolist() == [6, 6, 6]
    assert found["patients"].tolist() == [4, 4, 4]
    assert found["people"].tolist() == [1, 3, 1]
    assert found["per_100"].tolist() == pytest.approx([100 / 3, 50, 100 / 6])


def test_where_only_one_threshold_is_known_beyond_it_is_improved() -> None:
    lunge = CATALOGUE.measure("wblt_cm")  # error 1.9 cm, no important change
    assert benefit(changed([2.0, 1.0, -2.0]), [], lunge, CATALOGUE)["had"].tolist() == [1, 1, 1]
    first_step = CATALOGUE.measure("vas_first_step_100")  # important 19 mm for heel pain, no error
    assert benefit(changed([19.0, 18.0, -19.0]), [], first_step, CATALOGUE)["had"].tolist() == [1, 1, 1]
    assert benefit(changed([19.0], condition="mtss"), [], first_step, CATALOGUE)["n"].tolist() == [0, 0, 0]


def test_who_is_not_counted_is_not_in_it() -> None:
    frame = changed([3.0, 3.0, -3.0], status=["counted", "no follow-up", "not yet due"])
    assert benefit(frame, [], PAIN, CATALOGUE)["n"].tolist() == [1, 1, 1]


def test_the_published_trial_of_needling_for_the_knee() -> None:
    """Dunning 2018 (PMC6250299): 91 of 121 against 22 of 121; 75.2 %, 18.2 %, difference .570 (.467 to .673)."""
    arms = [changed([3.0] * k + [0.0] * (121 - k), condition=name) for name, k in (("with", 91), ("without", 22))]
    both = pd.concat(arms, ignore_index=True).assign(patient=range(242))
    found = benefit(both, ["condition"], PAIN, CATALOGUE).query("kind == 'improved'").set_index("condition")
    assert found["per_100"].tolist() == pytest.approx([75.2, 18.2], abs=0.05)
    assert found.loc["with", ["low", "high"]].tolist() == pytest.approx([66.8, 82.1], abs=0.06)
    assert found.loc["without", ["low", "high"]].tolist() == pytest.approx([12.3, 26.0], abs=0.05)
    difference = (found.loc["with", "per_100"] - found.loc["without", "per_100"]) / 100
    assert difference == pytest.approx(0.570, abs=0.0005)
    had, n = found["had"].to_numpy(), found["n"].to_numpy()
    limits = confint_proportions_2indep(had[0], n[0], had[1], n[1], method="wald", compare="diff")
    assert limits == pytest.approx((0.467, 0.673), abs=0.0006)
    for row in found.itertuples():
        theirs = proportion_confint(row.had, row.n, method="wilson")
        assert (row.low / 100, row.high / 100) == pytest.approx(theirs, abs=1e-12)


def made(rows: tuple[list, list], measure=PAIN) -> pd.DataFrame:
    return courses(readings_frame(rows[1]), episodes_frame(rows[0]), measure, as_of=LATER)


@forty_cases
@given(clinics())
def test_a_second_road(rows) -> None:
    frame = made(rows)
    found = benefit(frame, ["condition"], PAIN, CATALOGUE)
    for condition in sorted(set(frame["condition"].astype(str))):
        mine: dict[str, list[int]] = {kind: [] for kind in KINDS}
        for course in frame[frame["condition"] == condition].itertuples():
            if course.status != "counted":
                continue
            cls = str(classify([course.change], 2.0, 1.33)[0])
            kind = "improved" if cls == "improved beyond both" else "worse" if cls == "worse" else "between"
            mine[kind].append(course.patient)
        n = sum(map(len, mine.values()))
        for row in found[found["condition"] == condition].itertuples():
            assert (row.n, row.had) == (n, len(mine[row.kind]))
            assert row.people == len(set(mine[row.kind]))
            assert row.per_100 == pytest.approx(100 * len(mine[row.kind]) / n if n else math.nan, nan_ok=True)
    assert len(found) == 3 * frame["condition"].nunique()


@forty_cases
@given(clinics(least=1))
def test_the_order_changes_nothing_and_the_direction_turns_it_round(rows) -> None:
    frame = made(rows)
    there = benefit(frame, [], PAIN, CATALOGUE)
    pd.testing.assert_frame_equal(benefit(shuffled(frame, 3), [], PAIN, CATALOGUE), there)
    assert there["had"].sum() == there["n"].iloc[0]
    both = replace(PAIN, thresholds=tuple(one for one in PAIN.thresholds if one.kind == "error"))
    words = replace(CATALOGUE, measures={**CATALOGUE.measures, "nprs": both})
    ahead, back = (benefit(made(rows, one), [], one, words)["had"].tolist() for one in (both, flipped(both)))
    assert ahead == back[::-1]


@forty_cases
@given(clinics(least=1))
def test_one_more_person_never_lowers_a_count(rows) -> None:
    frame = made(rows)
    more = pd.concat([frame, frame.head(1).assign(patient=99, change=4.0, status="counted")], ignore_index=True)
    before, after = (benefit(one, [], PAIN, CATALOGUE) for one in (frame, more))
    assert ((after["had"] - before["had"]) >= 0).all()
    assert (after["n"] - before["n"] == 1).all()
    assert np.isfinite(after["per_100"]).all()
