"""Text of a record that tries to be more than text: every field it can be in, every page that shows it, in Chromium.

The invented clinic is loaded once more with all its names, notes and words made hostile. Nothing of it may run, load
anything, or become a link, wherever it comes up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from data import demo
from data.catalogue import Catalogue
from data.ledger import Ledger
from data.rows import SessionFacts, SourceRow
from data.store import open_store
from tests.browser.conftest import Dashboard, is_local, started
from tests.browser.steps import DESK, settle, visit

pytestmark = pytest.mark.browser
OUTSIDE = "http://canary.invalid"
PAYLOADS = (
    f"<img src={OUTSIDE}/1.png onerror=window.ran=1>",
    f"![x]({OUTSIDE}/2.png)",
    f"[click]({OUTSIDE}/3)",
    "<script>window.ran=2</script>",
    f"<a href='{OUTSIDE}/4'>a</a>",
    f"{OUTSIDE}/5 www.canary.invalid a@canary.invalid",
    "\"><svg onload=window.ran=3>",
    "javascript:window.ran=4",
    "=HYPERLINK(\"http://canary.invalid/6\")",
    ":material/home: $x^2$ **b** `c` {{ 7*7 }} ${7*7} %s",
)  # fmt: skip
LINKS = """() => [...document.querySelectorAll('a, img, iframe, script, object, embed, form, image, use')]
    .filter(one => [one.href, one.src, one.data, one.action].some(where => String(where).includes('canary')))
    .map(one => one.parentElement.outerHTML)"""


def hostile(word: str, place: int) -> str:
    """*word* with something hostile before it; the same word always becomes the same text."""
    return f"{PAYLOADS[(place + sum(word.encode())) % len(PAYLOADS)]} {word}" if word else ""


def hostile_row(row: SourceRow) -> SourceRow:
    """The same record, hostile wherever a person may write what they like."""
    session = row.session and _hostile_session(row.session)
    readings = tuple(replace(one, rater=hostile(one.rater, 1)) for one in row.readings)
    return replace(
        row, patient=hostile(row.patient, 2), display_name=hostile(row.display_name or "name", 3),
        site=hostile(row.site, 4), podiatrist=hostile(row.podiatrist, 5), readings=readings, session=session,
        podiatrist_background=hostile(row.podiatrist_background, 6),
    )  # fmt: skip


def _hostile_session(session: SessionFacts) -> SessionFacts:
    events = tuple(
        replace(one, action=hostile(one.action or "rest", 7), duration=hostile(one.duration or "a day", 8))
        for one in session.adverse_events
    )
    return replace(
        session, notes=hostile(session.notes or "note", 9), adverse_events=events,
        needle_material=hostile(session.needle_material or "steel", 1),
        planned_frequency=hostile(session.planned_frequency or "weekly", 2),
        consent_version=hostile(session.consent_version or "v1", 3),
    )  # fmt: skip


@pytest.fixture(scope="module")
def hostile_clinic(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Dashboard]:
    """A dashboard on the invented clinic, whose people have hostile names."""
    place = tmp_path_factory.mktemp("hostile")
    home = place / "home"
    home.mkdir()
    with open_store(f"sqlite:///{home / 'demo.db'}", catalogue) as store:
        account = Ledger(store, catalogue, PAYLOADS[0]).load_demo(map(hostile_row, demo.rows()))
        assert account.stored > 5_000 and account.rejected < 50
    with started(home, place / "log.txt") as running:
        yield running


@pytest.fixture
def watched(page: Page) -> Iterator[tuple[Page, list[str]]]:
    """A page, and every address it asked for that is not this computer's."""
    asked: list[str] = []
    page.on("request", lambda one: None if is_local(one.url) else asked.append(one.url))
    yield page, asked
    assert asked == []


@pytest.mark.parametrize("role", ["Clinic owner", "Podiatrist", "Marketing"])
def test_nothing_of_a_record_runs_loads_or_links(
    hostile_clinic: Dashboard, watched: tuple[Page, list[str]], role: str
) -> None:
    page, _ = watched
    page.set_viewport_size(DESK)
    visit(page, hostile_clinic, "")
    _look_as(page, role)
    names = [one.inner_text() for one in page.get_by_test_id("stTopNavLink").all()]
    assert len(names) >= 4
    shown = 0
    for name in names:
        page.get_by_test_id("stTopNavLink").filter(has_text=name).first.click()
        settle(page)
        shown += _check(page)
        for one in page.get_by_role("tab").all():
            one.click()
            settle(page)
            shown += _check(page)
        shown += sum(_check(page) for _ in _behind(page, name))
    assert (shown > 0) == (role != "Marketing"), "marketing reads no such field; everybody else has to have seen some"
    print(f"{role}: {len(names)} pages, {shown} of them with hostile text on them, 0 scripts, 0 links, 0 requests")


@pytest.mark.parametrize("role", ["Clinic owner", "Podiatrist"])
def test_nothing_of_a_record_runs_on_the_pages_of_one_patient(
    hostile_clinic: Dashboard, watched: tuple[Page, list[str]], role: str
) -> None:
    page, _ = watched
    page.set_viewport_size(DESK)
    visit(page, hostile_clinic, "")
    _look_as(page, role)
    page.get_by_test_id("stTopNavLink").filter(has_text="My patients").first.click()
    settle(page)
    page.get_by_test_id("stDataFrame").first.click(position={"x": 120, "y": 70})
    expect(page.get_by_role("button", name="Patient view")).to_be_visible()
    settle(page)
    assert _check(page) == 1
    for name in ("Patient view", "Back", "Record a session"):
        page.get_by_role("button", name=name).first.click()
        settle(page)
        _check(page)


def _behind(page: Page, name: str) -> Iterator[str]:
    """The pages that only the list of the harder questions leads to, one by one."""
    titles = page.get_by_test_id("stPageLink").all_inner_texts() if name == "Look closer" else []
    assert bool(titles) == (name == "Look closer")
    for title in titles:
        page.get_by_test_id("stPageLink").filter(has_text=title).click()
        settle(page)
        yield title
        page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
        settle(page)


def _look_as(page: Page, role: str) -> None:
    if role != "Clinic owner":
        page.get_by_role("combobox", name="Look at it as").click()
        page.get_by_role("option", name=role).click()
        expect(page.get_by_test_id("stTopNavLink").filter(has_text="Backups")).to_have_count(0)  # an owner's alone
        settle(page)


def _check(page: Page) -> int:
    """Whether hostile text is on this page; nothing of it may have run or become a link."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    assert page.evaluate("window.ran") is None
    assert page.evaluate(LINKS) == []
    text: str = page.evaluate("document.body.innerText")
    return int("canary" in text or "window.ran" in text)
