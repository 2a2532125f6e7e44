"""What stands beneath an answer: whose thresholds, who is left out, and what was asked of whom."""

from __future__ import annotations

from datetime import date

import pytest

from data.catalogue import Catalogue
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, Viewer
from reports.filters import Filters
from reports.notes import ANY_IMPROVED
from tests.reports.conftest import TODAY, course, fill


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


@pytest.mark.parametrize("name", ["bounds", "standards", "how_sure"])
def test_where_any_improvement_counts_the_notes_say_what_improved_means(
    name: str, small_clinic: Store, catalogue: Catalogue
) -> None:
    report = desk.open_report(name, small_clinic, catalogue, Viewer("o", OWNER), as_of=TODAY)
    assert ANY_IMPROVED in report.notes
    assert "or by an important amount, or both" in ANY_IMPROVED
