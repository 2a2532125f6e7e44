"""Many people at once: raw clients that change a filter, think, and change it again, as browsers would ask.

A client speaks Streamlit's own protocol over a websocket and counts the time from its click to the end of the run,
with every chart of the page sent. What a browser then needs to paint is measured elsewhere (`benchmarks.podiatrist`).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol

from benchmarks import clinics
from benchmarks.podiatrist import served
from benchmarks.starting import OURS, alone
from benchmarks.timing import Result
from data.catalogue import load_catalogue
from data.ledger import Ledger
from data.store import open_store

THINK = 5.0  # seconds between two clicks of one person, on average
FLOOR = "import streamlit as st\n\nst.title('Empty')\nst.selectbox('Measured at', ['a', 'b', 'c'])\n"


@dataclass
class Seen:
    """What all the people of one run saw: seconds per click, runs that failed, and the server's own figures."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    cpu: float = 0.0
    memory: list[int] = field(default_factory=list)

    def p95(self) -> float:
        """Seconds within which 95 of 100 clicks were answered."""
        return quantiles(self.seconds, n=20)[-1]


def run(folder: Path, readings: int, people: tuple[int, ...] = (10, 25), seconds: float = 60) -> list[Result]:
    """A page with its charts against a page with nothing but the filter, for so many people at once."""
    found = []
    with served(OURS, CLINIC_HOME=str(home(folder, readings))) as at, served(floor(folder)) as bare:
        watch(at, 1, 15)  # the first look reads the records
        for number in people:
            page, nothing = watch(at, number, seconds), watch(bare, number, seconds)
            found.append(against(f"{number} people at once", f"{readings:,} readings", page, nothing))
    return found


def floor(folder: Path) -> list[str]:
    """The command that serves a page with nothing but the filter."""
    empty = folder / "viewers_floor.py"
    empty.write_text(FLOOR, encoding="utf-8")
    return alone(empty)


def against(who: str, size: str, page: Seen, nothing: Seen) -> Result:
    """What people saw of a page beside what they saw of one with *nothing* but the filter."""
    each = page.cpu / len(page.seconds)
    note = (
        f"p50 {median(page.seconds):.2f} s, {len(page.seconds)} clicks, {page.failed} failed, "
        f"{1000 * each:.0f} ms of processor each"
    )
    name, slow, quick = f"{who}, 95 of 100 clicks within", page.p95(), nothing.p95()
    return Result(name, size, slow, "a page with the filter alone", quick, slow / quick, 1, note, processor=each)


def soak(folder: Path, readings: int, minutes: float) -> str:
    """25 people for so many minutes: how many runs failed, how slow, and how the memory grew after the first tenth."""
    with served(OURS, CLINIC_HOME=str(home(folder, readings))) as at:
        seen = watch(at, 25, 60 * minutes)
    early, late = (median(part) / 1e6 for part in _ends(seen.memory))
    curve = ", ".join(f"{one / 1e6:.0f}" for one in seen.memory[:: max(1, len(seen.memory) // 30)])
    return (
        f"25 people for {minutes:g} minutes: {len(seen.seconds):,} clicks, {seen.failed} failed, "
        f"p95 {seen.p95():.2f} s; memory {early:.0f} MB at first, {late:.0f} MB at last ({late / early - 1:+.0%}).\n"
        f"MB over time: {curve}"
    )


def _ends(memory: list[int]) -> tuple[list[int], list[int]]:
    """The second tenth (everything is loaded by then) and the last tenth."""
    tenth = max(1, len(memory) // 10)
    return memory[tenth : 2 * tenth] or memory, memory[-tenth:]


def home(folder: Path, readings: int) -> Path:
    """A folder of records whose invented clinic has so many readings: it opens without an account."""
    place = folder / "viewers"
    with open_store(f"sqlite:///{place / 'demo.db'}", load_catalogue()) as store:
        Ledger(store, load_catalogue(), "benchmark").load_demo(clinics.rows(readings))
    return place


def watch(at: str, people: int, seconds: float, tokens: Sequence[str] = ()) -> Seen:
    """So many people on the page *at* for so long, each signed in by one of the *tokens* where there are any.

    Linux only: the server's processor and memory come from /proc.
    """
    seen = Seen()
    server = _server_of(at)
    before = _processor(server)
    cookies = [{"cookie": f"sid={token}"} for token in tokens] or [{}] * people
    asyncio.run(_everybody(at.replace("http", "ws"), cookies[:people], seconds, seen, server))
    seen.cpu = _processor(server) - before
    return seen


async def _everybody(at: str, cookies: list[dict[str, str]], seconds: float, seen: Seen, server: int) -> None:
    end = time.monotonic() + seconds
    persons = [_person(at, own, random.Random(number), end, seen) for number, own in enumerate(cookies)]  # noqa: S311
    await asyncio.gather(*persons, _memory(server, end, seen))


async def _memory(server: int, end: float, seen: Seen) -> None:
    while time.monotonic() < end:
        seen.memory.append(int(Path(f"/proc/{server}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
        await asyncio.sleep(5)


async def _person(at: str, cookie: dict[str, str], dice: random.Random, end: float, seen: Seen) -> None:
    where, protocol = f"{at}_stcore/stream", Subprotocol("streamlit")
    async with websockets.connect(where, subprotocols=[protocol], additional_headers=cookie, max_size=None) as line:
        widget, choices = await _ask(line, None)
        while time.monotonic() < end:
            await asyncio.sleep(dice.uniform(0, 2 * THINK))
            begun = time.monotonic()
            found = await _ask(line, (widget, dice.choice(choices)))
            seen.seconds.append(time.monotonic() - begun)
            seen.failed += not found[1]


async def _ask(line: websockets.ClientConnection, change: tuple[str, str] | None) -> tuple[str, list[str]]:
    """One run of the page; the filter *Measured at* and its choices. No choices when the run failed."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    if change:
        state = asked.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = change
    await line.send(asked.SerializeToString())
    widget, choices = "", []
    while True:
        told = ForwardMsg()
        told.ParseFromString(await line.recv())
        kind = told.WhichOneof("type")
        if kind == "delta" and told.delta.new_element.WhichOneof("type") == "selectbox":
            box = told.delta.new_element.selectbox
            if box.label == "Measured at":
                widget, choices = box.id, list(box.options)
        if kind == "script_finished":
            return widget, choices if told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY else []


def _server_of(at: str) -> int:
    """The process that listens at *at*."""
    port = f"{int(at.rstrip('/').rsplit(':', 1)[1]):04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    socket = next(line.split()[9] for line in lines if line.split()[1].endswith(f":{port}") and line.split()[3] == "0A")
    return next(pid for pid, name in _open_files() if name == f"socket:[{socket}]")


def _open_files() -> Iterator[tuple[int, str]]:
    for place in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            yield int(place.parts[2]), os.readlink(place)
        except OSError:
            continue


def _processor(process: int) -> float:
    """Seconds of processor it has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
