"""Intervals: one axis for all filters, an arrow where one runs past it, dotted where very few stand behind it."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.follow_up_bars import follow_up_bars
from charts.forest import forest
from charts.individual import binned, individual
from charts.period_line import period_line
from charts.session_lines import session_lines
from charts.two_changes import two_changes

ARROW, DOTTED = "Runs past the edge", "Interval from fewer than 5 patients"
WILD = {"mean_change": [4.0, 6.0], "ci_low": [-7.0, 5.5], "ci_high": [15.0, 6.5]}


def named(figure, name: str) -> list:
    return [trace for trace in figure.data if trace.name == name]


def test_every_chart_of_mean_change_has_the_same_axis_and_so_has_every_chart_of_single_changes(
    groups, by_period, two_kinds, changes, bins, pain, lunge
):
    for measure, edge in ((pain, 5), (lunge, 12.5)):
        wide = {"ci_high": 40.0}
        axes = [
            forest(groups.assign(**wide), measure).layout.xaxis,
            period_line(by_period.assign(**wide), measure).layout.yaxis,
            two_changes(two_kinds.assign(**wide), measure).layout.yaxis,
            two_changes(two_kinds.assign(**wide), measure).layout.yaxis2,
        ]
        single = [
            individual(changes.assign(change=changes["change"] * 5), measure).layout.yaxis,
            binned(bins.assign(bin_high=bins["bin_high"] + 30), measure).layout.xaxis,
        ]
        assert {tuple(axis.range) for axis in axes} == {(-edge, edge)}
        whole = 2 * edge if measure.bounds == "scale" else edge
        assert {tuple(axis.range) for axis in single} == {(-whole, whole)}


def test_an_interval_is_clipped_with_an_arrow_and_told_whole(groups, pain):
    figure = forest(groups.head(2).assign(**WILD), pain)
    dots = figure.data[0]
    assert list(dots.x) == [4, 5]
    assert list(dots.x + dots.error_x.array) == [5, 5]
    assert list(dots.x - dots.error_x.arrayminus) == [-5, 5]
    (arrows,) = named(figure, ARROW)
    assert list(zip(arrows.x, arrows.y, arrows.marker.symbol, strict=True)) == [
        (-5, 0, "triangle-left"), (5, 0, "triangle-right"), (5, -1, "triangle-right"),
    ]  # fmt: skip
    assert "4.0 (95 % CI −7.0 to 15.0) points" in dots.hovertext[0]
    assert dots.hovertext[1].endswith("Runs past the edge of the picture")
    assert "6.0 (95 % CI 5.5 to 6.5)" in dots.hovertext[1]


def test_an_upright_interval_too(by_period, pain):
    figure = period_line(by_period.head(2).assign(**WILD), pain)
    (arrows,) = named(figure, ARROW)
    assert list(arrows.y) == [-5, 5, 5]
    assert list(arrows.marker.symbol) == ["triangle-down", "triangle-up", "triangle-up"]
    assert list(figure.data[0].y) == [4, 5]


def test_inside_the_range_nothing_is_added(groups, by_period, two_kinds, pain):
    for figure in (forest(groups, pain), period_line(by_period, pain), two_changes(two_kinds, pain)):
        assert not named(figure, ARROW)
        assert not named(figure, DOTTED)
        assert not any("past the edge" in text for trace in figure.data for text in trace.hovertext or ())


def test_fewer_than_five_patients_are_dotted_and_said(groups, pain):
    frame = groups.head(3).assign(patients=[100, 4, 5])
    figure = forest(frame, pain)
    dots = figure.data[0]
    assert pd.isna(dots.error_x.array).tolist() == [False, True, False]
    (dotted,) = named(figure, DOTTED)
    assert (dotted.line.dash, dotted.line.width) == ("dot", 1)
    assert list(dotted.x) == [0.2, 2.0, None]
    assert list(dotted.y) == [-1, -1, None]
    assert dots.hovertext[1].endswith("Fewer than 5 patients")
    assert "Fewer" not in dots.hovertext[0] + dots.hovertext[2]


def test_courses_stand_in_where_patients_are_not_told(groups, pain):
    assert len(named(forest(groups.head(2).assign(n=[4, 5]), pain), DOTTED)[0].x) == 3


@pytest.mark.parametrize("panels", ["two_changes", "session_lines"])
def test_two_panels_or_phases_share_one_line_of_the_key(panels, two_kinds, by_session, pain):
    few = {"patients": 3, "ci_high": 30.0}
    chart, frame = {"two_changes": (two_changes, two_kinds), "session_lines": (session_lines, by_session)}[panels]
    figure = chart(frame.assign(**few), pain)
    assert figure.layout.showlegend
    for name in (DOTTED, ARROW):
        assert [trace.showlegend for trace in named(figure, name)] == [True, False]


def test_shares_from_very_few_are_dotted_too(groups):
    figure = follow_up_bars(groups.assign(eligible=groups["eligible"].replace(60, 4)))
    assert pd.isna(figure.data[0].error_x.array).tolist() == [False, True, False, False]
    assert named(figure, DOTTED)[0].x[:2] == (0.59, 0.82)
    assert figure.data[0].hovertext[1].endswith("Fewer than 5 patients")


def test_a_hidden_row_has_neither_arrow_nor_dots(groups, pain):
    hidden = groups.assign(hidden=True, patients=2, ci_high=30.0)
    figure = forest(hidden, pain)
    assert not named(figure, ARROW)
    assert not named(figure, DOTTED)
