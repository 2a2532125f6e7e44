"""Which pages of the dashboard each browser has open, so that they can be cut off when it is handed to a patient."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Message, Send

MARK = "clinic_browser"  # a cookie that says only "the same browser"


class OpenPage:
    """The websocket of one open page."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._ended = False

    async def send(self, message: Message) -> None:
        """Pass a message on, until the page was cut off."""
        if not self._ended:
            self._ended = message["type"] == "websocket.close"
            await self._send(message)

    async def cut(self) -> None:
        """Close it from here; whatever is still on its way is dropped."""
        await self.send({"type": "websocket.close", "code": 1008})


class OpenPages:
    """The open pages by browser. Used by the server's own loop, and counted from anywhere."""

    def __init__(self) -> None:
        self._held: dict[str, list[OpenPage]] = {}

    @contextmanager
    def holding(self, browser: str, page: OpenPage) -> Iterator[None]:
        """Know *page* while it is open."""
        self._held.setdefault(browser, []).append(page)
        try:
            yield
        finally:
            self._held[browser].remove(page)
            if not self._held[browser]:
                del self._held[browser]

    def count(self, browser: str | None) -> int:
        """How many pages this browser has open."""
        return len(self._held.get(browser or "", ())) if browser else 0

    async def cut(self, browser: str | None) -> None:
        """Cut off every page this browser has open; those of a browser without a mark cannot be told apart."""
        for page in list(self._held.get(browser or "", ())) if browser else []:
            await page.cut()


open_pages = OpenPages()
