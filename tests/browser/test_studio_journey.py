"""A picture's way out and back: prepared by marketing, approved by name, downloaded and noted, withdrawn."""

from __future__ import annotations

import hashlib
import shutil
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from data.catalogue import Catalogue
from data.export_reads import ExportRecord, read_export, read_exports
from data.store import Store, open_store
from reports import studio
from reports.access import OWNER, Viewer
from reports.studio_choices import periods
from reports.studio_request import Request
from tests.browser.conftest import PATIENCE, Dashboard, started
from tests.browser.steps import DESK, PHONE, fits, grave, settle, visit

pytestmark = pytest.mark.browser
REGISTRATION = "POD0001234567"


@pytest.fixture(scope="module")
def studio_clinic(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Dashboard]:
    """A dashboard on a demo clinic of its own, because its register is written to."""
    place = tmp_path_factory.mktemp("studio")
    home = place / "home"
    home.mkdir()
    shutil.copy(demo_file, home / "demo.db")
    with started(home, place / "log.txt") as running:
        yield running


@pytest.fixture
def store(studio_clinic: Dashboard, catalogue: Catalogue) -> Iterator[Store]:
    store = open_store(f"sqlite:///{studio_clinic.home / 'demo.db'}", catalogue)
    yield store
    store.close()


def test_from_a_question_to_a_file_and_back(studio_clinic: Dashboard, page: Page, store: Store) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    visit(page, studio_clinic, "")
    _look_as(page, "Marketing")
    record = _prepare(page, store)
    assert page.get_by_role("button", name="Approve", exact=True).count() == 0, "marketing cannot approve"
    _look_as(page, "Podiatrist")
    page.get_by_role("link", name="Exports").click()
    _approve(page, store, record)
    content = _download(page, f"{record.code}-square-1x.png", "PNG, 1080 × 1080")
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (1080, 1080)
    drawing = _download(page, f"{record.code}-square.svg", "SVG")
    assert ET.fromstring(drawing).tag.endswith("svg") and record.code.encode() in drawing
    _is_noted(page, store, record, [content, drawing])
    _is_found(page, record)
    _withdraw(page, store, record)
    assert fits(page)


def _look_as(page: Page, role: str) -> None:
    page.get_by_role("combobox", name="Look at it as").click()
    page.get_by_role("option", name=role).click()
    settle(page)


def _frame(page: Page) -> FrameLocator:
    return page.frame_locator('[data-testid="stIFrame"]')


def _prepare(page: Page, store: Store) -> ExportRecord:
    """Shown at once, refused a word, then handed over."""
    page.get_by_role("link", name="Chart studio").click()
    expect(_frame(page).locator("#picture")).to_be_visible()
    expect(page.get_by_text("31 of 31 rules hold").first).to_be_visible()
    page.get_by_label("Your own line").press_sequentially("cured")  # as typed: no Enter, no leaving the field
    expect(page.get_by_text("may not be said. Instead:")).to_be_visible()
    expect(page.get_by_role("button", name="Prepare for approval")).to_be_disabled()
    page.get_by_label("Your own line").fill("Records of our own clinic")
    page.get_by_label("Why it is made").fill("Poster for the waiting room")
    settle(page)
    assert grave(page) == []
    page.get_by_role("button", name="Prepare for approval").click()
    page.get_by_role("button", name="See it in the register").click()
    expect(page.get_by_role("heading", name="What may leave the clinic")).to_be_visible()
    settle(page)
    (record,) = read_exports(store)
    assert page.url.endswith(f"?export={record.code}")
    expect(page.get_by_text("Poster for the waiting room").first).to_be_visible()
    assert grave(page) == []
    return record


def _approve(page: Page, store: Store, record: ExportRecord) -> None:
    expect(page.get_by_text("1 export waits for approval")).to_be_visible()
    page.get_by_label("Registration number").fill(REGISTRATION)
    page.get_by_label("Why it may be shown").fill("Checked the table and the rules")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text(f"{record.code} is approved")).to_be_visible()
    settle(page)
    assert read_export(store, record.code).state == "approved"


