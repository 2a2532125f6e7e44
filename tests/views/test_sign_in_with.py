"""Signing in with a provider, whole, against one that signs for real: who gets in, and every lie that does not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from data.clock import now
from data.ledger_people import PeopleLedger
from data.people_reads import read_people
from data.store import read_audit
from reports import provider_sign_in, stores
from tests.views import mock_provider, signed
from tests.views.mock_provider import CLIENT, SECRET, Provider
from tests.views.test_tablet import SECRET as RECORDS
from tests.views.test_tablet import Answer, Browser

REFUSED = "You could not be signed in with Ours."


@pytest.fixture
def provider(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("OURS", SECRET)
    monkeypatch.setattr(provider_sign_in, "_recent", [])
    with mock_provider.running() as running:
        folder = own_home.parent / "clinic-keys"
        folder.mkdir(exist_ok=True)
        one = f'title = "Ours"\nissuer = "{running.issuer}"\nclient_id = "{CLIENT}"\nsecret_variable = "OURS"\n'
        (folder / "providers.toml").write_text(f"[ours]\n{one}\n[also]\n{one}")
        yield running


@pytest.fixture
def ann(front_owner: int, provider: Provider) -> int:
    ledger = PeopleLedger(stores.own(), "olive")
    _, token = ledger.invite("ann", "Ann", "marketing", None, now(), "ours")
    return ledger.take_identity(token, "ours", provider.issuer, "ann-1", now())


def went(browser: Browser, provider: Provider, query: str = "", subject: str = "ann-1", back: str = "ours") -> Answer:
    """From the button over the provider to the answer."""
    led = browser.ask("/sign-in/with/ours", query=query)
    assert led.status == 303, led.text
    asked = dict(parse_qsl(urlsplit(led.headers["location"]).query))
    answer = urlsplit(provider.answer(asked, subject))
    return browser.ask(answer.path.replace("ours", back), query=answer.query)


def refusals() -> list[str]:
    audit = read_audit(stores.own())
    return list(audit.loc[audit["action"] == "sign in refused", "action"])


@pytest.mark.parametrize("methods", [["client_secret_post"], ["client_secret_basic"]])
def test_whoever_is_bound_gets_in_with_our_own_sign_in(
    ann: int, front: Starlette, provider: Provider, methods: list[str]
) -> None:
    provider.methods = methods
    browser = Browser(front)
    page = browser.ask("/login")
    assert "Sign in with Ours" in page.text and provider.asked == [], "nothing is asked before the button is pressed"
    answer = went(browser, provider, "to=%2Fmethods")
    assert answer.status == 200 and 'content="0; url=/methods"' in answer.text
    (cookie,) = [one for one in answer.cookies if one.startswith("sid=")]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert RECORDS in browser.ask("/methods").text and "clinic_with" not in browser.jar


def test_what_the_browser_is_sent_with(ann: int, front: Starlette, provider: Provider) -> None:
    led = Browser(front).ask("/sign-in/with/ours")
    asked = dict(parse_qsl(urlsplit(led.headers["location"]).query))
    assert asked["redirect_uri"].startswith("http://127.0.0.1:") and asked["redirect_uri"].endswith(
        "/sign-in/back/ours"
    )
    assert (asked["response_type"], asked["scope"], asked["prompt"]) == ("code", "openid", "login")
    assert asked["code_challenge_method"] == "S256" and len(asked["state"]) >= 43 and len(asked["nonce"]) >= 43
    (cookie,) = [one for one in led.cookies if one.startswith("clinic_with=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/sign-in", "Max-Age=600"} <= set(cookie.split("; "))


TIMES = ("exp", "nbf", "auth_time")  # in seconds from the moment of the test
LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "another audience": {"claims": {"aud": "somebody-else"}},
    "more audiences and nobody named": {"claims": {"aud": [CLIENT, "somebody-else"]}},
    "another nonce": {"claims": {"nonce": "n" * 43}},
    "no nonce": {"claims": {"nonce": None}},
    "over": {"claims": {"exp": -3600}},
    "no end": {"claims": {"exp": None}},
    "not yet": {"claims": {"nbf": 3600}},
    "proved long ago": {"claims": {"auth_time": -3600}},
    "no subject": {"claims": {"sub": None}},
    "a number": {"claims": {"sub": 7}},
    "another key": {"lies": {"key": True}},
    "no signature": {"header": {"alg": "none"}},
    "the public key as a secret": {"header": {"alg": "HS256"}},
    "a key nobody has": {"header": {"kid": "gone"}},
    "no state": {"lies": {"answer": {"state": ""}}},
    "a made-up state": {"lies": {"answer": {"state": "s" * 43}}},
    "no code": {"lies": {"answer": {"code": ""}}},
    "a made-up code": {"lies": {"answer": {"code": "c" * 22}}},
    "an error": {"lies": {"answer": {"error": "access_denied"}}},
    "the answer of another": {"lies": {"answer": {"iss": "https://evil.example"}}},
    "no name where one is promised": {"lies": {"described": {"authorization_response_iss_parameter_supported": True}}},
}


@pytest.mark.parametrize("lie", LIES)
def test_every_lie_is_refused_in_the_same_words(ann: int, front: Starlette, provider: Provider, lie: str) -> None:
    for name, value in LIES[lie].items():
        at = {key: int(time.time()) + one for key, one in value.items() if key in TIMES and one}
        setattr(provider, name, value | at)
    browser = Browser(front)
    answer = went(browser, provider)
    assert answer.status == 401 and REFUSED in answer.text and "sid" not in browser.jar
    assert len(refusals()) == 1


def test_somebody_unknown_or_shut_out_is_refused_in_the_same_words(
    ann: int, front: Starlette, provider: Provider
) -> None:
    stranger = went(Browser(front), provider, subject="eve-9")
    (one,) = [one for one in read_people(stores.own()) if one.id == ann]
    inside = Browser(front)
    assert went(inside, provider).status == 200
    PeopleLedger(stores.own(), "olive").disable(ann, one.version)
    assert RECORDS not in inside.ask("/methods").text, "out at the next click"
    gone = went(Browser(front), provider)
    assert stranger.status == gone.status == 401 and REFUSED in stranger.text and REFUSED in gone.text
    assert len(refusals()) == 2
    with stores.own().engine.connect() as connection:
        trail = str(connection.exec_driver_sql("SELECT * FROM audit_events").all())
    assert not [word for word in ("eve-9", "ann-1", "ann@clinic.example", provider.issuer) if word in trail]


def test_an_answer_counts_once_in_one_browser_and_at_one_provider(
    ann: int, front: Starlette, provider: Provider
) -> None:
    browser, thief = Browser(front), Browser(front)
    led = browser.ask("/sign-in/with/ours")
    asked = dict(parse_qsl(urlsplit(led.headers["location"]).query))
    query = urlsplit(provider.answer(asked, "ann-1")).query
    assert thief.ask("/sign-in/back/ours", query=query).status == 401, "another browser"
    assert browser.ask("/sign-in/back/ours", query=query).status == 401, "it was used up by the first answer"
    assert went(Browser(front), provider, back="also").status == 401, "a mixed-up provider"
    assert "sid" not in browser.jar | thief.jar


def test_a_link_leads_to_the_provider_and_binds_whoever_proves_themselves(
    front_owner: int, front: Starlette, provider: Provider
) -> None:
    account, token = PeopleLedger(stores.own(), "olive").invite("kim", "Kim", "marketing", None, now(), "ours")
    browser = Browser(front)
    shown = browser.ask(f"/join/{token}")
    assert "you sign in with Ours" in shown.text and "password" not in shown.text.split("no password here")[1].lower()
    assert browser.ask("/sign-in/with/also", query=f"join={token}").status == 404
    assert went(browser, provider, f"join={token}", subject="kim-3").status == 200
    assert RECORDS in browser.ask("/methods").text
    assert browser.ask(f"/join/{token}").status == 410
    (one,) = [one for one in read_people(stores.own()) if one.id == account]
    assert (one.state, one.issuer) == ("active", provider.issuer)


def test_a_provider_that_cannot_be_reached_is_one_sentence(ann: int, front: Starlette, provider: Provider) -> None:
    for lies in ({"down": True}, {"described": {"issuer": "https://evil.example"}},
                 {"described": {"token_endpoint": "http://evil.example/token"}}):  # fmt: skip
        provider.lies = lies
        answer = Browser(front).ask("/sign-in/with/ours")
        assert answer.status == 503 and "Ours cannot be reached now." in answer.text
    assert Browser(front).ask("/sign-in/with/nobodys").status == 404


def test_another_site_begins_nothing_and_many_have_to_wait(ann: int, front: Starlette, provider: Provider) -> None:
    led = Browser(front, more={"sec-fetch-site": "cross-site"}).ask("/sign-in/with/ours")
    assert led.headers["location"] == "/login" and provider.asked == []
    statuses = [Browser(front).ask("/sign-in/back/ours", query="state=x&code=y").status for _ in range(31)]
    assert statuses == [401] * 30 + [429] and len(refusals()) == 30


def test_the_mock_is_a_provider_to_others_too(provider: Provider) -> None:
    assert httpx.get(f"{provider.issuer}/keys", trust_env=False).json()["keys"][0]["kid"] == "now"
    assert signed.PASSWORD not in str(provider.asked)
