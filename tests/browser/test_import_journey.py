"""The journey of a clinic owner: start, look, bring in a file with bad rows, see the account, find the patients."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from data.rejected import REASON
from tests.browser.accounts import become_owner, enter
from tests.browser.conftest import Dashboard
from tests.browser.steps import DESK, PHONE, bring, drawn, figures, fits, grave, settle, visit

pytestmark = pytest.mark.browser
HEADER = ["patient", "date", "condition", "side", "nprs before", "nprs after"]
EXPORT = (
    b"Client no.,Visit date,Problem,Foot,Pain before,Pain after\nC1,2025-03-14,heel thing,L,7,5\nC2,x,cramp,L,11,5\n"
)
BEGAN = date.today() - timedelta(days=200)
BAD = {
    "X1": ["X1", BEGAN.isoformat(), "plantar_heel_pain", "left", "11", "4"],
    "X2": ["X2", "2025-02-31", "plantar_heel_pain", "left", "7", "4"],
    "X3": ["X3", BEGAN.isoformat(), "plantar_heel_pain", "upper", "7", "4"],
}
WHY = {"X1": "above 10", "X2": "does not exist", "X3": "not a side"}


def ours() -> bytes:
    """Twelve people twice, eight weeks apart: six from 7 to 4, six from 8 to 4; and three rows that cannot be."""
    later = BEGAN + timedelta(days=56)
    rows = [HEADER]
    for number in range(12):
        first = str(7 + number % 2)
        rows.append([f"N{number:02}", BEGAN.isoformat(), "plantar_heel_pain", "left", first, "5"])
        rows.append([f"N{number:02}", later.isoformat(), "plantar_heel_pain", "left", "4", "3"])
    held = io.StringIO()
    csv.writer(held).writerows([*rows, *BAD.values()])
    return held.getvalue().encode()


def test_from_the_first_start_to_our_own_patients_in_the_chart(own_clinic: Dashboard, page: Page) -> None:
    visit(page, own_clinic, "")
    page.get_by_role("link", name="Condition").click()
    expect(page.get_by_role("heading", name="One condition, in full")).to_be_visible()
    assert sum(len(trace["x"]) for trace in drawn(page)) > 4, "the demo clinic shows before and after"

    become_owner(page, own_clinic)
    bring(page, "our sessions.csv", ours())
    assert figures(page) == {"Rows read": "27", "Will be stored": "24", "Already there": "0", "Rejected": "3"}
    _download_the_rejected(page)

    page.get_by_role("button", name="Store 24 rows").click()
    expect(page.get_by_text("24 rows stored as import 1, 3 rejected: 12 new patients")).to_be_visible()
    page.get_by_role("link", name="See the charts").click()
    expect(page.get_by_role("heading", name="Are our patients getting better?")).to_be_visible()
    settle(page)
    _our_patients(page)

    visit(page, own_clinic, "import_records")
    bring(page, "our sessions.csv", ours())
    assert figures(page)["Already there"] == "24"
    expect(page.get_by_role("button", name="Store")).to_have_count(0)
    _take_it_back(own_clinic, page)


def _download_the_rejected(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the 3 rejected rows").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["patient"] for row in rows] == list(BAD)
    for row in rows:
        assert [row[name] for name in HEADER] == BAD[row["patient"]], "in the layout of the file, as it was written"
        assert WHY[row["patient"]] in row[REASON]


def _our_patients(page: Page) -> None:
    """Six changes of 3 and six of 4: mean 3.5, and 0.33 either way by t with 11 degrees of freedom (2.201)."""
    shown = figures(page)
    assert shown["Mean change (positive is better)"] == "+3.5"
    assert shown["Measured again"] == "100%"
    expect(page.get_by_text("12 of 12 due")).to_be_visible()
    means = [trace for trace in drawn(page) if len(trace["error"]) == 1]
    assert [round(value, 6) for trace in means for value in trace["x"]] == [3.5]
    assert [round(value, 2) for trace in means for value in trace["error"]] == [0.33]


def _take_it_back(own_clinic: Dashboard, page: Page) -> None:
    visit(page, own_clinic, "import_records")
    page.get_by_label("Reason").fill("tried it out")
    page.get_by_role("button", name="Withdraw this import").click()
    expect(page.get_by_text("Import 1 was withdrawn.")).to_be_visible()
    expect(page.get_by_text("Reason: tried it out")).to_be_visible()
    visit(page, own_clinic, "")
    expect(page.locator(".js-plotly-plot")).to_have_count(0)


def test_the_import_page_at_work_fits_and_everybody_can_use_it(own_clinic: Dashboard, page: Page) -> None:
    page.set_viewport_size(DESK)
    enter(page, own_clinic)
    visit(page, own_clinic, "import_records")
    bring(page, "export.csv", EXPORT)
    assert fits(page)
    assert grave(page) == []
    page.set_viewport_size(PHONE)
    settle(page)
    assert fits(page)
