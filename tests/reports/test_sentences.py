"""What an answer says: direction in plain words, the interval, n out of how many, and never a cause."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.store import Store
from reports import desk, sentences
from reports.access import MARKETING, OWNER, Viewer
from reports.filters import Filters
from tests.reports.conftest import TODAY, aimed, course, fill

NAN = float("nan")
CAUSAL = re.compile(
    r"\b(effects?|effective|because of|due to|thanks to|works?|worked|proven|success|cures?|cured|causes?)\b"
)


def row(change: float, low: float, high: float, n: float = 118, eligible: float = 164) -> SimpleNamespace:
    return SimpleNamespace(mean_change=change, ci_low=low, ci_high=high, n=n, eligible=eligible)


@pytest.mark.parametrize(
    ("measure", "found", "said"),
    [
        ("nprs", row(2.4, 2.0, 2.8),
         "Pain 0-10 fell by 2.4 points on average (95 % CI 2.0 to 2.8) in 118 of 164 courses of care."),
        ("nprs", row(-0.6, -1.1, -0.1, 1, 1),
         "Pain 0-10 rose by 0.6 points on average (95 % CI 0.1 to 1.1) in 1 of 1 course of care."),
        ("nprs", row(0.3, -0.2, 0.8),
         "Pain 0-10 fell by 0.3 points on average (95 % CI −0.2 to 0.8) in 118 of 164 courses of care; "
         "the interval includes no change."),
        ("nprs", row(0.01, -0.4, 0.4),
         "Pain 0-10 did not change on average (95 % CI −0.4 to 0.4) in 118 of 164 courses of care."),
        ("nprs", row(3.0, NAN, NAN, 1, 2),
         "Pain 0-10 fell by 3.0 points on average (no interval: too few people) in 1 of 2 courses of care."),
        ("visa_a", row(14.0, 10.0, 18.0),
         "VISA-A rose by 14.0 points on average (95 % CI 10.0 to 18.0) in 118 of 164 courses of care."),
        ("visa_a", row(-2.0, -3.0, -1.0),
         "VISA-A fell by 2.0 points on average (95 % CI 1.0 to 3.0) in 118 of 164 courses of care."),
        ("nprs", row(NAN, NAN, NAN, 0, 1),
         "None of the 1 course of care due for follow-up has a first and a later reading."),
        ("nprs", row(NAN, NAN, NAN, 0, 0), "No course of care is due for follow-up yet."),
        ("nprs", row(2.4, 2.0, 2.8, 118, NAN),
         "Pain 0-10 fell by 2.4 points on average (95 % CI 2.0 to 2.8) in 118 courses of care."),
    ],
)  # fmt: skip
def test_a_change_in_words(measure: str, found: SimpleNamespace, said: str, catalogue: Catalogue) -> None:
    assert sentences.change(found, catalogue.measure(measure)) == said


def classes(both: float, within: float, worse: float) -> SimpleNamespace:
    return SimpleNamespace(
        improved_both=both, improved_important=0, improved_error=0, within_error=within, worse=worse
    )  # fmt: skip


def test_classes_in_words_always_say_worse() -> None:
    said = sentences.classes(classes(70, 30, 0))
    assert said == (
        "Of 100 courses of care classed, 70 % improved beyond measurement error or by an important amount, 30 % did "
        "neither and 0 % got worse."
    )
    assert "no threshold" in sentences.classes(classes(0, 0, 0))
    assert "is hidden" in sentences.classes(classes(NAN, NAN, NAN))


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("wblt_cm", "75 % improved beyond measurement error, 0 %"),
        ("ffi_pain", "75 % improved by an important amount, 0 %"),
    ],
)
def test_classes_in_words_name_what_was_tested(
    measure: str, said: str, clinic_store: Store, catalogue: Catalogue
) -> None:
    """Lunge has an error only (1.9 cm), FFI pain an important change only (12 points): three move 20, one -20."""
    rows = []
    for number in range(4):
        start, end = (4.0, 24.0) if measure == "wblt_cm" else (40.0, 20.0)
        start, end = (end, start) if number == 0 else (start, end)
        rows += course(f"P-{number:04d}", [(start, None), (start, None), (end, None), (end, None)], measure=measure)
    fill(clinic_store, catalogue, rows)
    for name in ("classes", "overview"):
        summary = desk.open_report(
            name, clinic_store, catalogue, Viewer("o", OWNER), Filters(measure=measure), TODAY
        ).summary
        assert f"Of 4 courses of care classed, {said}" in " ".join(summary)


@pytest.mark.parametrize("measure", ["stiffness", "visa_a"])
def test_where_nobody_was_classed_worse_is_blank_and_there_is_no_empty_picture(
    measure: str, clinic_store: Store, catalogue: Catalogue
) -> None:
    """Muscle stiffness has no threshold, VISA-A one at 12 weeks only: nobody was tested, so nobody is 'not worse'."""
    rows = []
    for number in range(3):
        scores = [(8.0, None), (6.0, None), (4.0, None)]
        rows += course(f"P-{number:04d}", scores, measure=measure, condition="achilles_tendinopathy")
    fill(clinic_store, catalogue, rows)
    owner, asked = Viewer("o", OWNER), Filters(measure=measure)
    blank = ["improved_both", "improved_error", "within_error", "worse", "improved_share", "worse_share"]
    for name in ("classes", "effectiveness", "overview"):
        frame = desk.open_report(name, clinic_store, catalogue, owner, asked, TODAY).frame
        assert frame[blank].isna().all(axis=None), name
        assert frame[["n", "unclassed"]].to_numpy().tolist() == [[3, 3]]
    report = desk.open_report("classes", clinic_store, catalogue, owner, asked, TODAY)
    assert report.summary == ("There is no threshold by which to call a single change better or worse.",)
    assert report.figure is None
    period = desk.open_report("by_period", clinic_store, catalogue, owner, asked, TODAY).frame
    assert period["improved"].isna().all()
    bounds = desk.open_report("bounds", clinic_store, catalogue, owner, asked, TODAY).frame
    assert bounds[["k", "share"]].isna().all(axis=None)


def test_nobody_measured_twice_is_not_called_a_lack_of_thresholds() -> None:
    said = sentences.classes(SimpleNamespace(**vars(classes(0, 0, 0)), n=0, unclassed=0))
    assert said == "Nobody has two readings, so no change can be called better or worse."


def test_follow_up_in_words() -> None:
    assert sentences.followed(205, 161) == "161 of 205 courses of care due (79 %) were measured again."
    assert sentences.followed(0, 0) == "No course of care is due for follow-up yet."
    assert sentences.followed(205, 161, 180) == (
        "161 of 180 courses of care with a first reading (89 %) were measured again; 205 were due."
    )
    assert sentences.followed(205, 0, 0) == "None of the 205 courses of care due has a first reading."
    assert sentences.followed(NAN, 161, 180) == (
        "161 of 180 courses of care with a first reading (89 %) were measured again."
    )
    assert sentences.followed(NAN, 161) == "How many were due and how many of them were measured again is hidden."


def test_the_largest_groups_are_said_first_and_the_rest_counted(catalogue: Catalogue) -> None:
    frame = pd.DataFrame({
        "label": list("abcde"), "n": [5.0, 50, 40, 30, NAN], "eligible": [9.0, 60, 50, 40, NAN],
        "mean_change": [1.0] * 4 + [NAN], "ci_low": [0.5] * 4 + [NAN], "ci_high": [1.5] * 4 + [NAN],
        "hidden": [False] * 4 + [True],
    })  # fmt: skip
    said = sentences.per_condition(frame, catalogue.measure("nprs"))
    assert [one[:2] for one in said[:3]] == ["b:", "c:", "d:"]
    assert said[3] == "The table has 1 more."
    assert said[4] == "1 small group is hidden, so that nobody can be recognised."


def test_lists_in_words() -> None:
    assert [sentences.listed(parts) for parts in (["a"], ["a", "b"], ["a", "b", "c"], [])] == [
        "a",
        "a and b",
        "a, b and c",
        "",
    ]


@pytest.mark.parametrize("role", [OWNER, MARKETING])
def test_no_report_claims_a_cause(role: str, small_clinic: Store, catalogue: Catalogue) -> None:
    for name, module in desk.list_reports(Viewer("x", role)).items():
        filters = aimed(name, small_clinic, Viewer("x", role))
        report = desk.open_report(name, small_clinic, catalogue, Viewer("x", role), filters, TODAY)
        for said in (module.TITLE, module.QUESTION, *report.summary, report.alt):
            assert not CAUSAL.search(said.lower()), (name, said)


def test_the_headline_comes_from_the_records(small_clinic: Store, catalogue: Catalogue) -> None:
    """Every course goes from 8 to 4, so by hand: mean 4, no spread, 11 of 11."""
    filters = Filters(condition=("achilles_tendinopathy",))
    report = desk.open_report("effectiveness", small_clinic, catalogue, Viewer("o", OWNER), filters, TODAY)
    assert report.summary[0] == (
        "Pain 0-10 fell by 4.0 points on average (95 % CI 4.0 to 4.0) in 11 of 11 courses of care."
    )
    assert report.alt == f"Chart: Change by condition. {report.summary[0]}"