def _download(page: Page, name: str, label: str) -> bytes:
    """A file that this very browser drew."""
    button = _frame(page).get_by_role("button", name=label, exact=True)
    expect(button).to_be_enabled()
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == name
    return download.value.path().read_bytes()


def _is_noted(page: Page, store: Store, record: ExportRecord, files: list[bytes]) -> None:
    noted = [event.detail for event in read_export(store, record.code).events if event.act == "file"]
    assert [one["sha256"] for one in noted] == [hashlib.sha256(content).hexdigest() for content in files]
    assert (noted[0]["width"], noted[0]["height"], noted[0]["scale"]) == (1080, 1080, "1x")
    assert all(one["mark"] == "INVENTED RECORDS" for one in noted), "the demo clinic's mark stays"


def _is_found(page: Page, record: ExportRecord) -> None:
    page.get_by_role("link", name="Exports").click()
    settle(page)
    page.get_by_text("History and files").click()
    expect(page.get_by_text("Checked the table and the rules").first).to_be_visible()
    expect(page.locator("strong", has_text=record.code)).to_be_visible()


def _withdraw(page: Page, store: Store, record: ExportRecord) -> None:
    page.get_by_text("Withdraw it").click()
    page.get_by_label("Reason", exact=True).fill("The campaign is over")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text(f"{record.code} is withdrawn")).to_be_visible()
    settle(page)
    assert read_export(store, record.code).state == "withdrawn"
    expect(_frame(page).get_by_role("button")).to_have_text(["Download with its mark (PNG)"])
    for label in ("PDF", "Table (CSV)", "Table (Excel)", "Caption and alternative text"):
        expect(page.get_by_role("button", name=label)).to_have_count(0)
    _download(page, f"{record.code}-square-withdrawn.png", "Download with its mark (PNG)")
    (last, *_) = reversed(read_export(store, record.code).events)
    assert "WITHDRAWN" in last.detail["mark"]


def test_a_file_is_not_handed_over_once_somebody_else_withdrew_it(
    studio_clinic: Dashboard, browser: Browser, store: Store, catalogue: Catalogue
) -> None:
    page = browser.new_page(accept_downloads=True)  # the refusal stands in its console, as it should
    page.set_default_timeout(PATIENCE * 1000)
    chief = Viewer("owner", OWNER)
    request = Request("measured", "", periods(store)[0].name, purpose="website")
    found = studio.prepare(store, catalogue, chief, request)
    studio.approve(store, catalogue, chief, found.code, "Alex Sample", REGISTRATION, "looked at")
    visit(page, studio_clinic, "exports", f"?export={found.code}")
    button = _frame(page).get_by_role("button", name="SVG", exact=True)
    expect(button).to_be_enabled()
    studio.withdraw(store, catalogue, chief, found.code, "a mistake")
    page.on("download", lambda download: pytest.fail("an unmarked file was handed over"))
    button.click()
    expect(_frame(page).get_by_text("is withdrawn now, so the file was not handed over")).to_be_visible()
    assert not [event for event in read_export(store, found.code).events if event.act == "file"]
    page.close()


def test_both_pages_fit_a_phone_with_a_picture_on_them(studio_clinic: Dashboard, page: Page, store: Store) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for name in ("studio", "exports"):
        visit(page, studio_clinic, name)
        expect(_frame(page).locator("#picture")).to_be_visible()
        settle(page)
        assert fits(page)
        box = page.locator('[data-testid="stIFrame"]').bounding_box()
        assert box and box["width"] <= PHONE["width"]
        below = page.locator('[data-testid="stElementContainer"]:has([data-testid="stIFrame"])').bounding_box()
        assert below and below["height"] - box["height"] < 10, "the frame keeps no empty room below the picture"
