"""The renderer under many callers, and when its browser dies, hangs, idles or is closed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reports.render import Renderer, RenderError, renderer
from tests.conftest import browser_path
from tests.reports.pictures import browsers, descendants, kill_browsers, picture, size, words_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def drawing() -> Iterator[Callable[..., Renderer]]:
    """Makes renderers, and closes them at the end."""
    if browser_path() is None:
        pytest.skip("needs Chromium or Chrome (or CHROME_PATH)")
    made: list[Renderer] = []

    def make(**settings: float) -> Renderer:
        made.append(Renderer(**{"timeout": 60.0, **settings}))
        return made[-1]

    yield make
    for one in made:
        one.close()


def until(true: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def hanging() -> dict[str, object]:
    """A picture whose drawing never ends: its scale asks for itself for ever."""
    job = picture("png")
    job["figure"]["data"] = [{"type": "scatter", "x": [0, 1e9], "y": [0, 1], "mode": "lines"}]
    job["figure"]["layout"]["xaxis"] = {"tickmode": "linear", "dtick": 1e-3, "range": [0, 1e9]}
    return job


def test_eight_threads_get_forty_pictures_and_each_its_own(drawing: Callable[..., Renderer]) -> None:
    made = drawing()
    wanted = {f"Picture {thread} {place}": 10 + thread * 10 + place for thread in range(8) for place in range(5)}

    def ask(thread: int) -> list[tuple[str, bytes, bytes]]:
        mine = [(words, high) for words, high in wanted.items() if words.startswith(f"Picture {thread} ")]
        return [(words, made.render(picture("svg", words, high)), made.render(picture("png", words, high)))
                for words, high in mine]  # fmt: skip

    with ThreadPoolExecutor(8) as pool:
        got = [one for part in pool.map(ask, range(8)) for one in part]
    assert len(got) == 40
    wrong = [words for words, svg, _ in got if f"{words} and plain" not in words_of(svg)]
    assert wrong == []
    assert len({png for _, _, png in got}) == 40
    alone = [(words, png) for words, _, png in got[::8] if made.render(picture("png", words, wanted[words])) != png]
    assert alone == []


def test_a_browser_killed_between_two_pictures_is_replaced(drawing: Callable[..., Renderer]) -> None:
    made = drawing()
    first = made.render(picture("png"))
    assert kill_browsers() == 1
    assert made.render(picture("png")) == first


def test_a_browser_killed_while_it_draws_costs_nobody_a_picture(drawing: Callable[..., Renderer]) -> None:
    made = drawing()
    made.render(picture("png"))
    started = threading.Event()

    def ask(place: int) -> bytes:
        started.set()
        return made.render(picture("png", f"Picture {place}", preset="a4", scale=4))

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, place) for place in range(6)]
        started.wait()
        time.sleep(0.3)
        assert kill_browsers() == 1
        failed = [one.exception() for one in asked if one.exception()]
    assert failed == []
    assert {size(one.result()) for one in asked} == {(2480, 3508)}


def test_a_picture_that_hangs_is_given_up_and_the_next_one_is_drawn(drawing: Callable[..., Renderer]) -> None:
    made = drawing(timeout=6)
    made.render(picture("png"))
    old = browsers()
    begun = time.monotonic()
    with pytest.raises(RenderError, match="longer than 6 seconds"):
        made.render(hanging())
    assert time.monotonic() - begun < 30
    assert size(made.render(picture("png"))) == (1080, 1080)
    assert until(lambda: not set(old) & set(browsers()))


def test_waiting_for_ones_turn_is_not_counted_as_hanging(drawing: Callable[..., Renderer]) -> None:
    made = drawing(timeout=20)
    with ThreadPoolExecutor(12) as pool:
        got = list(pool.map(lambda _: made.render(picture("png", preset="a4", scale=4)), range(12)))
    assert len(set(got)) == 1


def test_nothing_is_started_before_the_first_picture(drawing: Callable[..., Renderer]) -> None:
    drawing()
    assert browsers() == []


def test_an_idle_browser_goes_and_comes_back(drawing: Callable[..., Renderer]) -> None:
    made = drawing(idle=0.5)
    first = made.render(picture("png"))
    assert until(lambda: browsers() == [])
    assert made.render(picture("png")) == first


def test_closing_ends_the_browser_and_tells_those_who_wait(drawing: Callable[..., Renderer]) -> None:
    made = drawing()
    made.render(picture("png"))
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(made.render, picture("png", preset="a4", scale=4)) for _ in range(3)]
        time.sleep(0.2)
        made.close()
        errors = [one.exception() for one in asked]
    assert all(isinstance(error, RenderError) for error in errors if error)
    assert any(errors)
    assert browsers() == []
    assert size(made.render(picture("png"))) == (1080, 1080)


def test_the_program_has_one_renderer() -> None:
    assert renderer() is renderer()


def test_a_program_that_ends_takes_its_browser_along() -> None:
    if browser_path() is None:
        pytest.skip("needs Chromium or Chrome (or CHROME_PATH)")
    code = (
        "from tests.reports.pictures import picture, size, browsers\n"
        "from reports.render import renderer\n"
        "print(size(renderer().render(picture('png'))), *browsers(), flush=True)"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    said, *pids = ended.stdout.replace("(1080, 1080)", "drawn").split()
    assert (ended.returncode, ended.stderr, said, len(pids)) == (0, "", "drawn", 1)
    assert until(lambda: not Path(f"/proc/{pids[0]}").exists())
    assert not set(descendants(os.getpid())) & set(map(int, pids))
