"""The charts as a browser draws them: on a phone and on a desk no words are cut off and none lie on others."""

from __future__ import annotations

import json
import os
import shutil

import pandas as pd
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Page, sync_playwright
from plotly.offline import get_plotlyjs

from charts import theme
from charts.bounds_bar import bounds_bar
from charts.class_bars import class_bars
from charts.flow_bars import flow_bars
from charts.follow_up_bars import follow_up_bars
from charts.forest import forest
from charts.heaping_bars import heaping_bars
from charts.individual import binned, individual
from charts.period_line import period_line
from charts.session_lines import session_lines
from charts.two_changes import two_changes
from charts.weeks_bars import weeks_bars
from data.catalogue import load_catalogue

pytestmark = pytest.mark.browser
WIDTHS = (350, 390, 1440)
# Every two words that share more than a pixel, and every word that leaves its picture.
LOOK = """() => [...document.querySelectorAll(".js-plotly-plot")].flatMap(plot => {
  const edge = plot.querySelector(".main-svg").getBoundingClientRect();
  const words = [...plot.querySelectorAll("svg text")].filter(text => text.textContent.trim())
    .map(text => [text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
  const cut = words.filter(([, box]) => box.left < edge.left - 1 || box.right > edge.right + 1
    || box.top < edge.top - 1 || box.bottom > edge.bottom + 1).map(([text]) => `cut off: ${text}`);
  const over = words.flatMap(([one, a], place) => words.slice(place + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3).map(([other]) => `on one another: ${one} | ${other}`));
  return [...cut, ...over].map(found => `${plot.closest("[data-name]").dataset.name}: ${found}`);
})"""


@pytest.fixture(scope="module")
def opened():
    path = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium or Chrome (or CHROME_PATH)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking", "--no-first-run"]
        )
        page = browser.new_page()
        page.set_content(f"<!doctype html><meta charset=utf-8><body style='margin:0'><script>{get_plotlyjs()}</script>")
        yield page
        browser.close()


def drawn(page: Page, figures: dict[str, go.Figure], width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('[data-name]').forEach(old => old.remove())")
    for name, figure in figures.items():
        page.evaluate(
            """([name, figure, config]) => { const place = document.createElement("div"); place.dataset.name = name;
            const plot = place.appendChild(document.createElement("div")); document.body.append(place);
            return Plotly.newPlot(plot, figure.data, figure.layout, config).then(() => true); }""",
            [name, json.loads(figure.to_json()), theme.CONFIG],
        )
    return page.evaluate(LOOK)


def test_the_look_finds_words_on_words_and_words_cut_off(opened):
    one = {"x": 0.5, "y": 0.5, "text": "words", "showarrow": False}
    out = {
        "x": 1,
        "y": 0.2,
        "xref": "paper",
        "xanchor": "left",
        "text": "very long words that leave",
        "showarrow": False,
    }
    wrong = theme.figure([], height=300, n=0, direction="", annotations=[one, one, out])
    found = drawn(opened, {"wrong": wrong}, 350)
    assert "wrong: on one another: words | words" in found
    assert "wrong: cut off: very long words that leave" in found


@pytest.mark.parametrize("width", WIDTHS)
def test_every_chart_is_legible(
    opened, width, pain, important, error, groups, by_session, by_period, changes, bins, flow, two_kinds, bounds,
    heaped, weeks,
):  # fmt: skip
    figures = {
        "forest": forest(groups, pain, important, error),
        "class_bars": class_bars(groups, pain),
        "session_lines": session_lines(by_session, pain, important, error, 5.85),
        "period_line": period_line(by_period, pain),
        "individual": individual(changes, pain, important, error),
        "binned": binned(bins, pain, important, error),
        "flow_bars": flow_bars(flow),
        "two_changes": two_changes(two_kinds, pain),
        "bounds_bar": bounds_bar(bounds, pain),
        "heaping_bars": heaping_bars(heaped, pain),
        "follow_up_bars": follow_up_bars(groups),
        "weeks_bars": weeks_bars(weeks),
    }
    found = drawn(opened, figures, width)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_longest_names_in_the_catalogue_fit(opened, width, groups, by_session):
    known = load_catalogue()
    measure = max(known.measures.values(), key=lambda each: len(each.axis_title))
    labels = sorted((each.name for each in known.conditions.values()), key=len)[-5:]
    many = pd.concat([groups.assign(label=labels, n=groups["n"] * 10, eligible=groups["eligible"] * 10)] * 2)
    figures = {
        "forest": forest(many, measure),
        "class_bars": class_bars(many, measure),
        "follow_up_bars": follow_up_bars(many),
        "session_lines": session_lines(by_session.head(4), measure, baseline=measure.high / 2),
    }
    found = drawn(opened, figures, width)
    assert not found, "\n".join(found)
