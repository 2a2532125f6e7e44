"""A filter change to repainted charts on Effectiveness, in a browser, against constant data laid out alike."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import clinics
from benchmarks.podiatrist import served
from benchmarks.starting import FLAGS, OURS, alone, browser_path
from benchmarks.timing import Result, in_turns
from data import demo
from data.catalogue import load_catalogue
from data.ledger import Ledger
from data.store import open_store
from reports.access import OWNER, Viewer
from reports.desk import open_report
from reports.filters import Filters

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHARTS = ("effectiveness", "classes", "bounds")
SMALL = 10_000
CONSTANT = """import json
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def kept():
    return [[go.Figure(one) for one in case] for case in json.loads(Path({figures!r}).read_text(encoding="utf-8"))]


st.set_page_config(layout="wide")
with st.sidebar:
    case = st.selectbox("Case", ["A", "B"])
st.title("Constant")
st.markdown("##### A sentence that stays")
for column in st.columns(4):
    column.metric("Figure", "1.0")
st.dataframe(pd.DataFrame({{"n": range(10), "mean": range(10)}}), key="table")
for place, figure in enumerate(kept()["AB".index(case)]):
    st.header("A chart")
    st.caption("A question")
    st.plotly_chart(figure, theme=None, key=f"chart-{{place}}")
"""
# The pages let no script be made from text, which is how it is waited for here.
WINDOW: Any = {"viewport": {"width": 1440, "height": 2400}, "bypass_csp": True}
DRAWN = """() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= 3
  && document.querySelector('[data-testid=stApp]').getAttribute('data-test-script-state') === 'notRunning'"""
SEEN = "() => [...document.querySelectorAll('.js-plotly-plot')].map(one => one.textContent)"
CHANGED = """before => {
  const now = [...document.querySelectorAll('.js-plotly-plot')].map(one => one.textContent);
  return now.length === before.length && now.every((text, place) => text !== before[place]);
}"""


def run(folder: Path, sizes: tuple[int, ...], rounds: int) -> list[Result]:
    """The clinic of each end of *sizes* and the constant page, all open at once, asked in turns.

    Twice *rounds* views are needed that nobody asked for yet, and there are seven podiatrists: at most three rounds.
    """
    browser = browser_path()
    if not browser:
        return []
    small, large = min(SMALL, sizes[-1]), sizes[-1]
    homes = {size: _home(folder, size) for size in {small, large}}
    bare = folder / "constant.py"
    bare.write_text(CONSTANT.format(figures=str(_figures(homes[large]))), encoding="utf-8")
    from playwright.sync_api import sync_playwright

    with ExitStack() as open_until_done:
        enter = open_until_done.enter_context
        at = {size: enter(served(OURS, CLINIC_HOME=str(home))) for size, home in homes.items()}
        bare_at = enter(served(alone(bare)))
        chromium = enter(sync_playwright()).chromium.launch(executable_path=browser, args=FLAGS)
        enter(chromium)
        page = {size: _opened(chromium.new_page(**WINDOW), at[size]) for size in at}
        still = _opened(chromium.new_page(**WINDOW), bare_at)
        name, readings = "Filter change to repainted charts, Effectiveness", f"{large:,} readings"
        found = [
            in_turns(
                name, readings, lambda: _narrowed(page[large]), "a page of constant data and as many charts",
                lambda: _switched(still), rounds,
            )
        ]  # fmt: skip
        if large > small:
            job, other = (_again(page[size]) for size in (large, small))
            found.append(in_turns(name, readings, job, f"the same with {small:,} readings", other, rounds))
    return found


def _home(folder: Path, readings: int) -> Path:
    """A folder of records whose invented clinic has so many readings: it opens without an account."""
    home = folder / f"repainting-{readings}"
    with open_store(f"sqlite:///{home / 'demo.db'}", load_catalogue()) as store:
        Ledger(store, load_catalogue(), "benchmark", clinics.UNTIL).load_demo(clinics.rows(readings))
    return home


def _figures(home: Path) -> Path:
    """The charts of the page without a filter and with one, as JSON."""
    catalogue, owner, place = demo.catalogue(), Viewer("benchmark", OWNER), home.parent / "figures.json"
    with open_store(f"sqlite:///{home / 'demo.db'}", load_catalogue()) as store:
        cases = [
            [open_report(name, store, catalogue, owner, filters).figure for name in CHARTS]
            for filters in (Filters(), Filters(side=("left",)))
        ]
    kept = [[json.loads(one.to_json()) for one in case if one is not None] for case in cases]
    place.write_text(json.dumps(kept), encoding="utf-8")
    return place


def _opened(page: Page, at: str) -> Page:
    page.goto(at)
    page.wait_for_function(DRAWN, timeout=300_000)
    return page


def _again(page: Page) -> Callable[[], float]:
    return lambda: _narrowed(page)


def _narrowed(page: Page) -> float:
    """One more podiatrist in the filter: a view that nobody has asked for yet."""
    page.get_by_test_id("stSidebar").get_by_label("Podiatrist").click()
    return _until_repainted(page)


def _switched(page: Page) -> float:
    """The other of the two cases."""
    page.get_by_test_id("stSidebar").get_by_label("Case").click()
    return _until_repainted(page, "[aria-selected=false]")


def _until_repainted(page: Page, which: str = "") -> float:
    """Press the first option that is not chosen; seconds until every chart says something else."""
    option = page.locator(f"[role=option]{which}").filter(has_not_text="Select all").first
    option.wait_for(timeout=60_000)
    before = page.evaluate(SEEN)
    begun = time.perf_counter()
    option.click()
    page.wait_for_function(CHANGED, arg=before, timeout=120_000)
    taken = time.perf_counter() - begun
    page.keyboard.press("Escape")
    page.wait_for_function(DRAWN, timeout=120_000)
    return taken
