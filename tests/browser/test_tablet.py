"""The clinic's tablet in a patient's hands: the questions, and no way from them to anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.store import Store, open_store
from data.visit_reads import read_episode
from tests.browser.conftest import Dashboard
from tests.browser.steps import grave, visit

pytestmark = pytest.mark.browser
TABLET, SIZES = (820, 1180), ((820, 1180), (390, 844), (1440, 900))
EPISODE, PIN = 1, "4711"
HEADINGS = ("Your answers, please", "Thank you", "Please give the tablet back", "The time for these questions is over")
SMALL = """least => [...document.querySelectorAll('.dot, .skip, .write, button, .go')]
    .map(part => part.getBoundingClientRect())
    .filter(box => box.height < least || box.width < least).length"""


@pytest.fixture
def store(clinic: Dashboard, catalogue: Catalogue) -> Iterator[Store]:
    with open_store(f"sqlite:///{clinic.home / 'demo.db'}", catalogue) as opened:
        yield opened


@pytest.fixture
def invite(store: Store, catalogue: Catalogue) -> Callable[..., str]:
    def make(*measures: str) -> str:
        asked = measures or ("nprs", "vas_first_step_100")
        return "/tablet/" + Ledger(store, catalogue, "owner").invite_review(EPISODE, asked, "left", PIN)

    return make


def is_locked(page: Page, clinic: Dashboard, home: str) -> None:
    """Whatever address is asked for, in whichever way, the patient's page answers."""
    for place in ("/", "/condition?measure=nprs", "/methods", "/_stcore/health", "/static/index.html", "/tablet/other"):
        page.goto(clinic.url + place)
        assert page.url == clinic.url + home, place
        assert page.locator("h1").inner_text() in HEADINGS
    assert page.request.get(f"{clinic.url}/media/x.csv", max_redirects=0).status == 303
    assert page.request.put(f"{clinic.url}/_stcore/upload_file/a/b", max_redirects=0).status == 303


def unlock(page: Page, pin: str = PIN) -> None:
    page.get_by_label("your PIN").fill(pin)
    page.get_by_role("button", name="Unlock").click()


def test_large_and_clear_on_every_screen(clinic: Dashboard, page: Page, invite: Callable[..., str]) -> None:
    page.goto(clinic.url + invite("nprs", "vas_first_step_100", "ffi_total", "pass", "groc"))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL, 56) == 0
        assert float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('.scale')).fontSize)")) >= 20
        assert grave(page) == []
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("alert")).to_have_text("5 questions need another look. They are marked below.")
    assert grave(page) == []
    page.get_by_role("link", name="Stop and give the tablet back").click()
    assert page.evaluate(SMALL, 56) == 0
    assert grave(page) == []
    unlock(page)


def test_answers_are_given_once_and_the_way_back_needs_the_pin(
    clinic: Dashboard, page: Page, store: Store, invite: Callable[..., str]
) -> None:
    before, home = read_episode(store, EPISODE).reviews, invite()
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    page.goto(clinic.url + home)
    page.get_by_label("7", exact=True).check()
    page.get_by_role("textbox").fill("170")
    page.get_by_role("button", name="Send my answers").click()
    beside = page.get_by_role("group", name="first steps").get_by_text("170 is more than the highest there is.")
    expect(beside).to_be_visible()
    expect(page.get_by_label("7", exact=True)).to_be_checked()
    page.get_by_role("textbox").fill("63")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    new = read_episode(store, EPISODE).reviews[len(before) :]
    assert sorted((one.measure, one.value) for one in new) == [("nprs", 7), ("vas_first_step_100", 63)]
    page.go_back()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    is_locked(page, clinic, home)
    unlock(page, "0000")
    expect(page.get_by_role("alert")).to_have_text("That is not the PIN. You can try 4 times more.")
    assert grave(page) == []
    unlock(page)
    expect(page.get_by_role("heading", name="Are our patients getting better?")).to_be_visible()
    assert len(read_episode(store, EPISODE).reviews) == len(before) + 2


def test_no_way_from_the_questions_to_the_records(clinic: Dashboard, page: Page, invite: Callable[..., str]) -> None:
    visit(page, clinic, "methods")
    home = invite()
    page.goto(clinic.url + home)
    page.go_back()
    expect(page.get_by_role("heading", name=HEADINGS[0])).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=HEADINGS[0])).to_be_visible()
    is_locked(page, clinic, home)
    tab = page.context.new_page()
    is_locked(tab, clinic, home)
    tab.goto(f"http://localhost:{clinic.port}/")
    assert tab.url == clinic.url + home
    assert _websocket(tab, clinic) == "refused"
    assert "patient_lock" not in tab.evaluate("document.cookie")
    _from_elsewhere(tab, clinic)
    page.goto(clinic.url + home + "/back")
    unlock(page)
    expect(page.get_by_role("heading", name="Are our patients getting better?")).to_be_visible()
    assert _websocket(page.context.new_page(), clinic, "/methods") == "open"


def _websocket(tab: Page, clinic: Dashboard, place: str = "/") -> str:
    tab.goto(clinic.url + place)
    opened: str = tab.evaluate(
        """where => new Promise(done => {
            const socket = new WebSocket(where);
            socket.onopen = () => done('open');
            socket.onerror = () => done('refused');
        })""",
        f"ws://127.0.0.1:{clinic.port}/_stcore/stream",
    )
    return opened


def _from_elsewhere(tab: Page, clinic: Dashboard) -> None:
    """A link on a page from elsewhere does not bring the lock along; the page's shell comes, the records do not."""
    tab.goto("data:text/html,<a href='" + clinic.url + "/methods'>in</a>")
    tab.get_by_role("link").click()
    tab.wait_for_timeout(3000)
    for words in ("Thresholds", "Effectiveness", "Are our patients", "Methods"):
        expect(tab.get_by_text(words)).to_have_count(0)


def test_a_page_left_open_beside_it_learns_nothing_more(
    clinic: Dashboard, page: Page, invite: Callable[..., str]
) -> None:
    beside = page.context.new_page()
    visit(beside, clinic, "methods")
    page.goto(clinic.url + invite())
    expect(page.get_by_role("heading", name=HEADINGS[0])).to_be_visible()
    expect(beside.locator('[data-testid="stApp"]')).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    page.goto(page.url + "/back")
    unlock(page)
