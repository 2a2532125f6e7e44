"""The page in which a person's own browser draws: in a frame like Streamlit's, behind the front of the dashboard."""

from __future__ import annotations

import hashlib
import html
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, FrameLocator, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from charts.presets import PRESETS
from reports.drawing_page import WORDS, Download, in_script, page
from reports.render import Renderer
from reports.tickets import MadeFile, tickets
from tests.browser.steps import grave
from tests.reports.pictures import chunks, picture, size, words_of
from views.front import FRONT

SANDBOX = "allow-forms allow-modals allow-popups allow-same-origin allow-scripts allow-downloads"  # Streamlit's
NASTY = '</script><script>window.broken = true</script><img src=x onerror="window.broken = true"> & "quotes" \u2028'
PNG, SVG = Download("Download PNG", "png", 2, "Heel pain: 2026"), Download("Download SVG", "svg", 2, "Heel pain: 2026")


@dataclass
class Site:
    """A small site with our addresses and the pages of a test."""

    url: str
    pages: dict[str, str] = field(default_factory=dict)

    def framed(self, content: str) -> str:
        """The address of a page that holds *content* in a frame."""
        self.pages[name := f"framed-{len(self.pages)}"] = (
            '<!doctype html><html lang="en"><title>Outside</title><body>'
            f'<iframe title="Picture" width="800" height="900" sandbox="{SANDBOX}" srcdoc="{html.escape(content)}">'
            "</iframe></body></html>"
        )
        return f"{self.url}/{name}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Site(f"http://127.0.0.1:{port}")

    async def show(request: Request) -> HTMLResponse:
        return HTMLResponse(made.pages.get(request.path_params["name"], ""))

    app = Starlette(**FRONT | {"routes": [*FRONT["routes"], Route("/{name}", show)]})
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield made
    server.should_exit = True
    running.join(10)


@pytest.fixture
def tab(browser: Browser, site: Site) -> Iterator[Page]:
    """A tab that fails its test when it asks anybody else for anything or writes an error to its console."""
    context = browser.new_context(viewport={"width": 1000, "height": 1000}, accept_downloads=True)
    opened, wrong = context.new_page(), []
    opened.set_default_timeout(30_000)
    local = (site.url, "blob:", "data:", "about:")
    opened.on("request", lambda asked: None if asked.url.startswith(local) else wrong.append(asked.url))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert [one for one in wrong if not any(word in one for word in EXPECTED)] == []


EXPECTED = ("favicon.ico", "(Not Found)", "(Conflict)", "ERR_FAILED", "SyntaxError: Invalid font data", "OTS parsing")


@pytest.fixture
def opened(tab: Page, site: Site) -> Callable[..., FrameLocator]:
    def show(job: dict[str, Any], *downloads: Download, ticket: str = "") -> FrameLocator:
        tab.goto(site.framed(page(job, downloads or (PNG, SVG), ticket)))
        frame = tab.frame_locator("iframe")
        expect(frame.locator("#said")).to_have_text("", timeout=30_000)
        expect(frame.locator("#picture")).to_be_visible()
        return frame

    return show


def taken(tab: Page, frame: FrameLocator, label: str) -> tuple[str, bytes]:
    """The name and the bytes of the file behind a button."""
    with tab.expect_download() as waiting:
        frame.get_by_role("button", name=label).click()
    expect(frame.get_by_role("status")).to_contain_text(WORDS["saved"])
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("preset", ["square", "story", "wide"])
def test_the_picture_is_shown_in_its_true_proportion(opened: Callable[..., FrameLocator], preset: str) -> None:
    image = opened(picture("png", preset=preset)).get_by_role("img")
    box = image.bounding_box()
    wide, high = PRESETS[preset].layout
    assert box and box["width"] / box["height"] == pytest.approx(wide / high, rel=0.01)
    assert box["width"] <= 800
    assert image.get_attribute("alt") == picture("png")["alt"]


def test_the_file_is_the_one_the_renderer_makes(opened: Callable[..., FrameLocator], tab: Page, site: Site) -> None:
    frame = opened(picture("png"))
    drawing = Renderer(timeout=60)
    try:
        for label, form in (("Download PNG", "png"), ("Download SVG", "svg")):
            name, content = taken(tab, frame, label)
            assert name == f"Heel-pain-2026.{form}"
            assert content == drawing.render(picture(form))
    finally:
        drawing.close()


