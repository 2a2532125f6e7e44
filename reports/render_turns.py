"""Whose picture is drawn when, and in which browser: a lost one is replaced, an idle one is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from reports.render_chrome import Chrome, ChromeLost, RenderError

AT_ONCE = 2  # pictures drawn side by side; each page of the browser takes about a processor
IDLE = 600.0  # seconds after the last picture; a browser holds some 700 MB


class Turns:
    """The order of the pictures. Made anywhere, used inside one loop."""

    def __init__(self, path: str, timeout: float, idle: float = IDLE) -> None:
        self._path, self._timeout, self._rest = path, timeout, idle
        self._chrome: Chrome | None = None
        self._turn, self._opening = asyncio.Semaphore(AT_ONCE), asyncio.Lock()
        self._asking: set[asyncio.Task[Any]] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._sleep: asyncio.TimerHandle | None = None

    async def draw(self, job: Mapping[str, Any]) -> bytes:
        """One picture, when it is its turn; once more in a fresh browser when the first one went away."""
        me = self._begin()
        try:
            async with self._turn:
                try:
                    return await self._drawn(job)
                except ChromeLost:
                    return await self._drawn(job)
        finally:
            self._end(me)

    async def version(self) -> str:
        """The browser's version; starts it if need be."""
        me = self._begin()
        try:
            return (await self._open()).version
        finally:
            self._end(me)

    async def close(self) -> None:
        """Let go of everything; whoever still waits is told by a cancelled future."""
        asking = list(self._asking)
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        self._drop(self._chrome)
        await asyncio.gather(*self._closing)
        if self._sleep is not None:
            self._sleep.cancel()

    async def _drawn(self, job: Mapping[str, Any]) -> bytes:
        chrome = await self._open()
        try:
            return await chrome.draw(job, self._timeout)
        except TimeoutError as error:
            self._drop(chrome)
            raise RenderError(f"The picture took longer than {self._timeout:g} seconds and was given up.") from error
        except ChromeLost:
            self._drop(chrome)
            raise

    async def _open(self) -> Chrome:
        async with self._opening:
            if self._chrome is not None and not self._chrome.alive:
                self._drop(self._chrome)
            if self._chrome is None:
                self._chrome = await Chrome.start(self._path)
            return self._chrome

    def _drop(self, chrome: Chrome | None) -> None:
        """Close *chrome* in the background, once; the next picture opens a fresh one."""
        if chrome is not None and self._chrome is chrome:
            self._chrome = None
            task = asyncio.ensure_future(chrome.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    def _begin(self) -> asyncio.Task[Any] | None:
        me = asyncio.current_task()
        if me is not None:
            self._asking.add(me)
        if self._sleep is not None:
            self._sleep.cancel()
        return me

    def _end(self, me: asyncio.Task[Any] | None) -> None:
        """The last one to leave sets the clock after which the browser is closed."""
        if me is not None:
            self._asking.discard(me)
        if not self._asking:
            self._sleep = asyncio.get_running_loop().call_later(self._rest, lambda: self._drop(self._chrome))
