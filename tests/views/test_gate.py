"""The gate and the pages before it, asked as a browser asks them, around an app that would give everything away."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute

from data.store import Store
from reports import stores
from tests.views import signed
from tests.views.test_tablet import SECRET, Answer, Browser, _page, _socket
from views import shield, sign_in_page
from views.front import MIDDLEWARE, ROUTES
from views.sign_in_page import safe_place

ALWAYS = set(shield.ALWAYS) | {"content-security-policy", "cache-control"}
WRONG = "The user name or the password is not right."


async def _broken(_: Request) -> HTMLResponse:
    raise RuntimeError("P-0042 scored 7")


@pytest.fixture
def app(own_home: Path) -> Iterator[Starlette]:
    everything = [
        Route("/broken", _broken),
        WebSocketRoute("/{path:path}", _socket),
        Route("/{path:path}", _page, methods=["GET", "POST", "PUT"]),
    ]
    yield Starlette(routes=[*ROUTES, *everything], middleware=MIDDLEWARE)
    stores.forget()


@pytest.fixture
def owner(app: Starlette) -> int:
    return signed.make_owner()


def form_of(answer: Answer) -> str:
    found = re.search(r'name="form" value="([\w-]+)"', answer.text)
    assert found, answer.text
    return found[1]


def log_in(browser: Browser, username: str = "olive", password: str = signed.PASSWORD, to: str = "/") -> Answer:
    form = form_of(browser.ask("/login"))
    return browser.ask("/login", "POST", form=form, username=username, password=password, to=to)


def test_the_demo_clinic_needs_no_account_until_there_is_an_owner(app: Starlette) -> None:
    assert SECRET in Browser(app).ask("/condition").text
    signed.make_owner()
    assert (Browser(app).ask("/").status, Browser(app).ask("/").headers["location"]) == (303, "/login")
    assert SECRET not in Browser(app).ask("/condition").text


def test_whoever_signs_in_gets_a_cookie_no_script_can_read_and_no_other_site_can_use(
    owner: int, app: Starlette
) -> None:
    browser = Browser(app)
    answer = log_in(browser, to="/condition?measure=nprs")
    assert (answer.status, answer.headers["location"]) == (303, "/condition?measure=nprs")
    (cookie,) = [one for one in answer.cookies if one.startswith("sid=")]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; ")) and "Secure" not in cookie
    assert SECRET in browser.ask("/condition").text
    assert SECRET not in Browser(app).ask("/condition").text


@pytest.mark.parametrize("said", ["x-forwarded-proto", "setting"])
def test_behind_a_server_that_encrypts_every_cookie_is_secure(
    owner: int, app: Starlette, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if said == "setting":
        monkeypatch.setenv("CLINIC_BEHIND_TLS", "https://outcomes.example")
        assert Browser(app).ask("/login").status == 403, "a browser that came around that server is not served"
        assert Browser(app).ask("/health").text == "up"
    browser = Browser(app, more={"x-forwarded-proto": "https"})
    answers = [browser.ask("/login"), log_in(browser)]
    cookies = [cookie for answer in answers for cookie in answer.cookies]
    assert len(cookies) >= 3 and all("Secure" in cookie for cookie in cookies)
    assert all("strict-transport-security" in answer.headers for answer in answers)


@pytest.mark.parametrize(("username", "password"), [("olive", "not the password"), ("nobody", signed.PASSWORD)])
def test_an_unknown_name_and_a_wrong_password_are_told_the_same(
    owner: int, app: Starlette, username: str, password: str
) -> None:
    answer = log_in(Browser(app), username, password)
    assert answer.status == 401
    assert re.findall(r'class="wrong"[^>]*>([^<]*)<', answer.text) == [WRONG]
    assert password not in answer.text


@pytest.mark.parametrize("username", ["olive", "nobody"])
def test_too_many_tries_have_to_wait_and_are_told_how_long(owner: int, app: Starlette, username: str) -> None:
    browser = Browser(app)
    statuses = [log_in(browser, username, f"wrong {number}").status for number in range(5)]
    assert statuses == [401] * 5
    answer = log_in(browser, username, signed.PASSWORD)
    assert answer.status == 429
    assert re.search(r"That was wrong too often\. Please wait [1-4] seconds?, then try again\.", answer.text)


@pytest.mark.parametrize("form", ["", "x" * 43])
def test_a_form_that_is_not_ours_is_refused(owner: int, app: Starlette, form: str) -> None:
    browser = Browser(app)
    browser.ask("/login")
    answer = browser.ask("/login", "POST", form=form, username="olive", password=signed.PASSWORD)
    assert answer.status == 403 and "press the button once more" in answer.text
    assert "sid" not in browser.jar
    bare = Browser(app)
    assert bare.ask("/login", "POST", form="", username="olive", password=signed.PASSWORD).status == 403


def test_a_page_asked_for_without_a_sign_in_is_there_after_it(owner: int, app: Starlette) -> None:
    answer = Browser(app, more={"accept": "text/html"}).ask("/condition", query="measure=nprs&x=<b>")
    assert answer.status == 401 and 'name="to" value="/condition?measure=nprs&amp;x=' in answer.text
    assert 'http-equiv="refresh"' not in answer.text
    other = Browser(app, more={"accept": "text/html", "sec-fetch-site": "cross-site"}).ask("/condition")
    assert 'http-equiv="refresh"' in other.text, (
        "from another site the browser leaves its cookie at home: it asks again"
    )


@pytest.mark.parametrize(
    ("place", "safe"),
    [("/condition?x=1", "/condition?x=1"), ("//evil.example", "/"), ("https://evil.example", "/"),
     ("/\\evil.example", "/"),
     ("/a\r\nset-cookie: x", "/"), ("", "/"), ("/login", "/"), ("/first", "/")],
)  # fmt: skip
def test_a_sign_in_leads_nowhere_else(place: str, safe: str) -> None:
    assert safe_place(place) == safe


def test_every_answer_carries_the_rules_for_the_browser(owner: int, app: Starlette) -> None:
    inside = Browser(app)
    log_in(inside)
    for browser in (Browser(app), inside, Browser(app, jar={"patient_lock": "t" * 32})):
        for path in (
            "/",
            "/login",
            "/health",
            "/condition",
            "/media/x",
            "/first",
            "/join/" + "t" * 32,
            "/tablet/x",
            "/broken",
        ):
            answer = browser.ask(path)
            assert set(answer.headers) >= ALWAYS, path
            assert "no-store" in answer.headers["cache-control"]
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_an_error_is_told_without_its_words(owner: int, app: Starlette, caplog: pytest.LogCaptureFixture) -> None:
    browser = Browser(app)
    log_in(browser)
    answer = browser.ask("/broken")
    assert answer.status == 500 and "P-0042" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_the_policy_lets_streamlits_own_script_run_and_no_other() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(inline) == 1
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    script = next(part for part in shield.POLICY.split("; ") if part.startswith("script-src"))
    assert script == f"script-src 'self' 'sha256-{digest}'"


def test_health_is_down_when_the_records_cannot_be_opened(
    app: Starlette, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Browser(app).ask("/health").text == "up"
    monkeypatch.setenv("CLINIC_DATABASE", f"sqlite:///{own_home.parent}")
    answer = Browser(app).ask("/health")
    assert (answer.status, answer.text) == (503, "down")
    closed = Browser(app).ask("/condition")
    assert closed.status == 503 and str(own_home.parent) not in closed.text


def test_nothing_of_the_words_of_a_form_is_a_tag(owner: int, app: Starlette) -> None:
    answer = log_in(Browser(app), "<script>alert(1)</script>", "x" * 12)
    assert "<script" not in answer.text and "&lt;script&gt;" in answer.text
    assert sign_in_page.waiting(300) == "That was wrong too often. Please wait 5 minutes, then try again."


def test_the_records_of_this_test_are_its_own(app: Starlette, clinic_store: Store) -> None:
    assert stores.own().url == clinic_store.url
