"""One running Chromium and its pages. Everything here runs in the renderer's own loop."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reports.drawing_files import DRAW, PLOTLY, script
from reports.render_paper import finished, page_of, sheet_of

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route

STARTS_IN = 60  # seconds; a cold disk and a busy machine
CLOSES_IN = 5
BLANK = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pictures</title></head><body></body></html>'
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",  # the colours of the file, whatever screen this machine has
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name leads anywhere
)
FONTS_ARE_THERE = "Promise.all([...document.fonts].map(face => face.load()))"


class RenderError(ValueError):
    """A picture could not be made; the sentence says why."""


class ChromeLost(RenderError):
    """The browser went away while it was drawing."""


class Chrome:
    """A Chromium of this machine, without a network, with pages that are ready to draw."""

    def __init__(self, playwright: Playwright, browser: Browser, context: BrowserContext) -> None:
        self._playwright, self._browser, self._context = playwright, browser, context
        self._free: list[Page] = []
        self._crashed = False

    @classmethod
    async def start(cls, path: str) -> Chrome:
        """Start the browser at *path*. Raises `RenderError` when it does not start."""
        from playwright.async_api import Error, async_playwright

        playwright = await async_playwright().start()
        root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium refuses its sandbox to root
        try:
            browser = await playwright.chromium.launch(
                executable_path=path, args=list(FLAGS), chromium_sandbox=not root, timeout=STARTS_IN * 1000,
                handle_sigint=False, handle_sigterm=False, handle_sighup=False,
            )  # fmt: skip
            context = await browser.new_context(offline=True, service_workers="block", device_scale_factor=1)
        except Error as error:
            await playwright.stop()
            raise RenderError(f"The browser at {path} could not be started: {_first_line(error)}") from error
        await context.route("**/*", _refuse)
        return cls(playwright, browser, context)

    @property
    def alive(self) -> bool:
        """Whether it can still draw."""
        return self._browser.is_connected() and not self._crashed

    @property
    def version(self) -> str:
        """The browser's own version."""
        return self._browser.version

    async def draw(self, job: Mapping[str, Any], timeout: float) -> bytes:
        """One picture within *timeout* seconds, not counting those in which a new page gets ready.

        Raises `RenderError`, `TimeoutError`, and `ChromeLost` where a fresh browser may do better.
        """
        from playwright.async_api import Error

        try:
            page = self._free.pop() if self._free else await asyncio.wait_for(self._ready(), STARTS_IN)
            return await asyncio.wait_for(self._drawn(page, job), timeout)
        except Error as error:
            if not self.alive or type(error).__name__ == "TargetClosedError":
                raise ChromeLost("The browser that draws the pictures was closed.") from error
            raise RenderError(f"The picture could not be drawn: {_first_line(error)}") from error

    async def _drawn(self, page: Page, job: Mapping[str, Any]) -> bytes:
        form = "png" if job["format"] == "png" else "svg"
        plain = {name: value for name, value in job.items() if name != "paper"} | {"format": form}
        try:
            made = await page.evaluate("job => clinicDraw(job)", plain)
        except Exception:
            await _close(page)  # a page that failed is not used again
            raise
        self._free.append(page)
        if form == "png":
            return base64.b64decode(made["png"])
        return await self._printed(made["svg"], job) if job["format"] == "pdf" else made["svg"].encode()

    async def _ready(self) -> Page:
        page = await self._context.new_page()
        page.on("crash", lambda _: self._note_crash())
        await page.set_content(BLANK)
        for name in (PLOTLY, DRAW):
            await page.add_script_tag(path=script(name))
        return page

    async def _printed(self, svg: str, job: Mapping[str, Any]) -> bytes:
        page = await self._context.new_page()
        page.on("crash", lambda _: self._note_crash())
        wide, high = sheet_of(job)
        try:
            await page.set_content(page_of(svg, job))
            await page.evaluate(FONTS_ARE_THERE)
            return finished(await page.pdf(width=wide, height=high, print_background=True, tagged=True), job)
        finally:
            await _close(page)

    def _note_crash(self) -> None:
        self._crashed = True

    async def close(self) -> None:
        """Close the browser; one that does not answer goes with its driver."""
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._browser.close(), CLOSES_IN)
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._playwright.stop(), CLOSES_IN)


async def _close(page: Page) -> None:
    with contextlib.suppress(Exception):  # it may have gone with its browser
        await asyncio.wait_for(page.close(), CLOSES_IN)


async def _refuse(route: Route) -> None:
    await route.abort()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
