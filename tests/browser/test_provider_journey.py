"""Somebody invited to a provider, in a real browser: in with its word, out at the next click, a copy worth nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accounts import become_owner, is_out_at_the_next_click
from tests.browser.conftest import PATIENCE, Dashboard, is_local, keys_of, started
from tests.browser.steps import grave, settle, visit
from tests.views import mock_provider
from tests.views.mock_provider import CLIENT, SECRET, Provider

pytestmark = pytest.mark.browser


@pytest.fixture
def provider() -> Iterator[Provider]:
    with mock_provider.running() as one:
        yield one


@pytest.fixture
def clinic(tmp_path: Path, demo_file: Path, provider: Provider) -> Iterator[Dashboard]:
    home = tmp_path / "home"
    home.mkdir()
    (home / "demo.db").write_bytes(demo_file.read_bytes())
    keys_of(home).mkdir()
    listed = f'[ours]\ntitle = "Ours"\nissuer = "{provider.issuer}"\nclient_id = "{CLIENT}"\nsecret_variable = "OURS"\n'
    (keys_of(home) / "providers.toml").write_text(listed)
    with started(home, tmp_path / "log.txt", OURS=SECRET) as running:
        yield running


def check_reads_well(page: Page) -> None:
    """Nothing that axe-core calls serious, and nothing beyond the right edge, on a desk and on a phone."""
    for width, height in ((390, 844), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert grave(page) == [], (page.url, width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)


def test_from_the_invitation_over_the_provider_to_being_shut_out(
    clinic: Dashboard, page: Page, browser: Browser, provider: Provider
) -> None:
    become_owner(page, clinic)
    visit(page, clinic, "team")
    page.get_by_label("Name", exact=True).fill("Ann Lin")
    page.get_by_label("User name", exact=True).fill("ann")
    page.get_by_label("User name", exact=True).press("Tab")
    settle(page)
    for label, choice in (("Role", "Marketing"), ("They sign in with", "Ours")):
        page.get_by_label(label).last.click()
        page.get_by_role("option", name=choice).click()
        settle(page)
    check_reads_well(page)
    page.get_by_role("button", name="Make the invitation").click()
    link = re.search(r"http://\S+/join/[\w-]+", page.get_by_test_id("stCode").inner_text())
    assert link and provider.asked == []
    context = browser.new_context()
    ann = context.new_page()
    ann.set_default_timeout(PATIENCE * 1000)
    outside: list[str] = []
    mine = (provider.issuer,)
    ann.on("request", lambda asked: None if is_local(asked.url) or asked.url.startswith(mine) else outside.append("x"))
    ann.goto(link[0])
    check_reads_well(ann)
    ann.get_by_role("link", name="Go on to Ours").click()
    ann.get_by_role("button", name="I am Ann").click()
    expect(ann.get_by_role("heading", name="Are our patients getting better?")).to_be_visible()
    settle(ann)
    copied = context.cookies()
    assert not [one for one in copied if one["name"] == "clinic_with"]
    visit(ann, clinic, "my_account")
    expect(ann.get_by_text("You sign in with Ours and have no password here.")).to_be_visible()
    ann.get_by_role("button", name="Sign out", exact=True).click()
    expect(ann.get_by_role("heading", name="Please sign in")).to_be_visible()
    context.add_cookies(copied)  # type: ignore[arg-type]
    assert context.request.get(f"{clinic.url}/methods", max_redirects=0).status == 401
    ann.goto(f"{clinic.url}/login?to=/methods")
    check_reads_well(ann)
    ann.get_by_role("link", name="Sign in with Ours").click()
    ann.get_by_role("button", name="I am Ann").click()
    ann.wait_for_url(f"{clinic.url}/methods")
    settle(ann)
    page.get_by_role("button", name="I have passed it on").click()
    settle(page)
    page.locator('[class*="st-key-person-"]').filter(has_text="Ann Lin").get_by_role("button", name="Change").click()
    page.get_by_role("button", name="Do not let them sign in any more").click()
    expect(page.get_by_text("Ann Lin may not sign in any more.")).to_be_visible()
    is_out_at_the_next_click(ann, "Exports")
    ann.goto(f"{clinic.url}/login")
    ann.get_by_role("link", name="Sign in with Ours").click()
    ann.get_by_role("button", name="I am Ann").click()
    expect(ann.get_by_text("You could not be signed in with Ours.")).to_be_visible()
    check_reads_well(ann)
    context.close()
    assert outside == []
