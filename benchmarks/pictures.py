"""Public pictures of the invented clinic: one with a warm browser, and a pack of sixty, against empty figures."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

from benchmarks.timing import Result, in_turns
from charts.look import Look
from charts.presets import PRESETS
from data import demo
from data.catalogue import Catalogue, load_catalogue
from data.clock import today
from data.store import demo_url
from reports import studio
from reports.access import OWNER, Viewer
from reports.drawing_job import job
from reports.render import ChromeMissing, renderer
from reports.studio_files import build
from reports.studio_pack import pack, read_pack
from reports.studio_request import Request

if TYPE_CHECKING:
    from data.store import Store

CHANNELS = ("square", "story", "wide", "website", "slide", "a4")
QUESTIONS = ("first_last", "sessions", "improved", "by_period", "measured")
CONDITIONS = ("plantar_heel_pain", "achilles_tendinopathy")
MAKER = Viewer("benchmark", OWNER)


def run(rounds: int) -> list[Result]:
    """Seconds for one picture, composed and drawn, and for a ZIP of sixty; nothing where no browser is installed."""
    catalogue = load_catalogue()
    if not demo.is_built(demo_url()):
        demo.build(demo_url())
    try:
        with demo.open_demo(catalogue) as store:
            return _measured(store, catalogue, rounds)
    except ChromeMissing:
        return []


def _measured(store: Store, catalogue: Catalogue, rounds: int) -> list[Result]:
    exports = [_prepared(store, catalogue, *pair) for pair in itertools.product(QUESTIONS, CONDITIONS)]
    listed = "".join(f'[[picture]]\nexport = "{export.code}"\n' for export in exports)
    items, empty = read_pack(listed), [_empty(name) for _ in exports for name in CHANNELS]
    build(store, catalogue, exports[0], "png")  # the browser starts before anything is measured
    return [
        in_turns(
            "One public picture as PNG, browser warm", "1080 x 1080",
            lambda: build(store, catalogue, exports[0], "png"),
            "an empty figure of that size", lambda: renderer().render(empty[0]), rounds * 4,
        ),
        in_turns(
            f"A campaign pack of {len(empty)} pictures", f"{len(CHANNELS)} channels",
            lambda: pack(store, catalogue, MAKER, items),
            f"{len(empty)} empty figures of those sizes", lambda: _drawn(empty), rounds,
        ),
    ]  # fmt: skip


def _prepared(store: Store, catalogue: Catalogue, question: str, condition: str) -> studio.Export:
    asked = Request(question, condition, str(today().year - 1), presets=CHANNELS, purpose="benchmark")
    return studio.prepare(store, catalogue, MAKER, asked)


def _empty(name: str) -> dict[str, Any]:
    import plotly.graph_objects as go

    wide, high = PRESETS[name].layout
    figure = go.Figure({"layout": {"width": wide, "height": high, "template": {}}})
    return job(figure, PRESETS[name], Look(), "png", title="Empty", alt="Empty")


def _drawn(jobs: list[dict[str, Any]]) -> float:
    begun = time.perf_counter()
    for one in jobs:
        renderer().render(one)
    return time.perf_counter() - begun
