"""Streamlit's own files are answered without a look at who asks; nothing else is, and the page foretells them."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette

from tests.views.asked import log_in
from tests.views.test_tablet import SECRET, Browser
from views import assets, gate

LINKED = re.compile(r"<([^>]+)>; rel=modulepreload")
NAMED = {
    assets.SCRIPTS + name
    for name in re.findall(r"static/js/([\w.-]+\.js)", (assets.FOLDER / "index.html").read_text(encoding="utf-8"))
}


def script(name: str) -> str:
    """The address of Streamlit's own script *name*."""
    (found,) = [one for one in assets.files() if one.startswith(f"{assets.SCRIPTS}{name}.")]
    return found


def test_a_file_of_streamlits_own_is_answered_without_looking_anybody_up(
    front_owner: int, front: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "look", lambda *_, **__: pytest.fail("somebody was looked up"))
    answer = Browser(front).ask(script("Metric"))
    assert (answer.status, answer.text) == (200, assets.files()[script("Metric")].read_text(encoding="utf-8"))
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"], "the browser keeps it"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT"])
def test_it_is_only_handed_out(front_owner: int, front: Starlette, method: str) -> None:
    assert Browser(front).ask(script("Metric"), method).status == 401


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/other.js", "/static/js/", "/static", "/static/../index.html", "/static/js/../../index.html",
        "/static/js/..%2f..%2findex.html", "//static/js/other.js", "/index.html", "/manifest.json", "/media/a.js",
    ],
)  # fmt: skip
def test_every_other_address_is_refused_as_before(front_owner: int, front: Starlette, path: str) -> None:
    answer = Browser(front).ask(path)
    assert answer.status == 401 and SECRET not in answer.text


def test_a_browser_in_a_patients_hands_and_one_that_comes_unencrypted_get_none(
    front_owner: int, front: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Browser(front, jar={"patient_lock": "t" * 32}).ask(script("Metric")).status == 303
    monkeypatch.setenv("CLINIC_BEHIND_TLS", "https://outcomes.example")
    assert Browser(front).ask(script("Metric")).status == 403


def test_what_is_wanted_early_is_whole() -> None:
    early = assets.wanted()
    at_hand = {*early, *NAMED}
    assert {one.removeprefix(assets.SCRIPTS).split(".")[0] for one in early} >= set(assets.EARLY)
    for one in early:
        text = assets.files()[one].read_text(encoding="utf-8")
        assert {assets.SCRIPTS + name for name in re.findall(r'from"\./([\w.-]+\.js)"', text)} <= at_hand, one


def test_a_page_foretells_the_largest_of_them_in_few_bytes(front_owner: int, front: Starlette) -> None:
    """nginx refuses an answer whose headers take more than 4 kB, as it comes out of its box."""
    browser = Browser(front)
    log_in(browser)
    headers = browser.ask("/condition").headers
    foretold = LINKED.findall(headers["link"])
    assert {script("PlotlyChart"), script("DataFrame")} <= set(foretold) < set(assets.wanted())
    assert len(foretold) == len(set(foretold)) == assets.MOST
    assert sum(len(name) + len(value) + 4 for name, value in headers.items()) < 4000


def test_nothing_is_foretold_but_on_a_page(front_owner: int, front: Starlette) -> None:
    stranger = Browser(front)
    assert all("link" not in stranger.ask(path).headers for path in ("/login", "/condition", "/health"))
