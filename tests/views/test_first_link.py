"""The only door that sets a clinic up: it needs the newest link from the terminal, and goes with the first owner."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from data.clock import now
from data.ledger import Ledger
from data.ledger_people import PeopleLedger
from data.people_reads import read_people
from reports import sign_in, stores
from tests.views import signed
from tests.views.asked import form_of
from tests.views.test_tablet import SECRET, Answer, Browser

ASKED = {"display_name": "Olive Owner", "username": "olive", "password": signed.PASSWORD, "again": signed.PASSWORD}


def link() -> str:
    made = sign_in.first_link()
    assert made
    return f"/first/{made}"


def fill(browser: Browser, **other: str) -> Answer:
    return browser.ask("/first", "POST", **{"form": form_of(browser.ask("/first")), **ASKED, **other})


def owners() -> list[str]:
    return [one.username for one in read_people(stores.own()) if one.role == "owner"]


def test_the_link_opens_the_demo_clinic_and_then_the_form(front: Starlette) -> None:
    browser = Browser(front)
    opened = browser.ask(link())
    assert (opened.status, opened.headers["location"]) == (303, "/")
    assert SECRET in browser.ask("/").text
    made = fill(browser)
    assert (made.status, made.headers["location"]) == (303, "/import_records")
    assert SECRET in browser.ask("/import_records").text
    assert owners() == ["olive"]
    assert "clinic_first" not in browser.jar


def test_without_the_link_the_form_is_not_there(front: Starlette) -> None:
    browser = Browser(front)
    assert browser.ask("/first").status == 403
    assert "Open the one-time link" in browser.ask("/first").text
    browser.jar |= {"clinic_first": "t" * 43, "clinic_form": "f" * 43}
    for sent in ({"form": "f" * 43, **ASKED}, ASKED):
        assert browser.ask("/first", "POST", **sent).status in (400, 403)
    assert owners() == []


@pytest.mark.parametrize("form", [{}, {"form": ""}, {"form": "x" * 43}])
def test_a_form_that_is_not_ours_makes_nobody(front: Starlette, form: dict[str, str]) -> None:
    browser = Browser(front)
    browser.ask(link())
    browser.ask("/first")
    answer = browser.ask("/first", "POST", **form, **ASKED)
    assert answer.status == 403 and "press the button once more" in answer.text
    assert owners() == []


def test_a_newer_link_ends_an_older_one(front: Starlette) -> None:
    first, second = Browser(front), Browser(front)
    older = link()
    first.ask(older)
    newer = link()
    assert Browser(front).ask(older).status == 410
    second.ask(newer)
    assert first.ask("/first").status == 403
    assert fill(second).status == 303
    assert Browser(front).ask(newer).status == 401


def test_two_browsers_with_the_same_link_make_one_owner(front: Starlette) -> None:
    one, two = Browser(front), Browser(front)
    place = link()
    for browser in (one, two):
        browser.ask(place)
    form = form_of(two.ask("/first"))
    assert fill(one).status == 303
    late = two.ask("/first", "POST", form=form, **(ASKED | {"username": "second"}))
    assert late.status == 401 and owners() == ["olive"]


def test_the_door_is_gone_once_there_is_an_owner(front: Starlette) -> None:
    browser = Browser(front)
    place = link()
    browser.ask(place)
    signed.make_owner()
    assert sign_in.first_link() is None
    for path, method in ((place, "GET"), ("/first", "GET"), ("/first", "POST")):
        assert browser.ask(path, method).status == 401


@pytest.mark.parametrize(
    ("other", "beside"),
    [
        ({"again": "something else entirely"}, "The two are not the same"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"username": ""}, "Please fill this in"),
        ({"username": "o l"}, "user name"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(front: Starlette, other: dict[str, str], beside: str) -> None:
    browser = Browser(front)
    browser.ask(link())
    answer = fill(browser, **other)
    assert answer.status == 400 and 'aria-invalid="true"' in answer.text and beside in answer.text
    assert 'value="Olive Owner"' in answer.text and signed.PASSWORD not in answer.text
    assert owners() == []


def test_records_from_before_there_were_accounts_wait_for_their_owner(front: Starlette, catalogue: object) -> None:
    Ledger(stores.own(), catalogue, "an earlier version").add_patient("P1")  # type: ignore[arg-type]
    browser = Browser(front)
    assert browser.ask("/").headers["location"] == "/login"
    said = browser.ask("/login")
    assert "Open the one-time link" in said.text and "demo clinic" not in said.text
    assert browser.ask(link()).headers["location"] == "/first"
    assert fill(browser).status == 303


def test_an_invitation_is_used_once(front: Starlette) -> None:
    signed.make_owner()
    _, token = PeopleLedger(stores.own(), "olive").invite("kim", "Kim", "marketing", None, now())
    browser, place = Browser(front), f"/join/{token}"
    form = form_of(browser.ask(place))
    sent = {"password": signed.PASSWORD, "again": signed.PASSWORD}
    assert browser.ask(place, "POST", **sent).status == 403
    assert browser.ask(place, "POST", form=form, password="short", again="short").status == 400
    assert browser.ask(place, "POST", form=form, **sent).headers["location"] == "/login?ready"
    assert browser.ask(place).status == 410
    assert browser.ask(place, "POST", form=form, **sent).status == 410
