"""Where a patient stands: the definition sheet case by case, and the error that fits who measured and with what."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.courses import courses
from analytics.standing import ANSWERED, COLUMNS, OTHER, SAME, UNKNOWN, error_kind, errors, standing
from data.catalogue import Catalogue, Measure, Threshold
from data.frames import EPISODES, READINGS, empty
from tests.analytics import second_road
from tests.analytics.clinics import (
    CATALOGUE,
    PAIN,
    Row,
    clinics,
    episode,
    episodes_frame,
    flipped,
    forty_cases,
    reading,
    readings_frame,
    shuffled,
)

ON = date(2026, 3, 1)
LUNGE = CATALOGUE.measure("wblt_cm")
KNEE = CATALOGUE.measure("hip_ir")


def stand(rows: list[Row], measure: Measure = PAIN, known: Catalogue = CATALOGUE, **own: object) -> pd.DataFrame:
    readings = readings_frame([row | {"measure": measure.id} for row in rows])
    for name in ("rater", "instrument"):
        if any(name in row for row in rows):
            readings[name] = [row.get(name, "") for row in rows]
    return standing(readings, episodes_frame([episode(**own)]), [measure], known, as_of=ON)


def pair(first: float, last: float, measure: Measure = PAIN, **own: object) -> dict:
    return stand([reading("before", 0, first, 1), reading("before", 7, last, 2)], measure, **own).iloc[0].to_dict()


# Pain: error 1.33 (PMID 29731662), important 2 (10.6016/ZdravVestn.3108). FAAM sport: error 12.3, important 9 (PMID
# 16309613). LEFS: both 9. Lunge: error 1.9, no important change (PMID 25704110). Clinical reference, sections 3 and 5.
SHEET = [
    ("nprs", 6, 4, 2, "improved beyond both"),  # d = important exactly
    ("nprs", 6, 4.5, 1.5, "improved, error only"),
    ("nprs", 6, 4.67, 1.33, "within error"),  # d = error exactly: not beyond
    ("nprs", 6, 7.33, -1.33, "within error"),
    ("nprs", 6, 7.34, -1.34, "worse"),
    ("nprs", 6, 6, 0, "within error"),
    ("nprs", 0, 0, 0, "within error"),  # baseline zero
    ("faam_sport", 50, 59, 9, "improved, important only"),  # gains of 9 to 12 are important but within error
    ("faam_sport", 50, 62, 12, "improved, important only"),
    ("faam_sport", 50, 62.3, 12.3, "improved, important only"),
    ("faam_sport", 50, 62.4, 12.4, "improved beyond both"),
    ("faam_sport", 50, 58.9, 8.9, "within error"),
    ("lefs", 40, 49, 9, "improved, important only"),  # 9 is the important change, and no more than the error
    ("lefs", 40, 50, 10, "improved beyond both"),
    ("wblt_cm", 8, 9.9, 1.9, "within error"),  # no important change: error alone
    ("wblt_cm", 8, 10, 2, "improved, error only"),
    ("wblt_cm", 8, 6, -2, "worse"),
    ("vas_first_step_100", 60, 41, 19, "improved, important only"),  # no error: importance alone; heel pain
    ("vas_first_step_100", 60, 42, 18, "within error"),
    ("vas_first_step_100", 60, 79, -19, "worse"),  # d <= -important
    ("stiffness", 6, 1, 5, None),  # neither: no class
]


@pytest.mark.parametrize(("measure", "first", "last", "change", "cls"), SHEET)
def test_the_definition_sheet(measure: str, first: float, last: float, change: float, cls: str | None) -> None:
    found = pair(first, last, CATALOGUE.measure(measure))
    assert found["change"] == pytest.approx(change)
    assert (None if pd.isna(found["cls"]) else found["cls"]) == cls


@pytest.mark.parametrize(
    ("first", "last"), [(6, 4), (6, 4.5), (6, 4.67), (6, 7.33), (6, 7.34), (6, 6), (3, 10), (10, 0)]
)
def test_the_reliable_change_index_agrees(first: float, last: float) -> None:
    # RCI = (x2 - x1) / (sqrt 2 * SEM), reliable beyond 1.96: the same test as MDC95 = 1.96 sqrt 2 SEM (section 5)
    sem = 1.33 / (1.96 * math.sqrt(2))
    index = (first - last) / (math.sqrt(2) * sem)
    cls = pair(first, last)["cls"]
    assert (abs(index) > 1.96 + 1e-9) == (cls in ("improved beyond both", "improved, error only", "worse"))


def test_last_is_never_taken_after_needling_and_a_review_counts() -> None:
    rows = [reading("before", 0, 6, 1), reading("after", 0, 2, 1), reading("after", 7, 1, 2), reading("review", 5, 5)]
    found = stand(rows).iloc[0]
    assert (found["baseline"], found["last"], found["change"]) == (6, 5, 1)
    assert found["days_since"] == (ON - date(2026, 1, 10)).days


def test_the_first_reading_alone_stands_without_a_change() -> None:
    found = stand([reading("before", 0, 6, 1)]).iloc[0]
    assert (found["baseline"], found["error_kind"]) == (6, "")
    assert math.isnan(found["change"])
    assert pd.isna(found["cls"])
    assert found["days_since"] == (ON - date(2026, 1, 5)).days


def test_both_feet_stand_apart() -> None:
    rows = [
        reading("before", 0, 8, 1), reading("before", 0, 4, 1, side="right"),
        reading("before", 7, 5, 2), reading("before", 7, 6, 2, side="right"),
    ]  # fmt: skip
    found = stand(rows, side="both")
    assert found[["side", "change", "cls"]].values.tolist() == [
        ["left", 3, "improved beyond both"],
        ["right", -2, "worse"],
    ]


def with_larger(measure: Measure = LUNGE) -> tuple[Measure, Catalogue]:
    """The lunge test as if a larger error between raters had been published beside the one that decides."""
    rule = next(one for one in measure.thresholds if one.kind == "error" and one.use == "rule")
    other: Threshold = replace(rule, value=3.0, low=2.0, high=3.5, use="shown", note="between raters")
    memory = replace(rule, value=9.0, use="shown", verified="memory", note="not read")
    elsewhere = replace(rule, value=8.0, use="shown", condition="pfps", note="another condition")
    percent = replace(rule, value=50.0, unit="percent", use="shown", note="of baseline")
    changed = replace(measure, thresholds=(rule, other, memory, elsewhere, percent))
    return changed, Catalogue({**CATALOGUE.measures, measure.id: changed}, CATALOGUE.conditions)


def test_the_larger_error_is_the_largest_read_one_of_the_unit_and_condition() -> None:
    measure, known = with_larger()
    assert errors(measure, known) == (1.9, 3.5)
    assert errors(measure, known, "pfps") == (1.9, 8.0)


@pytest.mark.parametrize("measure", CATALOGUE.measures.values(), ids=list(CATALOGUE.measures))
def test_changing_hands_never_makes_the_error_smaller(measure: Measure) -> None:
    same, other = errors(measure, CATALOGUE)
    assert math.isnan(same) == math.isnan(other)
    assert math.isnan(same) or other >= same > 0


def test_the_lunge_test_always_uses_the_larger() -> None:
    assert errors(LUNGE, CATALOGUE) == (1.9, 1.9)
    assert errors(CATALOGUE.measure("wblt_deg"), CATALOGUE) == (4.7, 4.7)
    assert errors(CATALOGUE.measure("knee_ext"), CATALOGUE) == (10.4, 10.4)  # inter-rater end of 3.7 to 10.4


JO, AL = ("Jo", "tape"), ("Al", "tape")
HANDS = [
    (JO, JO, SAME, 1.9, "improved, error only"),
    (("Jo", "tape"), (" jo", "TAPE "), SAME, 1.9, "improved, error only"),
    (JO, AL, OTHER, 3.5, "within error"),
    (JO, ("Jo", "app"), OTHER, 3.5, "within error"),
    (JO, ("Al", "app"), OTHER, 3.5, "within error"),
    (JO, ("Jo", ""), UNKNOWN, 3.5, "within error"),
    (("", ""), ("", ""), UNKNOWN, 3.5, "within error"),
    (("", "tape"), ("Al", "app"), OTHER, 3.5, "within error"),
]


@pytest.mark.parametrize(("first", "last", "kind", "error", "cls"), HANDS)
def test_changed_rater_and_changed_instrument(
    first: tuple[str, str], last: tuple[str, str], kind: str, error: float, cls: str
) -> None:
    measure, known = with_larger()
    rows = [
        reading("before", 0, 8, 1, rater=first[0], instrument=first[1]),
        reading("before", 7, 4, 2, rater="Nobody", instrument="nothing"),  # between the two: makes no difference
        reading("before", 14, 11, 3, rater=last[0], instrument=last[1]),
    ]
    found = stand(rows, measure, known).iloc[0]
    assert (found["error_kind"], found["error"], found["cls"]) == (kind, error, cls)


def test_a_score_the_patient_answers_has_no_rater_but_has_an_instrument() -> None:
    assert error_kind(PAIN, ("Jo", ""), ("Al", "")) == ANSWERED
    assert error_kind(PAIN, ("", ""), ("", "")) == ANSWERED
    assert error_kind(PAIN, ("Jo", "paper"), ("Jo", "tablet")) == OTHER
    assert error_kind(KNEE, ("Jo", "goniometer"), ("Jo", "inclinometer")) == OTHER


def test_the_rater_is_that_of_the_reading_that_counts_on_its_day() -> None:
    measure, known = with_larger()
    rows = [
        reading("review", 0, 8.5, rater="Zoe", instrument="tape"),  # the same day, after the one before the session
        reading("before", 0, 8, 1, rater="Jo", instrument="tape"),
        reading("after", 14, 12, 3, rater="Zoe", instrument="tape"),
        reading("before", 14, 11, 3, rater="Jo", instrument="tape"),
    ]
    assert stand(rows, measure, known).iloc[0]["error_kind"] == SAME


def test_a_reading_without_a_side_keeps_its_rater() -> None:
    measure, known = with_larger()
    rows = [
        reading("before", 0, 8, 1, rater="Jo", instrument="tape", side=None),
        reading("before", 14, 11, 3, rater="Jo", instrument="tape", side=None),
    ]
    assert stand(rows, measure, known).iloc[0]["error_kind"] == SAME


def test_nothing_at_all_has_the_columns() -> None:
    for episodes in (empty(EPISODES), episodes_frame([episode()])):
        found = standing(empty(READINGS), episodes, [PAIN, LUNGE], CATALOGUE, as_of=ON)
        assert list(found.columns) == list(COLUMNS)
        assert found.empty
    assert list(standing(empty(READINGS), empty(EPISODES), [], CATALOGUE, as_of=ON).columns) == list(COLUMNS)


@forty_cases
@given(clinics(least=1), st.integers(0, 99))
def test_it_agrees_with_the_courses_and_the_second_road_whatever_the_order(clinic, seed) -> None:  # type: ignore[no-untyped-def]
    readings, episodes = readings_frame(clinic[1]), episodes_frame(clinic[0])
    found = standing(readings, episodes, [PAIN], CATALOGUE, as_of=ON)
    whole = courses(readings, episodes, PAIN, as_of=ON)
    whole = whole[whole["baseline"].notna()]
    assert (
        found[["episode", "side"]].astype(str).values.tolist() == whole[["episode", "side"]].astype(str).values.tolist()
    )
    for row in found.to_dict("records"):
        slow = second_road.classify(row["change"], 2.0, 1.33)
        assert (None if pd.isna(row["cls"]) else row["cls"]) == slow
    again = standing(shuffled(readings, seed), shuffled(episodes, seed), [PAIN], CATALOGUE, as_of=ON)
    pd.testing.assert_frame_equal(found, again)


@forty_cases
@given(clinics(least=1))
def test_swapping_what_is_better_flips_the_sign(clinic) -> None:  # type: ignore[no-untyped-def]
    readings, episodes = readings_frame(clinic[1]), episodes_frame(clinic[0])
    down, up = (
        standing(readings, episodes, [measure], CATALOGUE, as_of=ON)["change"] for measure in (PAIN, flipped(PAIN))
    )
    pd.testing.assert_series_equal(down, -up + 0.0)
