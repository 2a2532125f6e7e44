"""What an answer says: direction in plain words, the interval, n out of how many, and never a cause."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.store import Store
from reports import desk, sentences
from reports.access import MARKETING, OWNER, Viewer
from reports.filters import Filters
from tests.reports.conftest import TODAY, course, fill

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
def test_where_nobody_was_classed_worse_is_blank_and_the_picture_says_why(
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
    assert report.figure is not None
    assert "not classed: no threshold" in [note.text for note in report.figure.layout.annotations]
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
        report = desk.open_report(name, small_clinic, catalogue, Viewer("x", role), as_of=TODAY)
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


def test_notes_name_thresholds_with_sources_the_left_out_and_what_is_missing(
    small_clinic: Store, catalogue: Catalogue
) -> None:
    owner = Viewer("o", OWNER)
    notes = " ".join(desk.open_report("effectiveness", small_clinic, catalogue, owner, as_of=TODAY).notes)
    important = catalogue.threshold("nprs", "important")
    assert important is not None
    assert f"Important change: 2 points ({important.population}; {important.source})" in notes
    assert "Measurement error: 1.33 points (knee OA n=121; PMID 29731662)." in notes
    assert "There is no comparison group." in notes
    rom = " ".join(
        desk.open_report("sessions", small_clinic, catalogue, owner, Filters(measure="wblt_cm"), TODAY).notes
    )
    assert "Important change: no threshold for" in rom
    asked = Filters(percent=30.0, horizon=26.0)
    notes = " ".join(desk.open_report("effectiveness", small_clinic, catalogue, owner, asked, TODAY).notes)
    assert "Not counted, of 26 seen: 26 not measured again." in notes
    assert "below 3 on a 0-10 pain scale" in notes
    public = desk.open_report("effectiveness", small_clinic, catalogue, Viewer("m", MARKETING), as_of=TODAY)
    assert "Not counted" not in " ".join(public.notes)


def test_the_period_names_no_threshold_that_its_picture_does_not_draw(
    small_clinic: Store, catalogue: Catalogue
) -> None:
    notes = " ".join(desk.open_report("by_period", small_clinic, catalogue, Viewer("o", OWNER), as_of=TODAY).notes)
    assert "Important change:" not in notes
    assert "Measurement error:" not in notes
    assert "judged by the thresholds named under 'Change by condition'" in notes


def test_pain_says_both_shares_better_without_being_asked(clinic_store: Store, catalogue: Catalogue) -> None:
    """From 10: to 7 (30 %), to 5 (50 %), to 8 (20 %); from 2 no percentage. 30 %: 2 of 3, 50 %: 1 of 3."""
    rows = []
    for number, (start, end) in enumerate([(10.0, 7.0), (10.0, 5.0), (10.0, 8.0), (2.0, 0.0)]):
        rows += course(f"P-{number:04d}", [(start, None), (end, None)])
    fill(clinic_store, catalogue, rows)
    report = desk.open_report("effectiveness", clinic_store, catalogue, Viewer("o", OWNER), as_of=TODAY)
    said = " ".join(report.notes)
    assert "by at least 30 %, 2 of 3 (67 %, 95 % CI 21 % to 94 %) and by at least 50 %, 1 of 3 (33 %," in said
    assert "1 excluded (first reading below 3)" in said
    assert "responders" not in report.frame
    public = desk.open_report("effectiveness", clinic_store, catalogue, Viewer("m", MARKETING), as_of=TODAY)
    assert "excluded" not in " ".join(public.notes)  # a handful could be read off it


def test_who_was_last_measured_early_is_said(clinic_store: Store, catalogue: Catalogue) -> None:
    """Sessions are a fortnight apart: four reach 6 weeks, three do not."""
    rows = course("LATE-0001", [(8.0, None), (7.0, None), (6.0, None), (5.0, None)])
    rows += course("EARLY-0002", [(8.0, None), (7.0, None), (6.0, None)])
    rows += course("ONCE-0003", [(8.0, None)])
    fill(clinic_store, catalogue, rows)
    for name in ("overview", "follow_up"):
        report = desk.open_report(name, clinic_store, catalogue, Viewer("o", OWNER), as_of=TODAY)
        assert "Of 2 measured again, 1 was last measured less than 6 weeks after care began." in report.notes
        assert "2 of 3 courses of care with a first reading (67 %) were measured again; 3 were due." in report.summary


def test_follow_up_leaves_out_who_was_never_asked_and_names_no_podiatrist(
    small_clinic: Store, catalogue: Catalogue
) -> None:
    """Cy Doe has the lowest share, 0 of 12; of conditions and sites it is heel pain, 12 of 24."""
    rows = []
    for number in range(12):
        rows += course(f"ONCE-{number:04d}", [(8.0, None)], podiatrist="Cy Doe", started=date(2026, 2, 2))
    rows += course("ROM-0001", [(8.0, 9.0)], measure="wblt_cm", condition="mtss", site="East", podiatrist="Di Fox")
    fill(small_clinic, catalogue, rows, "more.csv")
    report = desk.open_report("follow_up", small_clinic, catalogue, Viewer("o", OWNER), Filters(measure="nprs"), TODAY)
    shown = " ".join(report.frame["label"])
    assert "Cy Doe" in shown
    assert not any(never in shown for never in ("Shin", "East", "Di Fox"))
    assert "Left out: 3 groups in which Pain 0-10 was never taken." in report.notes
    assert "26 of 38 courses of care with a first reading (68 %) were measured again; 38 were due." in report.summary
    lowest = report.summary[1]
    assert lowest.startswith("The lowest share of those due, among conditions and sites of 10 or more, is 50 %")
    assert not any(name in " ".join(report.summary) for name in ("Podiatrist", "Ann Lee", "Bo Chan", "Cy Doe"))
