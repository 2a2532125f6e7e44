"""The patient's page and the lock in front of everything else, asked as a browser asks, on real records."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.store import Store
from data.visit_reads import read_episode
from reports import stores
from reports import tablet as door
from views import studio_assets, tablet, tablet_open, tablet_page
from views.gate import Gate
from views.shield import Shield
from views.tablet_lock import Lock
from views.tablet_pin import TRIES, WAIT, Tries

T = TypeVar("T")
SECRET = "Every record of the clinic"
NAME, REFERENCE, PIN = "Ann <b>Other", "P-0042", "4711"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str


def in_a_loop_of_its_own(running: Coroutine[Any, Any, T]) -> T:
    """Run it in another thread: the tests in a real browser leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, running).result()


@dataclass
class Browser:
    """As much of a browser as the lock needs: it keeps cookies, sends forms, opens websockets."""

    app: Any
    host: str = "127.0.0.1"
    jar: dict[str, str] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)

    def scope(self, kind: str, path: str, method: str = "GET", query: str = "") -> dict[str, Any]:
        headers = [(b"host", self.host.encode()), (b"content-type", b"application/x-www-form-urlencoded")]
        headers += [(name.encode(), value.encode()) for name, value in self.more.items()]
        if self.jar:
            headers.append((b"cookie", "; ".join(f"{name}={value}" for name, value in self.jar.items()).encode()))
        return {
            "type": kind, "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
            "method": method, "scheme": "http" if kind == "http" else "ws", "headers": headers,
            "server": (self.host, 80), "client": ("127.0.0.1", 1), "http_version": "1.1", "subprotocols": [],
        }  # fmt: skip

    def ask(self, path: str, method: str = "GET", query: str = "", **sent: str) -> Answer:
        got: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": urlencode(sent).encode(), "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            got.append(message)

        in_a_loop_of_its_own(self.app(self.scope("http", path, method, query), receive, send))
        pairs = [(name.decode(), value.decode()) for name, value in got[0]["headers"]]
        cookies = [value for name, value in pairs if name == "set-cookie"]
        for cookie in cookies:
            name, value = cookie.split(";")[0].split("=", 1)
            self.jar.pop(name, None)
            if value.strip('"'):
                self.jar[name] = value
        text = b"".join(part.get("body", b"") for part in got[1:]).decode()
        return Answer(got[0]["status"], dict(pairs), cookies, text)

    def send(self, path: str, **sent: str) -> Answer:
        """Send a form, and look where it leads when that is on the patient's page."""
        answer = self.ask(path, "POST", **sent)
        assert answer.status == 303
        then = answer.headers["location"]
        return self.ask(then) if then.startswith("/tablet/") else answer


async def _page(_: Any) -> HTMLResponse:
    return HTMLResponse(SECRET)


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(SECRET)
    await websocket.receive()
    await websocket.send_text(SECRET)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Starlette:
    """The patient's page and the lock around an app that would give everything away."""
    monkeypatch.setattr(tablet, "tries", Tries())
    stores.forget()
    everything = [WebSocketRoute("/{path:path}", _socket), Route("/{path:path}", _page, methods=["GET", "POST", "PUT"])]
    return Starlette(routes=tablet.ROUTES + everything, middleware=[Middleware(Lock)])


@pytest.fixture
def ledger(clinic_store: Store, catalogue: Catalogue) -> Ledger:
    return Ledger(clinic_store, catalogue, "owner")


@pytest.fixture
def episode(ledger: Ledger) -> int:
    return ledger.open_episode(ledger.add_patient(REFERENCE, NAME), "plantar_heel_pain", "left", date(2026, 1, 5))


@pytest.fixture
def invite(ledger: Ledger, episode: int) -> Callable[..., str]:
    def make(*measures: str, hours: float = 2) -> str:
        return ledger.invite_review(episode, measures or ("nprs", "vas_first_step_100"), "left", PIN, hours)

    return make


def form_of(answer: Answer) -> str:
    found = re.search(r'name="form" value="([0-9a-f]+)"', answer.text)
    assert found
    return found[1]


def locked(browser: Browser, token: str) -> bool:
    answers = [browser.ask(path) for path in ("/", "/condition", "/_stcore/health", "/media/x.csv", "/static/js/a.js")]
    return all((one.status, one.headers.get("location")) == (303, f"/tablet/{token}") for one in answers)


