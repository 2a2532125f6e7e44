"""Pictures without a person's browser: a Chromium of this machine, in a loop and a thread of our own.

Every caller waits on its own future, so that no picture can reach another caller. The browser starts with the first
picture, is replaced after a crash or a picture that hangs, and goes when nobody has asked for a while.
"""

from __future__ import annotations

import asyncio
import atexit
import sys
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import CancelledError
from functools import lru_cache
from typing import Any, TypeVar

from reports.drawing_files import plotly_version
from reports.render_chrome import RenderError
from reports.render_find import ChromeMissing, browser_path
from reports.render_turns import IDLE, Turns

__all__ = ["ChromeMissing", "RenderError", "Renderer", "renderer"]

T = TypeVar("T")
FORMATS = ("png", "svg", "pdf")


class Renderer:
    """Draws jobs (`reports.drawing_job.job`) from any thread.

    *timeout* is the seconds one picture may take once it is its turn, *idle* those after which the browser is closed.
    """

    def __init__(self, timeout: float = 30, idle: float = IDLE) -> None:
        self.timeout, self.idle = timeout, idle
        self._lock = threading.Lock()
        self._running: tuple[asyncio.AbstractEventLoop, threading.Thread, Turns] | None = None

    def render(self, job: Mapping[str, Any]) -> bytes:
        """The file. Raises `ChromeMissing` where there is no browser, `RenderError` for a picture that fails."""
        if job.get("format") not in FORMATS:
            raise RenderError(f"A picture is made as {', '.join(FORMATS)}, not as {job.get('format')!r}.")
        return self._wait(lambda turns: turns.draw(job))

    def version(self) -> str:
        """Which browser and which Plotly draw here: the same words mean the same pixels."""
        browser = self._wait(Turns.version)
        return f"Chromium {browser}, plotly.js {plotly_version()}"

    def close(self) -> None:
        """Close the browser and the thread; whoever still waits gets a `RenderError`. The next picture starts anew."""
        with self._lock:
            running, self._running = self._running, None
        if running is None:
            return
        loop, thread, turns = running
        asyncio.run_coroutine_threadsafe(turns.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _wait(self, ask: Callable[[Turns], Coroutine[Any, Any, T]]) -> T:
        loop, turns = self._start()
        waiting = asyncio.run_coroutine_threadsafe(ask(turns), loop)
        try:
            return waiting.result()
        except CancelledError as error:
            raise RenderError("The renderer was closed before the picture was made.") from error
        except BaseException:
            waiting.cancel()  # Ctrl+C: nobody wants this picture any more
            raise

    def _start(self) -> tuple[asyncio.AbstractEventLoop, Turns]:
        with self._lock:
            if self._running is None:
                path = browser_path()  # says what is missing before anything is started
                loop = _own_loop()
                thread = threading.Thread(target=loop.run_forever, name="pictures", daemon=True)
                thread.start()
                self._running = loop, thread, Turns(path, self.timeout, self.idle)
            loop, _, turns = self._running
            return loop, turns


@lru_cache(maxsize=1)
def renderer() -> Renderer:
    """The one of this process; closed when the program ends."""
    made = Renderer()
    atexit.register(made.close)
    return made


def _own_loop() -> asyncio.AbstractEventLoop:
    """A loop that can start programs: on Windows the web server may have chosen a kind that cannot."""
    if sys.platform == "win32":
        return asyncio.ProactorEventLoop()
    return asyncio.new_event_loop()
