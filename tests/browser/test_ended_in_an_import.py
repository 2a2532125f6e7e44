"""The dashboard is told to end (SIGTERM) while it stores a file from its page: all of it is there, or none."""

from __future__ import annotations

import csv
import io
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from data.catalogue import Catalogue
from data.check import check_store
from data.store import open_store
from tests.browser.accounts import become_owner, sign_in
from tests.browser.conftest import PATIENCE, Dashboard, keys_of, started
from tests.browser.steps import bring, settle, visit
from tests.browser.test_import_journey import BEGAN, HEADER
from tests.data.contents import contents

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
ROWS = 20_000
GROWN = (200_000, 4_000_000)  # bytes of the log beside the records, written in this one act: early and late in it


def sheet() -> bytes:
    """A session sheet of one visit for each of many people."""
    held = io.StringIO()
    rows = ([f"P{number:05}", BEGAN.isoformat(), "plantar_heel_pain", "left", "7", "4"] for number in range(ROWS))
    csv.writer(held).writerows([HEADER, *rows])
    return held.getvalue().encode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ended_while_it_stores_all_is_there_or_nothing(
    browser: Browser, tmp_path: Path, demo_file: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("CLINIC_KEYS", str(keys_of(home)))
    home.mkdir()
    shutil.copy(demo_file, home / "demo.db")
    context = browser.new_context()
    context.set_default_timeout(PATIENCE * 1000)
    found = []
    try:
        for number, grown in enumerate(GROWN):
            page = context.new_page()
            with started(home, tmp_path / f"{number}.txt") as running:
                sign_in(page, running) if number else become_owner(page, running)
                _ended_while_it_stores(page, running, grown)
                with open_store(f"sqlite:///{home / 'clinic.db'}", catalogue) as store:
                    stored = contents(store)["sessions"][0]
                    assert check_store(store) == []
            found.append(stored)
            page.close()
            if stored:
                break
    finally:
        context.close()
    print(f"\nSIGTERM while {ROWS:,} rows were stored from the page: {found} stored")
    assert set(found) <= {0, ROWS}


def _ended_while_it_stores(page: Page, running: Dashboard, grown: int) -> None:
    visit(page, running, "import_records")
    bring(page, "many.csv", sheet())
    check = page.get_by_role("button", name="Check all")
    if check.count():
        check.click()
        settle(page)
    log = running.home / "clinic.db-wal"
    before = log.stat().st_size if log.exists() else 0
    page.get_by_role("button", name="Store 20,000 rows").click()
    end = time.monotonic() + PATIENCE
    while not log.exists() or log.stat().st_size < before + grown:
        assert time.monotonic() < end, "nothing is stored"
        time.sleep(0.005)
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(PATIENCE)
    assert "Traceback" not in running.log.read_text(errors="replace")