def test_the_page_asks_only_the_questions(app: Starlette, invite: Callable[..., str]) -> None:
    shown = Browser(app).ask(f"/tablet/{invite()}")
    assert shown.status == 200
    assert shown.text.count("<fieldset") == 2
    assert shown.text.count('type="radio"') == 11
    assert "0 means no pain, 10 means the worst pain you can imagine." in shown.text
    for word in ("Ann", "Other", REFERENCE, "heel", "plantar", "2026", "<script", "http://", "https://"):
        assert word not in shown.text


def test_the_page_may_load_nothing_and_be_kept_nowhere(app: Starlette, invite: Callable[..., str]) -> None:
    shown = Browser(app).ask(f"/tablet/{invite()}")
    nonce = re.search(r'<style nonce="([\w-]+)">', shown.text)
    policy = shown.headers["content-security-policy"]
    assert nonce and f"style-src 'nonce-{nonce[1]}'" in policy
    assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
    assert shown.headers["cache-control"] == "no-store"
    lock = next(cookie for cookie in shown.cookies if cookie.startswith("patient_lock="))
    assert "HttpOnly" in lock and "SameSite=strict" in lock and "Path=/" in lock
    assert "max-age" not in lock.lower() and "expires" not in lock.lower()


def test_an_open_review_locks_every_other_address(app: Starlette, invite: Callable[..., str]) -> None:
    browser, token, other = Browser(app), invite(), invite()
    assert browser.ask("/").text == SECRET
    browser.ask(f"/tablet/{token}")
    assert locked(browser, token)
    for method in ("POST", "PUT"):
        assert browser.ask("/_stcore/upload_file/a/b", method).headers["location"] == f"/tablet/{token}"
    for path in (f"/tablet/{other}", f"/tablet/{token}/", f"/tablet/{token}/../..", "//", "/tablet", "/tablet/unknown"):
        answer = browser.ask(path)
        assert (answer.status, answer.headers["location"]) == (303, f"/tablet/{token}"), path


def test_a_locked_websocket_is_refused_before_it_opens(app: Starlette, invite: Callable[..., str]) -> None:
    browser = Browser(app)
    assert _websocket(browser)[0]["type"] == "websocket.accept"
    browser.ask(f"/tablet/{invite()}")
    assert _websocket(browser) == [{"type": "websocket.close", "code": 1008}]


def _websocket(browser: Browser) -> list[dict[str, Any]]:
    waiting = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
    got: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        got.append(message)

    in_a_loop_of_its_own(browser.app(browser.scope("websocket", "/_stcore/stream"), receive, send))
    return got


def test_pages_open_before_are_cut_off_and_hear_nothing_more(app: Starlette, invite: Callable[..., str]) -> None:
    browser, other, token = Browser(app), Browser(app), invite()
    browser.ask("/"), other.ask("/")
    mine, theirs = (in_a_loop_of_its_own(_kept(app, one, browser, token)) for one in (browser, other))
    assert [message["type"] for message in mine] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert [message["type"] for message in theirs] == ["websocket.accept", "websocket.send", "websocket.send"]


async def _kept(app: Starlette, watched: Browser, handed: Browser, token: str) -> list[dict[str, Any]]:
    """What the open page of *watched* hears while *handed* is given to a patient."""
    got: list[dict[str, Any]] = []
    going_on = asyncio.Event()
    handed.jar.pop("patient_lock", None)

    async def receive() -> dict[str, Any]:
        if not got:
            return {"type": "websocket.connect"}
        await going_on.wait()
        return {"type": "websocket.receive", "text": "rerun"}

    async def send(message: dict[str, Any]) -> None:
        got.append(message)

    async def asked() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def ignored(_: dict[str, Any]) -> None:
        return None

    page = asyncio.create_task(app(watched.scope("websocket", "/_stcore/stream"), receive, send))
    while len(got) < 2:
        await asyncio.sleep(0)
    assert tablet_open.open_pages.count(watched.jar[tablet_open.MARK]) == 1
    await app(handed.scope("http", f"/tablet/{token}"), asked, ignored)
    going_on.set()
    await page
    assert tablet_open.open_pages.count(watched.jar[tablet_open.MARK]) == 0
    return got


