"""The gate and the pages before it, asked as a browser asks them, around an app that would give everything away."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pyotp import TOTP, random_base32
from starlette.applications import Starlette

from data.clock import now
from data.ledger_people import PeopleLedger
from data.store import Store
from reports import stores
from tests.views import signed
from tests.views.asked import form_of, log_in
from tests.views.test_tablet import SECRET, Browser
from views import sign_in_page
from views.sign_in_page import safe_place

WRONG = "The user name or the password is not right."


def test_the_demo_clinic_needs_no_account_until_there_is_an_owner(front: Starlette) -> None:
    assert SECRET in Browser(front).ask("/condition").text
    signed.make_owner()
    assert (Browser(front).ask("/").status, Browser(front).ask("/").headers["location"]) == (303, "/login")
    assert SECRET not in Browser(front).ask("/condition").text


def test_whoever_signs_in_gets_a_cookie_no_script_can_read_and_no_other_site_can_use(
    front_owner: int, front: Starlette
) -> None:
    browser = Browser(front)
    answer = log_in(browser, to="/condition?measure=nprs")
    assert (answer.status, answer.headers["location"]) == (303, "/condition?measure=nprs")
    (cookie,) = [one for one in answer.cookies if one.startswith("sid=")]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; ")) and "Secure" not in cookie
    assert SECRET in browser.ask("/condition").text
    assert SECRET not in Browser(front).ask("/condition").text


@pytest.mark.parametrize("said", ["x-forwarded-proto", "setting"])
def test_behind_a_server_that_encrypts_every_cookie_is_secure(
    front_owner: int, front: Starlette, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if said == "setting":
        monkeypatch.setenv("CLINIC_BEHIND_TLS", "https://outcomes.example")
        assert Browser(front).ask("/login").status == 403, "a browser that came around that server is not served"
        assert Browser(front).ask("/health").text == "up"
    browser = Browser(front, more={"x-forwarded-proto": "https"})
    answers = [browser.ask("/login"), log_in(browser)]
    cookies = [cookie for answer in answers for cookie in answer.cookies]
    assert len(cookies) >= 3 and all("Secure" in cookie for cookie in cookies)
    assert all("strict-transport-security" in answer.headers for answer in answers)


@pytest.mark.parametrize(("username", "password"), [("olive", "not the password"), ("nobody", signed.PASSWORD)])
def test_an_unknown_name_and_a_wrong_password_are_told_the_same(
    front_owner: int, front: Starlette, username: str, password: str
) -> None:
    answer = log_in(Browser(front), username, password)
    assert answer.status == 401
    assert re.findall(r'class="wrong"[^>]*>([^<]*)<', answer.text) == [WRONG]
    assert password not in answer.text


@pytest.mark.parametrize("username", ["olive", "nobody"])
def test_too_many_tries_have_to_wait_and_are_told_how_long(front_owner: int, front: Starlette, username: str) -> None:
    browser = Browser(front)
    statuses = [log_in(browser, username, f"wrong {number}").status for number in range(5)]
    assert statuses == [401] * 5
    answer = log_in(browser, username, signed.PASSWORD)
    assert answer.status == 429
    assert re.search(r"That was wrong too often\. Please wait [1-4] seconds?, then try again\.", answer.text)


@pytest.mark.parametrize("form", ["", "x" * 43])
def test_a_form_that_is_not_ours_is_refused(front_owner: int, front: Starlette, form: str) -> None:
    browser = Browser(front)
    browser.ask("/login")
    answer = browser.ask("/login", "POST", form=form, username="olive", password=signed.PASSWORD)
    assert answer.status == 403 and "press the button once more" in answer.text
    assert "sid" not in browser.jar
    bare = Browser(front)
    assert bare.ask("/login", "POST", form="", username="olive", password=signed.PASSWORD).status == 403


def test_a_page_asked_for_without_a_sign_in_is_there_after_it(front_owner: int, front: Starlette) -> None:
    answer = Browser(front, more={"accept": "text/html"}).ask("/condition", query="measure=nprs&x=<b>")
    assert answer.status == 401 and 'name="to" value="/condition?measure=nprs&amp;x=' in answer.text
    assert 'http-equiv="refresh"' not in answer.text
    other = Browser(front, more={"accept": "text/html", "sec-fetch-site": "cross-site"}).ask("/condition")
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


def test_health_is_down_when_the_records_cannot_be_opened(
    front: Starlette, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Browser(front).ask("/health").text == "up"
    monkeypatch.setenv("CLINIC_DATABASE", f"sqlite:///{own_home.parent}")
    answer = Browser(front).ask("/health")
    assert (answer.status, answer.text) == (503, "down")
    closed = Browser(front).ask("/condition")
    assert closed.status == 503 and str(own_home.parent) not in closed.text


def test_nothing_of_the_words_of_a_form_is_a_tag(front_owner: int, front: Starlette) -> None:
    answer = log_in(Browser(front), "<script>alert(1)</script>", "x" * 12)
    assert "<script" not in answer.text and "&lt;script&gt;" in answer.text
    assert sign_in_page.waiting(300) == "That was wrong too often. Please wait 5 minutes, then try again."


def test_the_records_of_this_test_are_its_own(front: Starlette, clinic_store: Store) -> None:
    assert stores.own().url == clinic_store.url


def test_with_a_second_factor_the_password_alone_opens_nothing(front_owner: int, front: Starlette) -> None:
    secret = random_base32()
    ledger = PeopleLedger(stores.own(), "test")
    codes = ledger.set_totp(front_owner, secret, TOTP(secret).at(now() - timedelta(seconds=30)), now())
    browser = Browser(front)
    asked = log_in(browser, to="/methods")
    assert asked.status == 200 and "The six digits" in asked.text and "sid" not in browser.jar
    assert SECRET not in browser.ask("/methods").text
    wrong = browser.ask("/login/code", "POST", form=form_of(asked), to="/methods", code="000000")
    assert wrong.status == 401 and "That is not the code" in wrong.text and "sid" not in browser.jar
    right = browser.ask("/login/code", "POST", form=form_of(wrong), to="/methods", code=codes[0])
    assert (right.status, right.headers["location"]) == (303, "/methods")
    assert SECRET in browser.ask("/methods").text
    again = browser.ask("/login/code", "POST", form=form_of(wrong), to="/methods", code=codes[1])
    assert (again.status, again.headers["location"]) == (303, "/login"), "the password is asked for anew each time"
