"""Differences: where 0 lies, which dot is filled, who is counted, and what runs past the edge."""

from __future__ import annotations

import pandas as pd

from charts import theme
from charts.differences import HOLLOW, SOLID, differences
from data.catalogue import Measure
from tests.charts.written import notes


def _named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_a_filled_dot_lies_beyond_chance_and_a_hollow_one_does_not(looked_at: pd.DataFrame, pain: Measure) -> None:
    figure = differences(looked_at, pain)
    assert list(_named(figure, SOLID).x) == [1.4]
    assert list(_named(figure, HOLLOW).x) == [0.3, -0.2, -3.0]
    assert (_named(figure, SOLID).marker.color, _named(figure, HOLLOW).marker.color) == (theme.MAIN, theme.PAPER)


def test_the_axis_is_the_whole_scale_says_which_way_and_has_its_line_of_no_difference(
    looked_at: pd.DataFrame, pain: Measure
) -> None:
    layout = differences(looked_at, pain).layout
    assert list(layout.xaxis.range) == [-5, 5]
    assert "right of 0: those with it improved more" in layout.xaxis.title.text.replace("<br>", " ")
    assert [(line.x0, line.x1) for line in layout.shapes] == [(0, 0)]


def test_both_counts_stand_beside_each_row_and_each_kind_above_its_first(
    looked_at: pd.DataFrame, pain: Measure
) -> None:
    figure = differences(looked_at, pain)
    ticks = figure.layout.yaxis
    kinds = {text: at for text, at in zip(ticks.ticktext, ticks.tickvals, strict=True) if text.startswith("<b>")}
    assert list(kinds) == ["<b>Technique</b>", "<b>Other care</b>"]
    assert (
        kinds["<b>Technique</b>"] > ticks.tickvals[0]
        and ticks.tickvals[2] > kinds["<b>Other care</b>"] > ticks.tickvals[3]
    )
    counts = [(120, 100, 220), (90, 130, 220), ("–", "–", "–"), (130, 30, 160), (40, 50, 90)]
    said = notes(figure)
    assert said[0] == "<b>with</b> / without<br>n, together"
    assert said[-5:] == [f"<b>{had}</b> / {had_not}<br>n {n}" for had, had_not, n in counts]


def test_intervals_are_drawn_and_one_past_the_edge_is_marked(looked_at: pd.DataFrame, pain: Measure) -> None:
    figure = differences(looked_at, pain)
    bars = _named(figure, HOLLOW).error_x
    assert [round(float(at), 6) for at in bars.array] == [0.6, 0.6, 4.0]
    assert [round(float(at), 6) for at in bars.arrayminus] == [0.6, 0.6, 2.0]  # the true end lies at -7
    assert list(_named(figure, "Runs past the edge").x) == [-5]


def test_words_from_a_record_are_shown_letter_by_letter(looked_at: pd.DataFrame, pain: Measure) -> None:
    assert "&lt;b&gt;x &amp; y" in differences(looked_at, pain).layout.yaxis.ticktext


def test_nothing_beyond_chance_still_explains_the_filled_dot(looked_at: pd.DataFrame, pain: Measure) -> None:
    figure = differences(looked_at.assign(beyond_chance=False), pain)
    assert _named(figure, SOLID).showlegend and list(_named(figure, SOLID).x) == [None]