@pytest.mark.parametrize("host", ["localhost", "localhost.", "LOCALHOST", "a.localhost", "[::1]"])
def test_another_name_of_this_computer_is_no_way_around(app: Starlette, host: str) -> None:
    browser = Browser(app, f"{host}:8501")
    answer = browser.ask("/condition")
    assert (answer.status, answer.headers["location"]) == (307, "http://127.0.0.1:8501/condition")
    assert _websocket(browser) == [{"type": "websocket.close", "code": 1008}]


def test_given_answers_are_read_back_and_the_lock_stays(
    app: Starlette, clinic_store: Store, episode: int, invite: Callable[..., str]
) -> None:
    browser, token = Browser(app), invite()
    form = form_of(browser.ask(f"/tablet/{token}"))
    sent = browser.send(f"/tablet/{token}", form=form, nprs="7", vas_first_step_100="63,5")
    assert "Thank you" in sent.text
    reviews = read_episode(clinic_store, episode).reviews
    assert {(one.measure, one.value, one.phase, one.side) for one in reviews} == {
        ("nprs", 7.0, "review", "left"),
        ("vas_first_step_100", 63.5, "review", "left"),
    }
    assert "Thank you" in browser.ask(f"/tablet/{token}").text
    assert locked(browser, token)
    browser.send(f"/tablet/{token}", form=form, nprs="1", vas_first_step_100="1")
    assert read_episode(clinic_store, episode).reviews == reviews


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"vas_first_step_100": "50"}, "Please choose one, or tick"),
        ({"nprs": "7"}, "Please write a number, or tick"),
        ({"nprs": "11", "vas_first_step_100": "50"}, "Please choose one, or tick"),
        ({"nprs": "3.5", "vas_first_step_100": "50"}, "Please choose one, or tick"),
        ({"nprs": "7", "vas_first_step_100": "101"}, "101 is more than the highest there is."),
        ({"nprs": "7", "vas_first_step_100": "-1"}, "−1 is less than the lowest there is."),
        ({"nprs": "7", "vas_first_step_100": "nan"}, "Please write one number only, from 0 to 100."),
        ({"nprs": "7", "vas_first_step_100": "1e1"}, "Please write one number only"),
        ({"nprs": "7", "vas_first_step_100": "<i>5"}, "&lt;i&gt;5"),
        ({"nprs": "7", "skip-nprs": "1", "vas_first_step_100": "5"}, "Please keep one of the two."),
        ({"skip-nprs": "1", "skip-vas_first_step_100": "1"}, "Please answer at least one question"),
    ],
)
def test_what_is_not_an_answer_is_said_and_nothing_is_stored(
    app: Starlette,
    clinic_store: Store,
    episode: int,
    invite: Callable[..., str],
    sent: dict[str, str],
    sentence: str,
) -> None:
    browser, token = Browser(app), invite()
    form = form_of(browser.ask(f"/tablet/{token}"))
    answer = browser.send(f"/tablet/{token}", form=form, **sent)
    assert sentence in answer.text
    assert sentence in browser.ask(f"/tablet/{token}").text
    assert read_episode(clinic_store, episode).reviews == ()


def test_a_question_left_out_on_purpose_stays_missing(
    app: Starlette, clinic_store: Store, episode: int, invite: Callable[..., str]
) -> None:
    browser, token = Browser(app), invite()
    form = form_of(browser.ask(f"/tablet/{token}"))
    browser.send(f"/tablet/{token}", **{"form": form, "nprs": "0", "skip-vas_first_step_100": "1"})
    assert [(one.measure, one.value) for one in read_episode(clinic_store, episode).reviews] == [("nprs", 0.0)]


def test_a_form_that_is_not_ours_stores_nothing(
    app: Starlette, clinic_store: Store, episode: int, invite: Callable[..., str]
) -> None:
    browser, token = Browser(app), invite()
    browser.ask(f"/tablet/{token}")
    good = {"nprs": "7", "vas_first_step_100": "50"}
    for form in ("", "0" * 64, tablet.form_token("another")):
        answer = browser.send(f"/tablet/{token}", form=form, **good)
        assert tablet_page.AGAIN in answer.text
        assert 'value="7" checked' in answer.text
    Browser(app).send(f"/tablet/{token}", form=tablet.form_token(token), **good)
    long = browser.send(f"/tablet/{token}", form=tablet.form_token(token), **good, more="x" * 30_000)
    assert tablet_page.AGAIN in long.text
    assert read_episode(clinic_store, episode).reviews == ()