def test_each_button_has_its_own_size_and_paper_its_dots(opened: Callable[..., FrameLocator], tab: Page) -> None:
    job = picture("png", preset="a5")
    frame = opened(job, Download("Screen", "png", 2, "a"), Download("Print, 300 dpi", "png", 4, "b"))
    assert size(taken(tab, frame, "Screen")[1]) == (874, 1240)
    printed = taken(tab, frame, "Print, 300 dpi")[1]
    assert size(printed) == (1748, 2480)
    assert int.from_bytes(chunks(printed)["pHYs"][:4]) == round(300 / 0.0254)


def test_a_file_is_noted_with_its_own_hash_before_it_is_handed_over(
    opened: Callable[..., FrameLocator], tab: Page
) -> None:
    heard: list[MadeFile] = []
    frame = opened(picture("png"), ticket=tickets.offer(heard.append))
    assert heard == []
    for label, form in (("Download PNG", "png"), ("Download SVG", "svg")):
        content = taken(tab, frame, label)[1]
        assert heard.pop() == MadeFile(form, 2.0, 1080, 1080, hashlib.sha256(content).hexdigest())


def test_without_an_answer_of_the_register_there_is_no_file(opened: Callable[..., FrameLocator], tab: Page) -> None:
    def refuse(_: MadeFile) -> None:
        raise ValueError("DN-1 was withdrawn on 3 March 2027.")

    files: list[object] = []
    tab.on("download", lambda file: files.append(file))
    cases = [("x" * 32, WORDS["old"]), (tickets.offer(refuse), "DN-1 was withdrawn on 3 March 2027.")]
    for ticket, sentence in cases:
        frame = opened(picture("png"), ticket=ticket)
        frame.get_by_role("button", name="Download PNG").click()
        expect(frame.get_by_role("status")).to_have_text(sentence)
    tab.route("**/studio/made", lambda route: route.abort())
    frame.get_by_role("button", name="Download PNG").click()
    expect(frame.get_by_role("status")).to_have_text(WORDS["unnoted"])
    tab.unroute("**/studio/made")
    tab.context.add_cookies([{"name": "patient_lock", "value": "a-token-of-a-review", "url": tab.url}])
    frame.get_by_role("button", name="Download PNG").click()
    expect(frame.get_by_role("status")).to_have_text(WORDS["unnoted"])
    assert files == []


def test_no_word_gets_out_of_its_place(opened: Callable[..., FrameLocator], tab: Page) -> None:
    job = picture("svg", words=html.escape(NASTY, quote=False), title=NASTY, alt=NASTY)
    frame = opened(job, Download(NASTY, "svg", 2, NASTY))
    assert frame.get_by_role("img").get_attribute("alt") == NASTY
    assert frame.locator("button").inner_text().startswith("</script><script>")
    name, content = taken(tab, frame, "</script>")
    assert not re.search(r'[<>:"/\\|?*]', name)
    assert any("</script><script>" in words for words in words_of(content))
    inside = next(one for one in tab.frames if one.parent_frame)
    assert inside.evaluate("window.broken") is None
    assert inside.locator("script").count() == 4


def test_data_cannot_end_its_element() -> None:
    text = in_script({"a": NASTY + "<!--\u2029"})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"a": NASTY + "<!--\u2029"}


def test_the_same_picture_is_the_same_page() -> None:
    assert page(picture("png"), (PNG,), "t") == page(picture("png"), (PNG,), "t")


def test_a_figure_that_cannot_be_drawn_is_said(tab: Page, site: Site) -> None:
    job = picture("png") | {"faces": [{"weight": 400, "data": "AAAA"}]}
    tab.goto(site.framed(page(job, (PNG,))))
    frame = tab.frame_locator("iframe")
    expect(frame.get_by_role("status")).to_have_text(WORDS["failed"])
    expect(frame.get_by_role("button")).to_be_disabled()


def test_the_page_has_no_grave_fault_for_those_who_do_not_see_it(tab: Page, site: Site) -> None:
    site.pages["alone"] = page(picture("png"), (PNG, SVG))
    tab.goto(f"{site.url}/alone")
    expect(tab.get_by_role("img")).to_be_visible()
    expect(tab.get_by_role("group", name="Download the picture").get_by_role("button")).to_have_count(2)
    assert grave(tab) == []
