"""An answer without records is a sentence that says why, never an error and never a blank picture."""

from __future__ import annotations

import pytest

from data.catalogue import Catalogue
from data.store import Store
from reports import desk, export
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.filters import Filters
from reports.scope import OUTSIDE
from tests.reports.conftest import TODAY, aimed

VIEWERS = [Viewer("o", OWNER), Viewer("p", PODIATRIST, "Ann Lee"), Viewer("m", MARKETING)]


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.role)
@pytest.mark.parametrize("filters", [Filters(), Filters(percent=30.0, horizon=6.0), Filters(condition=("mtss",))])
def test_an_empty_store_is_a_sentence(
    viewer: Viewer, filters: Filters, clinic_store: Store, catalogue: Catalogue
) -> None:
    for name in desk.list_reports(viewer):
        if desk.needs_episode(desk.find(name)):
            with pytest.raises(NotAllowed, match=OUTSIDE):
                desk.open_report(name, clinic_store, catalogue, viewer, filters.with_(episode=1), TODAY)
            continue
        report = desk.open_report(name, clinic_store, catalogue, viewer, filters, TODAY)
        assert report.frame.empty, name
        assert report.figure is None
        assert len(report.summary) == 1
        assert report.summary[0].endswith(".")
        assert report.summary[0] == (
            "There are no records yet. Bring the clinic's spreadsheet in on the Import page, or with: "
            "python3 -m data import FILE."
        )
        assert export.csv_text(report).count("\r\n") == 1
        assert export.rows(report) == []


def test_filters_that_match_nobody_do_not_say_that_the_store_is_empty(
    small_clinic: Store, catalogue: Catalogue
) -> None:
    for viewer in VIEWERS:
        report = desk.open_report("overview", small_clinic, catalogue, viewer, Filters(condition=("mtss",)), TODAY)
        assert report.summary == ("No records match these filters. Widen the period or choose another condition.",)


def test_a_measure_nobody_took_is_a_sentence(small_clinic: Store, catalogue: Catalogue) -> None:
    for name in desk.list_reports():
        filters = aimed(name, small_clinic, VIEWERS[0], Filters(measure="visa_a"))
        report = desk.open_report(name, small_clinic, catalogue, VIEWERS[0], filters, TODAY)
        assert report.summary, name
        assert all(said.endswith(".") for said in report.summary), name
        assert not report.figure or report.frame[report.count].sum() > 0


def test_people_who_are_not_due_yet_are_said_to_be_so(small_clinic: Store, catalogue: Catalogue) -> None:
    filters = Filters(horizon=104.0)
    report = desk.open_report("overview", small_clinic, catalogue, VIEWERS[0], filters, TODAY)
    assert report.summary[0] == "No course of care is due for follow-up yet."
    assert report.figure is None