def test_the_pin_unlocks_and_nothing_else_does(app: Starlette, invite: Callable[..., str]) -> None:
    browser, token = Browser(app), invite()
    browser.ask(f"/tablet/{token}")
    form = form_of(browser.ask(f"/tablet/{token}/back"))
    assert "You can try 4 times more." in browser.send(f"/tablet/{token}/unlock", form=form, pin="0000").text
    assert tablet_page.AGAIN in browser.send(f"/tablet/{token}/unlock", pin=PIN).text
    assert tablet_page.AGAIN not in browser.ask(f"/tablet/{token}/back").text
    assert locked(browser, token)
    assert browser.send(f"/tablet/{token}/unlock", form=form, pin=PIN).headers["location"] == "/"
    assert browser.ask("/").text == SECRET


def test_five_wrong_pins_wait_even_for_the_right_one(app: Starlette, invite: Callable[..., str]) -> None:
    now = [0.0]
    tablet.tries = Tries(lambda: now[0])
    browser, token = Browser(app), invite()
    form = form_of(browser.ask(f"/tablet/{token}"))
    for _ in range(TRIES):
        browser.send(f"/tablet/{token}/unlock", form=form, pin="0000")
    now[0] = WAIT - 1
    assert "wait 1 second," in browser.send(f"/tablet/{token}/unlock", form=form, pin=PIN).text
    assert locked(browser, token)
    now[0] = WAIT + 1
    assert browser.send(f"/tablet/{token}/unlock", form=form, pin=PIN).headers["location"] == "/"


def test_tries_at_the_same_time_are_all_counted() -> None:
    tries = Tries(lambda: 0.0)
    assert [tries.take("a") > 0 for _ in range(TRIES + 3)] == [False] * TRIES + [True] * 3
    assert tries.take("b") == 0


def test_a_late_review_stores_nothing_and_stays_locked(
    app: Starlette, clinic_store: Store, episode: int, invite: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, token = Browser(app), invite()
    form = form_of(browser.ask(f"/tablet/{token}"))

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(UTC) + timedelta(hours=3)

    monkeypatch.setattr(door, "datetime", Later)
    late = browser.send(f"/tablet/{token}", form=form, nprs="7", vas_first_step_100="5")
    assert "The time for these questions is over" in late.text
    assert locked(browser, token)
    assert read_episode(clinic_store, episode).reviews == ()
    assert (Browser(app).ask(f"/tablet/{token}").status, Browser(app).ask("/").text) == (410, SECRET)


def test_a_review_nobody_asked_for_locks_nothing(app: Starlette, clinic_store: Store) -> None:
    for token in ("x" * 43, "short", "a b", "unknown"):
        browser = Browser(app)
        assert browser.ask(f"/tablet/{token}").status == 404
        assert browser.ask("/").text == SECRET


def test_a_lock_whose_review_is_gone_stays_and_says_what_to_do(app: Starlette, clinic_store: Store) -> None:
    for token, home in (("x" * 43, "x" * 43), ("not%20ours\r\n", "unknown"), ("", "unknown")):
        browser = Browser(app, jar={"patient_lock": token.strip()})
        assert locked(browser, home)
        assert "close the browser completely" in browser.ask(f"/tablet/{home}").text


def test_a_review_of_the_demo_clinic_is_kept_there(
    app: Starlette, demo_home: Any, clinic_store: Store, catalogue: Catalogue
) -> None:
    from data.store import demo_url, open_store

    with open_store(demo_url(), catalogue) as demo:
        token = Ledger(demo, catalogue, "owner").invite_review(1, ["nprs"], "left", PIN)
        before = len(read_episode(demo, 1).reviews)
        browser = Browser(app)
        form = form_of(browser.ask(f"/tablet/{token}"))
        browser.send(f"/tablet/{token}", form=form, nprs="3")
        assert len(read_episode(demo, 1).reviews) == before + 1
    assert not clinic_store.has_records()


def test_the_dashboard_is_behind_the_lock_and_the_lock_before_the_gate() -> None:
    import dashboard

    assert all(one in dashboard.app._user_routes for one in tablet.ROUTES + studio_assets.ROUTES)
    assert [one.cls for one in dashboard.app._user_middleware] == [Shield, Lock, Gate]
