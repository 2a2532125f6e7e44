"""A follow-up session by thumb, in two visits to the page: taps and seconds are counted, the new point is seen."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from data.catalogue import Catalogue
from data.store import Store, open_store
from data.visit_reads import EpisodeRecord, read_drafts, read_episode
from reports.access import OWNER, Viewer
from reports.desk import open_report
from reports.filters import Filters
from reports.people import search
from tests.browser.conftest import PATIENCE, Dashboard, started
from tests.browser.steps import DESK, PHONE, drawn, fits, grave, settle, visit

pytestmark = pytest.mark.browser
TABLET: ViewportSize = {"width": 820, "height": 1180}
THUMB = 0.6  # seconds to see the next thing and reach for it
KEY = 0.25  # seconds for one key of the tablet's keyboard
MOST_TAPS, MOST_SECONDS = 12, 60
BEFORE, AFTER, RANGE = 6, 3, "11.5"


@pytest.fixture(scope="module")
def surgery(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Dashboard]:
    """A dashboard on a demo clinic of its own, because sessions are recorded in it."""
    place = tmp_path_factory.mktemp("surgery")
    home = place / "home"
    home.mkdir()
    shutil.copy(demo_file, home / "demo.db")
    with started(home, place / "log.txt") as running:
        yield running


@pytest.fixture
def store(surgery: Dashboard, catalogue: Catalogue) -> Iterator[Store]:
    store = open_store(f"sqlite:///{surgery.home / 'demo.db'}", catalogue)
    yield store
    store.close()


@dataclass
class Thumb:
    """Counts what a thumb does, with the pauses a person makes."""

    page: Page
    taps: int = 0
    keys: int = 0
    seconds: float = 0.0

    def tap(self, what: Locator) -> None:
        begun = time.monotonic()
        self.page.wait_for_timeout(THUMB * 1000)
        what.click()
        self.taps += 1
        self.seconds += time.monotonic() - begun

    def type(self, text: str) -> None:
        begun = time.monotonic()
        self.page.keyboard.type(text, delay=KEY * 1000)
        self.keys += len(text)
        self.seconds += time.monotonic() - begun

    def wait(self, what: Locator) -> None:
        """Wait until the page answers; the person waits too."""
        begun = time.monotonic()
        expect(what).to_be_visible()
        self.seconds += time.monotonic() - begun


def button(page: Page, key: str) -> Locator:
    """The button whose key ends so; Streamlit writes a key into the class of its element."""
    return page.locator(f'[class*="{key}"] button').first


def chosen(store: Store, catalogue: Catalogue) -> EpisodeRecord:
    """Somebody in care whose last session has pain and a lunge, and who is not alone on the page of those seen last."""
    viewer = Viewer("test", OWNER)
    for person in search(store, viewer, "", 300):
        record = read_episode(store, person.episodes[0])
        last = record.sessions[-1] if record.sessions else None
        measured = {one.measure for one in last.readings} if last else set()
        needled = last is not None and bool(last.facts.muscles)
        fits = record.ended is None and len(person.episodes) == 1 and len(record.sessions) > 1
        if fits and needled and {"nprs", "wblt_cm"} <= measured:
            return record
    pytest.fail("nobody in the demo clinic has a follow-up to record")


def opened(browser: Browser, surgery: Dashboard, name: str) -> Page:
    context = browser.new_context(viewport=TABLET, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)
    visit(page, surgery, name)
    return page


def test_a_follow_up_in_two_visits_to_the_page(
    browser: Browser, surgery: Dashboard, store: Store, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    record = chosen(store, catalogue)
    trend = _expected_trend(store, catalogue, record)
    page = opened(browser, surgery, "record")
    thumb = Thumb(page)
    thumb.tap(page.get_by_label("Find a patient"))
    thumb.type(record.reference.removeprefix("Demo "))
    thumb.wait(page.get_by_text("Found", exact=True))
    thumb.tap(page.locator('[class*="st-key-record-found-0"] button', has_text=record.reference))
    thumb.wait(page.get_by_role("heading", name=f"Session {len(record.sessions) + 1}"))
    thumb.tap(button(page, f"before-{BEFORE}"))
    thumb.wait(page.get_by_text("Every entry is kept at once"))
    page.context.close()
    (draft,) = read_drafts(store)
    assert draft.episode == record.id and draft.content["nprs#1.before"] == BEFORE

    _waits_on_the_caseload(browser, surgery, record)
    page = opened(browser, surgery, "record")
    thumb.page = page
    thumb.tap(button(page, f"record-draft-{record.id}"))
    thumb.wait(page.get_by_role("button", name=re.compile(f"^{BEFORE} check_circle")))
    thumb.tap(button(page, f"after-{AFTER}"))
    thumb.tap(page.get_by_label("After (cm)"))
    thumb.type(RANGE)
    thumb.tap(page.get_by_role("button", name="Same as last time"))
    thumb.tap(page.get_by_role("button", name="Asked: none"))
    thumb.wait(page.get_by_role("button", name=re.compile("check.*Asked: none")))
    thumb.tap(page.get_by_role("button", name="Save session"))
    sure = page.get_by_role("button", name="These are right: save")
    saved = page.get_by_text(f"Session {len(record.sessions) + 1} of")
    thumb.wait(sure.or_(saved).first)
    if sure.count():
        thumb.tap(sure)
    thumb.wait(saved)
    with capsys.disabled():
        print(
            f"\nFollow-up session with pain before, pain after and one range of motion, {TABLET['width']}x"
            f"{TABLET['height']}: {thumb.taps} taps, {thumb.keys} keys, {thumb.seconds:.1f} s "
            f"(pauses of {THUMB} s a tap, {KEY} s a key; aim {MOST_TAPS} taps, {MOST_SECONDS} s)"
        )
    assert thumb.taps <= MOST_TAPS and thumb.seconds < MOST_SECONDS
    _is_recorded(store, record)
    _is_seen(page, surgery, record)
    _is_on_the_caseload(store, catalogue, record)
    _is_in_the_trend(page, surgery, record, trend)
    page.context.close()


def _waits_on_the_caseload(browser: Browser, surgery: Dashboard, record: EpisodeRecord) -> None:
    page = opened(browser, surgery, "caseload")
    waiting = button(page, f"draft-{record.id}")
    expect(waiting).to_contain_text(record.display_name or record.reference)
    page.context.close()


def _is_recorded(store: Store, record: EpisodeRecord) -> None:
    now = read_episode(store, record.id)
    session, last = now.sessions[-1], record.sessions[-1]
    assert len(now.sessions) == len(record.sessions) + 1 and read_drafts(store) == ()
    values = {(one.measure, one.phase): one.value for one in session.readings}
    assert values == {("nprs", "before"): BEFORE, ("nprs", "after"): AFTER, ("wblt_cm", "after"): float(RANGE)}
    assert session.facts.muscles == last.facts.muscles and session.facts.technique == last.facts.technique
    assert session.facts.adverse_asked is True and session.facts.adverse_events == ()
    assert session.facts.soreness is None and session.facts.twitch == "", "what nobody answered is not presumed"


def _is_seen(page: Page, surgery: Dashboard, record: EpisodeRecord) -> None:
    page.get_by_role("button", name="See the patient").click()
    expect(page.get_by_text(record.reference).first).to_be_visible()
    settle(page)
    shown = {trace["name"]: trace["y"] for trace in drawn(page) if trace["name"]}
    before = next(values for name, values in shown.items() if name.startswith("Before the session"))
    after = next(values for name, values in shown.items() if name.startswith("After the session"))
    assert before[-1] == BEFORE and after[-1] == AFTER, "the new point is on the patient's page"
    assert record.reference not in page.url and str(record.id) not in page.url.removeprefix(surgery.url)


def _is_on_the_caseload(store: Store, catalogue: Catalogue, record: EpisodeRecord) -> None:
    frame = open_report("caseload", store, catalogue, Viewer("test", OWNER), Filters()).frame
    row = frame[frame["episode"] == record.id].iloc[0]
    assert row["sessions"] == len(record.sessions) + 1 and row["days_since_reading"] == 0


def _expected_trend(store: Store, catalogue: Catalogue, record: EpisodeRecord) -> float:
    """The condition's mean before the coming session, once this patient is among those measured then."""
    filters = Filters(condition=(record.condition,), measure="nprs")
    frame = open_report("sessions", store, catalogue, Viewer("test", OWNER), filters).frame
    now = frame[(frame["number"] == len(record.sessions) + 1) & (frame["phase"] == "before")].iloc[0]
    return float((now["mean"] * now["n"] + BEFORE) / (now["n"] + 1))


def _is_in_the_trend(page: Page, surgery: Dashboard, record: EpisodeRecord, expected: float) -> None:
    visit(page, surgery, "condition", f"?focus={record.condition}&measure=nprs")
    before = next(trace for trace in drawn(page) if trace["name"] == "Before the session")
    assert before["y"][len(record.sessions)] == pytest.approx(expected), "the new point is in the condition's trend"


def test_the_form_fits_every_screen_and_everybody_can_use_it(
    surgery: Dashboard, page: Page, store: Store, catalogue: Catalogue
) -> None:
    record = chosen(store, catalogue)
    for size in (DESK, TABLET, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        visit(page, surgery, "record")
        assert fits(page)
        page.get_by_label("Find a patient").fill(record.reference)
        expect(page.get_by_text("Found", exact=True)).to_be_visible()
        page.locator('[class*="st-key-record-found-0"] button', has_text=record.reference).click()
        expect(page.get_by_role("heading", name="Needling")).to_be_visible()
        settle(page)
        assert fits(page)
        for key in ("before-0", "before-10", "after-5"):
            box = button(page, key).bounding_box()
            assert box and box["width"] >= 50 and box["height"] >= 48, f"{key} is too small for a thumb: {box}"
    assert grave(page) == []
