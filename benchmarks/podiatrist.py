"""The podiatrist's pages in a clinic of a million readings, in a browser, against opening an empty Streamlit page."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.starting import FLAGS, OURS, ROOT, alone, browser_path, free_port, wait_for
from benchmarks.timing import Result, in_turns
from data import demo
from data.catalogue import load_catalogue
from data.clock import today
from data.ledger import Ledger
from data.rows import ReadingFacts, SessionFacts, SourceRow
from data.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Page

IN_CARE = 2  # copies of the demo clinic that go on until today: about 500 people on the list
LONG = "LONG-40"  # the patient with forty sessions
SESSIONS = 40


def run(folder: Path, readings: int, rounds: int) -> list[Result]:
    """From the click on *My patients* to its table, and from the click on a patient to the charts."""
    browser = browser_path()
    if not browser:
        return []
    home = _home(folder, readings)
    empty = folder / "floor.py"
    empty.write_text("import streamlit as st\n\nst.title('Empty')\n", encoding="utf-8")
    size = f"{readings:,} readings"
    from playwright.sync_api import sync_playwright

    with (
        served(OURS, CLINIC_HOME=str(home)) as at,
        served(alone(empty)) as bare_at,
        sync_playwright() as play,
        play.chromium.launch(executable_path=browser, args=FLAGS) as chromium,
    ):
        page, bare = (chromium.new_page(viewport={"width": 1440, "height": 900}) for _ in range(2))
        page.goto(at)
        page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=300_000)
        _patient(page)  # the first look reads the records; what is measured is every later one
        jobs = (
            ("Click to the list of about 500 patients", lambda: _list(page)),
            (f"Click to the charts of a patient with {SESSIONS} sessions", lambda: _patient(page)),
        )
        return [
            in_turns(name, size, job, "opening an empty Streamlit page", lambda: _open(bare, bare_at), rounds)
            for name, job in jobs
        ]


def _home(folder: Path, readings: int) -> Path:
    """A folder of records whose invented clinic is a large one: it opens without an account."""
    home = folder / "podiatrist"
    every = (*_rows(readings), *_forty(today()))
    numbered = (replace(row, row=place) for place, row in enumerate(every, 2))
    with open_store(f"sqlite:///{home / 'demo.db'}", load_catalogue()) as store:
        Ledger(store, load_catalogue(), "benchmark").load_demo(numbered)
    return home


def _rows(readings: int) -> Iterator[SourceRow]:
    now, before = list(demo.rows()), list(demo.rows(until=today() - timedelta(days=400)))
    made = 0
    for copy in range(10_000):
        for row in now if copy < IN_CARE else before:
            if made >= readings:
                return
            made += len(row.readings)
            yield replace(row, patient=f"{copy}-{row.patient}")


def _forty(last: date) -> Iterator[SourceRow]:
    """One long course of care: a session a week, pain and a lunge before and after each."""
    started = last - timedelta(weeks=SESSIONS - 1)
    for place in range(SESSIONS):
        on = started + timedelta(weeks=place)
        readings = tuple(
            ReadingFacts(measure, value, on, phase, "left")
            for phase, pain in (("before", 8 - place % 7), ("after", 7 - place % 7))
            for measure, value in (("nprs", float(pain)), ("wblt_cm", 8 + place / 20))
        )
        yield SourceRow(
            row=0, patient=LONG, condition="plantar_heel_pain", side="left", started=started, podiatrist="Bench",
            session=SessionFacts(on), readings=readings,
        )  # fmt: skip


@contextmanager
def served(command: list[str], **environment: str) -> Iterator[str]:
    """The address of a program of ours, stopped at the end."""
    port = free_port()
    server = subprocess.Popen(
        [*command, str(port)], cwd=ROOT, env=os.environ | environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(30)


def _open(page: Page, at: str) -> float:
    begun = time.perf_counter()
    page.goto(at)
    page.locator("h1").first.wait_for(timeout=60_000)
    return time.perf_counter() - begun


def _list(page: Page) -> float:
    page.get_by_role("link", name="Effectiveness").first.click()
    page.get_by_role("heading", name="Are our patients getting better?").wait_for(timeout=60_000)
    begun = time.perf_counter()
    page.get_by_role("link", name="My patients").first.click()
    page.get_by_role("heading", name="Our patients").wait_for(timeout=60_000)
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for(timeout=60_000)
    return time.perf_counter() - begun


def _patient(page: Page) -> float:
    """The click on the found patient, after the search has found them."""
    _list(page)
    search = page.get_by_role("textbox").first
    search.fill(LONG)
    search.press("Enter")
    found = page.get_by_role("button", name=LONG).first
    found.wait_for(timeout=60_000)
    begun = time.perf_counter()
    found.click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=60_000)
    return time.perf_counter() - begun
