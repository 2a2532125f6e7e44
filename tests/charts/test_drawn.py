"""The charts as a browser draws them: on a phone and on a desk no words are cut off and none lie on others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser, Page
from plotly.offline import get_plotlyjs

from charts import theme
from charts.benefit_harm import benefit_harm
from charts.bounds_bar import bounds_bar
from charts.change_by_baseline import change_by_baseline
from charts.class_bars import class_bars
from charts.control_chart import control_chart
from charts.flow_bars import flow_bars
from charts.follow_up_bars import follow_up_bars
from charts.forest import forest
from charts.heaping_bars import heaping_bars
from charts.individual import binned, individual
from charts.missing_bars import missing_bars
from charts.natural_course import natural_course
from charts.period_line import period_line
from charts.precision_bars import precision_bars
from charts.quadrant import quadrant
from charts.session_lines import session_lines
from charts.step_curves import step_curves
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
def opened(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_content(f"<!doctype html><meta charset=utf-8><body style='margin:0'><script>{get_plotlyjs()}</script>")
    yield page
    page.close()


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
    heaped, weeks, controlled, curves, dots, lunge, good_and_bad, precision, agreed, by_baseline, missing, persisting,
):  # fmt: skip
    figures = {
        "control_chart": control_chart(controlled, marked=date(2026, 1, 1)),
        "control_chart, marked early": control_chart(controlled, marked=date(2025, 2, 1)),
        "forest": forest(groups, pain, important, error),
        "class_bars": class_bars(groups, pain),
        "session_lines": session_lines(by_session, pain, important, error, 5.85),
        "period_line": period_line(by_period, pain),
        "period_line agreed": period_line(by_period, pain, agreed[:2]),
        "bounds_bar agreed": bounds_bar(bounds, pain, agreed[2:]),
        "benefit_harm": benefit_harm(good_and_bad, pain),
        "precision_bars": precision_bars(precision, pain, 16),
        "individual": individual(changes, pain, important, error),
        "binned": binned(bins, pain, important, error),
        "flow_bars": flow_bars(flow),
        "two_changes": two_changes(two_kinds, pain),
        "bounds_bar": bounds_bar(bounds, pain),
        "change_by_baseline": change_by_baseline(by_baseline, pain),
        "missing_bars": missing_bars(missing),
        "natural_course": natural_course(
            persisting, pain, "Published, heel pain at 1 year: 80 % (74 % to 86 %; a source)"
        ),
        "heaping_bars": heaping_bars(heaped, pain),
        "follow_up_bars": follow_up_bars(groups),
        "weeks_bars": weeks_bars(weeks),
        "step_curves": step_curves(curves, pain),
        "two curves by weeks": step_curves(curves.head(26).assign(n=9999, at_risk=9998), pain, "weeks"),
        "quadrant": quadrant(dots, pain, lunge, important, error, error),
    }
    found = drawn(opened, figures, width)
    assert not found, "\n".join(found)


def periods(count: int, step: str, most: int) -> pd.DataFrame:
    """*count* periods with up to *most* courses each, some from few people, one interval past the edge."""
    n = np.linspace(3, most, count).round()
    mean = 2 + np.sin(n)
    wide = 12 / np.sqrt(n)
    at = pd.date_range("2022-10-01", periods=count, freq=step)
    return pd.DataFrame(
        {"period": at, "n": n, "patients": n, "eligible": n + 9, "followed_up": n + 2, "mean_change": mean,
         "ci_low": mean - wide, "ci_high": mean + wide}
    )  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_n_is_legible_under_however_many_periods(opened, width, pain):
    cases = [(12, "MS", 900), (17, "QS", 98), (20, "QS", 150), (42, "MS", 60), (48, "MS", 999), (60, "MS", 2000)]
    figures = {f"{count} {step}": period_line(periods(count, step, most), pain) for count, step, most in cases}
    found = drawn(opened, figures, width)
    assert not found, "\n".join(found)
    for count, step, _ in cases:
        written = opened.locator(f"[data-name='{count} {step}'] .annotation-text")
        assert written.count() == count + 1


@pytest.mark.parametrize("width", WIDTHS)
def test_marks_past_the_edge_and_a_thousand_courses_are_legible(
    opened, width, pain, important, error, groups, two_kinds, changes
):
    few, many = {"patients": 3, "ci_high": 30.0}, pd.concat([changes] * 9).sort_values("change", ascending=False)
    figures = {
        "forest": forest(groups.assign(**few), pain, important, error),
        "two_changes": two_changes(two_kinds.assign(**few), pain),
        "follow_up_bars": follow_up_bars(groups.assign(eligible=4)),
        "individual": individual(many, pain, important, error),
    }
    found = drawn(opened, figures, width)
    assert not found, "\n".join(found)
    assert opened.locator("[data-name='individual'] .bars path").count() == 0


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
