"""Pain against range through the desk: the parts by hand, the correlation against scipy, and what is too little."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from analytics.pain_and_range import Correlation, judged
from data.catalogue import Catalogue
from data.rows import SourceRow
from data.store import Store
from reports import desk, pain_range
from reports.access import OWNER, Viewer
from reports.filters import Filters
from reports.report import Report
from tests.reports.conftest import TODAY, course, fill

OWN = Viewer("o", OWNER)
# Change in pain (8 before) and in the lunge test (9 cm before) of each patient: error 1.33 points and 1.9 cm.
CHANGES = [(4, 3), (3, 2), (2, 0.5), (5, 1), (6, -1), (1, 4), (0, 0), (1, 1), (-2, 3), (0, -2), (3, 1.5), (1, -0.5)]


def both(patient: str, pain: float, lunge: float) -> list[SourceRow]:
    """One course with two sessions, each with pain and the lunge test before it."""
    felt = course(patient, [(8.0, None), (8.0 - pain, None)])
    moved = course(patient, [(9.0, None), (9.0 + lunge, None)], measure="wblt_cm")
    return [replace(one, readings=one.readings + other.readings) for one, other in zip(felt, moved, strict=True)]


@pytest.fixture
def clinic(clinic_store: Store, catalogue: Catalogue) -> Store:
    rows = [row for number, change in enumerate(CHANGES) for row in both(f"HEEL-{number:04d}", *change)]
    fill(clinic_store, catalogue, rows)
    return clinic_store


def opened(store: Store, catalogue: Catalogue, **filters: object) -> Report:
    return desk.open_report("pain_range", store, catalogue, OWN, Filters().with_(**filters), TODAY)


def test_the_parts_by_hand(clinic: Store, catalogue: Catalogue) -> None:
    report = opened(clinic, catalogue)
    parts = report.frame.drop_duplicates("kind").set_index("kind")["kind_n"].to_dict()
    assert parts == {
        "both better": 2, "only pain better": 4, "only range better": 1, "neither": 3, "worse in one or both": 2,
    }  # fmt: skip
    assert report.frame["n"].sum() == 12
    assert report.summary[0] == (
        "Both pain 0-10 and lunge test got better beyond measurement error in 2 of 12 courses of care (17 %, 95 % CI "
        "5 % to 45 %); only pain 0-10 in 33 %, only lunge test in 8 %, neither in 25 %, and worse in one or both "
        "in 17 %."
    )
    assert "PMID 29731662" in " ".join(report.notes) and "Powden 2015" in " ".join(report.notes)


def test_the_correlation_is_scipys(clinic: Store, catalogue: Catalogue) -> None:
    report = opened(clinic, catalogue)
    wanted = spearmanr(*zip(*CHANGES, strict=True)).statistic
    np.testing.assert_allclose(report.frame["correlation"], wanted)
    assert f"rank correlation {wanted:.2f} (95 % CI " in report.summary[1].replace("−", "-")
    assert "12 patients" in report.summary[1]
    assert "cannot be said to go together" in report.summary[1]


def test_it_is_the_same_answer_whichever_of_the_two_was_chosen(clinic: Store, catalogue: Catalogue) -> None:
    by_pain, by_range = (opened(clinic, catalogue, measure=measure) for measure in ("nprs", "wblt_cm"))
    assert by_pain.summary == by_range.summary
    assert by_pain.frame.equals(by_range.frame)


def test_a_part_that_nobody_is_in_has_its_share_of_nothing(clinic_store: Store, catalogue: Catalogue) -> None:
    fill(clinic_store, catalogue, [row for number in range(10) for row in both(f"HEEL-{number:04d}", 4, 3)])
    report = opened(clinic_store, catalogue)
    worse = report.frame[report.frame["kind"] == "worse in one or both"].iloc[0]
    assert (worse["n"], worse["kind_n"], worse["share"]) == (0, 0, 0)
    assert worse["high"] > 0.2
    assert "Worse in one or both: 0 (0 %)" in [trace.name for trace in report.figure.data]
    assert report.summary[1].startswith("How far the two changes went together cannot be said")


def test_fewer_than_ten_is_not_enough_yet(clinic: Store, clinic_store: Store, catalogue: Catalogue) -> None:
    report = opened(clinic, catalogue, since=TODAY)
    assert report.frame.empty and report.figure is None
    fill(clinic_store, catalogue, _achilles(9), "more.csv")
    few = opened(clinic_store, catalogue, condition=("achilles_tendinopathy",))
    assert few.frame.empty and few.figure is None
    assert few.summary == (
        "Not enough yet: 9 courses of care have a change in both pain 0-10 and lunge test with these filters, and 10 "
        "are needed. Widen the filters or measure both.",
    )


def _achilles(count: int) -> list[SourceRow]:
    rows = [row for number in range(count) for row in both(f"ACHI-{number:04d}", 4, 3)]
    return [replace(row, condition="achilles_tendinopathy") for row in rows]


def test_without_any_range_of_motion_it_says_so(small_clinic: Store, catalogue: Catalogue) -> None:
    report = opened(small_clinic, catalogue)
    assert report.summary == ("No range of motion is recorded for these filters. Widen them or record it.",)


def test_what_is_not_recorded_is_named_alone(clinic_store: Store, catalogue: Catalogue) -> None:
    fill(clinic_store, catalogue, course("HEEL-0001", [(9.0, None), (11.0, None)], measure="wblt_cm"))
    fill(clinic_store, catalogue, course("ACHI-0001", [(40, None)], measure="visa_a", condition="mtss"), "more.csv")
    assert opened(clinic_store, catalogue, condition=("plantar_heel_pain",)).summary == (
        "No pain score is recorded for these filters. Widen them or record it.",
    )
    assert opened(clinic_store, catalogue, condition=("mtss",)).summary == (
        "No pain score is recorded for these filters. No range of motion is recorded for these filters. Widen them or "
        "record both.",
    )


@pytest.mark.parametrize(
    ("pain", "rom", "said"),
    [
        ("nprs_average", "wblt_cm", "There is no threshold for average pain 0-10, so"),
        ("nprs", "pf", "There is no threshold for plantarflexion, so"),
        ("nprs_average", "pf", "There is no threshold for average pain 0-10 or plantarflexion, so"),
    ],
)
def test_only_what_has_no_threshold_is_said_to_have_none(
    pain: str, rom: str, said: str, clinic_store: Store, catalogue: Catalogue
) -> None:
    rows = []
    for number in range(10):
        felt = course(f"HEEL-{number:04d}", [(8.0, None), (4.0, None)], measure=pain)
        moved = course(f"HEEL-{number:04d}", [(9.0, None), (12.0, None)], measure=rom)
        rows += [replace(one, readings=one.readings + two.readings) for one, two in zip(felt, moved, strict=True)]
    fill(clinic_store, catalogue, rows)
    summary = opened(clinic_store, catalogue, measure=rom).summary
    assert summary[0] == f"{said} no change in both can be judged."
    assert len(summary) == 2


def test_the_demo_clinic_is_a_few_hundred_dots_at_most(demo_store: Store, catalogue: Catalogue) -> None:
    report = opened(demo_store, catalogue)
    assert report.frame["n"].sum() > 500
    assert sum(len(trace.x) for trace in report.figure.data) <= 300
    assert report.figure.layout.meta["n"] == report.frame["n"].sum()


def test_thousands_of_courses_are_counted_together_in_few_dots(catalogue: Catalogue) -> None:
    random = np.random.default_rng(1129)
    felt, moved = random.normal(2, 2, 5000), random.normal(0.5, 1.5, 5000)
    pairs = pd.DataFrame({"patient": np.arange(5000), "condition": "mtss", "pain": felt, "range": moved})
    pain, rom = catalogue.measure("nprs"), catalogue.measure("wblt_cm")
    found = pain_range._rows(judged(pairs, pain, rom, catalogue), pain, rom, Correlation(5000, 5000, 0, -0.1, 0.1))
    assert found["n"].sum() == 5000
    assert len(found) <= 300


def test_thresholds_that_never_meet_in_one_course_are_not_called_lacking(catalogue: Catalogue) -> None:
    """Pain can be judged in one course of care and the lunge test in another, and both in none."""
    pairs = pd.DataFrame({"pain_area": ["better", None], "range_area": [None, "better"]})
    said = pain_range._unjudged(pairs, catalogue.measure("nprs"), catalogue.measure("wblt_cm"))
    assert said == "No course of care has a threshold for both pain 0-10 and lunge test, so no change can be judged."
