"""Five people at work in a running clinic: one of each role, going from page to page of their own."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles

from reports.access import ROLES
from tests.views import raw, wired
from tests.views.wired import Wired

THINK = 0.5  # seconds between two clicks of one person, on average; a person takes ten times as long
WRONG = b"Something went wrong"


@dataclass
class Seen:
    """Seconds for every click, and what was no answer."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def p95(self) -> float:
        """Seconds within which 95 of 100 clicks were answered."""
        return quantiles(self.seconds, n=20)[-1]

    def __str__(self) -> str:
        """One line of figures."""
        failed, clicks = len(self.failed), len(self.seconds)
        return f"{clicks} clicks of 5 people, {failed} failed, p50 {median(self.seconds):.2f} s, p95 {self.p95():.2f} s"


@contextmanager
def at_work(clinic: Wired) -> Iterator[Seen]:
    """Everybody works until the end of the block, which begins when each has seen every page of theirs twice."""
    seen, over = Seen(), threading.Event()
    ready = threading.Barrier(len(ROLES) + 1)
    people = [threading.Thread(target=_work, args=(clinic, role, ready, over, seen)) for role in ROLES]
    for person in people:
        person.start()
    try:
        ready.wait(300)
        yield seen
    finally:
        over.set()
        for person in people:
            person.join(120)
    assert not any(person.is_alive() for person in people), "a click was never answered"


def _work(clinic: Wired, role: str, ready: threading.Barrier, over: threading.Event, seen: Seen) -> None:
    dice = random.Random(role)
    try:
        with clinic.opened(role) as page:
            theirs = list(raw.pages(raw.run(page)).values())
            for mark in theirs * 2:
                raw.run(page, raw.on_page(mark))
            ready.wait(300)
            for mark in cycle(theirs):
                if over.wait(dice.uniform(0, 2 * THINK)):
                    return
                begun = time.monotonic()
                heard = raw.run(page, raw.on_page(mark))
                seen.seconds.append(time.monotonic() - begun)
                if wired.drawn(heard) != mark or WRONG in wired.told(heard):
                    seen.failed.append(f"{role}: {raw.words(heard)[:500]}")
    except Exception as error:  # the line was cut, or nothing came
        ready.abort()
        seen.failed.append(f"{role}: {error!r}")


class Memory:
    """How much more memory a process has taken at its worst since this was made. Linux only; elsewhere nothing."""

    def __init__(self, process: int) -> None:
        self._place = Path(f"/proc/{process}")
        if sys.platform == "linux":
            (self._place / "clear_refs").write_text("5")  # the worst is counted anew from here
        self._before = self._read("VmRSS")

    def grown(self) -> float:
        """MB."""
        return (self._read("VmHWM") - self._before) / 1000

    def _read(self, name: str) -> int:
        if sys.platform != "linux":
            return 0
        said = (self._place / "status").read_text().split(f"{name}:")[1].split()
        return int(said[0])
