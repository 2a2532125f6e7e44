"""Charts of change: forest, class bars, individual changes, change over time, the two kinds of change."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from charts import theme, words
from charts.class_bars import class_bars
from charts.forest import forest
from charts.individual import binned, individual
from charts.period_line import period_line
from charts.two_changes import two_changes
from tests.charts.written import marked, notes


def key(figure) -> list[str]:
    parts = [*figure.data, *figure.layout.shapes]
    return [part.name for part in parts if part.showlegend and part.name]


def under(figure) -> list[str]:
    """n under the points of the chart over time, from the first to the last."""
    found = [note for note in figure.layout.annotations if note.text != "<b>n</b>"]
    assert [note.x for note in found] == list(figure.data[0].x)
    return [note.text for note in found]


def test_forest_lays_out_the_numbers_of_the_frame(groups, pain, important, error):
    figure = forest(groups, pain, important, error)
    dots = figure.data[0]
    assert list(dots.x) == [2.4, 1.1, 3.05, -0.2]
    assert list(dots.x + dots.error_x.array) == pytest.approx([2.8, 2.0, 3.6, 0.9])
    assert list(dots.x - dots.error_x.arrayminus) == pytest.approx([2.0, 0.2, 2.5, -1.3])
    assert list(dots.y) == [0, -1, -2, -4]
    assert figure.layout.yaxis.ticktext[0] == "Plantar heel<br>pain"
    assert figure.layout.yaxis.ticktext[3] == "&lt;b&gt;x &amp; y"
    assert "118 of 164 eligible courses of care" in dots.hovertext[0]
    assert "2.4 (95 % CI 2.0 to 2.8) points" in dots.hovertext[0]


def test_forest_says_direction_and_keeps_half_the_scale(groups, pain):
    axis = forest(groups, pain).layout.xaxis
    assert axis.title.text == "Mean change in pain 0-10<br>(points; right of 0 is better)"
    assert tuple(axis.range) == (-5, 5)
    wide = groups.assign(ci_high=groups["ci_high"].replace(3.6, 7.0))
    assert tuple(forest(wide, pain).layout.xaxis.range) == (-5, 5)


def test_forest_says_n_beside_every_row(groups, pain):
    said = notes(forest(groups, pain))
    assert [text for text in said if "of " in text][:4] == [
        "<b>118</b><br>of 164", "<b>41</b><br>of 60", "<b>77</b><br>of 101", "<b>23</b><br>of 40",
    ]  # fmt: skip
    assert said.count(words.HIDDEN) == 1


def test_forest_draws_thresholds_with_their_source(groups, pain, important, error):
    figure = forest(groups, pain, important, error)
    band, zero, line = figure.layout.shapes
    assert (band.type, band.x0, band.x1, band.layer) == ("rect", -1.33, 1.33, "below")
    assert (zero.x0, zero.x1) == (0, 0)
    assert (line.x0, line.x1, line.line.dash) == (2, 2, "dash")
    assert key(figure) == [
        "Measurement error: ±1.33 points<br>(PMID 29731662)",
        "Important change: 2 points<br>(Hrvatin &amp; Puh 2021)",
    ]
    assert figure.layout.meta["sources"] == [important.source, error.source]


def test_no_threshold_is_said(groups, pain):
    assert key(forest(groups, pain)) == [
        "Measurement error: none published that fits",
        "Important change: none published that fits",
    ]


def test_a_threshold_of_another_kind_is_never_drawn(groups, pain, important):
    for other in (replace(important, use="shown"), replace(important, unit="percent"), replace(important, unit="mm")):
        figure = forest(groups, pain, other)
        assert figure.layout.meta["sources"] == []
        assert [shape.x0 for shape in figure.layout.shapes] == [0]


def test_a_row_without_anybody_says_so(groups, pain):
    nobody = groups.assign(mean_change=groups["mean_change"].replace(2.4, float("nan")))
    assert words.NOBODY in notes(forest(nobody, pain))


def test_class_bars_show_five_classes_and_always_worse(groups, pain):
    figure = class_bars(groups, pain)
    bars = marked(figure)
    assert [trace.name for trace in bars] == list(theme.CLASS_WORDS.values())
    assert [trace.marker.color for trace in bars] == list(theme.CLASS_COLOURS.values())
    assert list(bars[-1].x) == [4, 0, 2, 4]
    assert figure.layout.barnorm == "percent"
    assert tuple(figure.layout.xaxis.range) == (0, 100)
    assert "<b>0</b> worse<br>of 41" in notes(figure)
    assert "Within error: 28 of 118" in figure.data[3].hovertext[0]
    assert words.HIDDEN in notes(figure)


def test_the_key_leaves_out_a_class_nobody_can_be_in_but_never_worse(groups, pain):
    rom = groups.head(3).assign(improved_both=0, improved_important=0, worse=0)
    shown = [trace.name for trace in class_bars(rom, pain).data if trace.showlegend]
    assert shown == ["Improved beyond error only", "Within error", "Worse"]


def test_class_bars_without_any_class_say_why(groups, pain):
    columns = ["improved_both", "improved_important", "improved_error", "within_error", "worse"]
    figure = class_bars(groups.head(1).assign(**dict.fromkeys(columns, 0)), pain)
    assert notes(figure) == [words.UNCLASSED]


def test_individual_is_one_bar_per_course_in_its_class_colour(changes, pain, important, error):
    figure = individual(changes, pain, important, error)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert sum(len(trace.x) for trace in bars) == 118
    assert [trace.marker.color for trace in bars] == [
        theme.CLASS_COLOURS[name] for name in ("improved beyond both", "within error", "worse")
    ]
    assert sorted(place for trace in bars for place in trace.x) == list(range(1, 119))
    assert figure.layout.xaxis.title.text.endswith("(n = 118)")
    assert "above 0 is better" in figure.layout.yaxis.title.text
    assert [shape.y0 for shape in figure.layout.shapes] == [-1.33, 0, 2]


def test_individual_without_a_class_is_still_drawn(changes, pain):
    figure = individual(changes.assign(cls=pd.Categorical([None] * 118, categories=["worse"])), pain)
    assert figure.data[0].name == f"{words.UNCLASSED}: 118"


def test_binned_stands_each_bar_on_its_bin(bins, pain, important, error):
    figure = binned(bins, pain, important, error)
    bars = figure.data[0]
    assert list(bars.x - bars.width / 2) == bins["bin_low"].tolist()
    assert list(bars.y) == bins["n"].tolist()
    assert figure.layout.yaxis.title.text == "Courses of care (n = 490)"
    assert figure.layout.xaxis.title.text == "Change in pain 0-10<br>(points; right of 0 is better)"
    assert figure.layout.shapes[-1].x0 == 2


def test_period_line_breaks_at_a_hidden_month_and_shows_n(by_period, pain):
    figure = period_line(by_period, pain)
    line, eligible, counted = figure.data
    assert line.connectgaps is False
    assert line.y[5] != line.y[5]
    assert len(counted.x) == 19
    assert list(counted.y)[:2] == [14, 15]
    assert list(eligible.y)[:2] == [23, 24]
    assert counted.text is None
    assert under(period_line(by_period.head(4), pain)) == ["14", "15", "16", "17"]
    assert under(figure) == [*map(str, range(14, 19)), "–", *map(str, range(20, 34))]
    assert [shape.name for shape in figure.layout.shapes if shape.showlegend] == ["Hidden: fewer than 10"]
    assert tuple(figure.layout.yaxis.range) == (-5, 5)
    assert "16 followed up, 23 eligible" in line.hovertext[0]


def test_period_line_sorts_by_time(by_period, pain):
    assert list(period_line(by_period.iloc[::-1], pain).data[0].x) == list(period_line(by_period, pain).data[0].x)


def test_two_changes_are_never_in_one_axis(two_kinds, pain):
    figure = two_changes(two_kinds, pain)
    immediate, carried = figure.data
    assert (immediate.xaxis, immediate.yaxis, carried.xaxis, carried.yaxis) == ("x", "y", "x2", "y2")
    assert tuple(figure.layout.yaxis.range) == tuple(figure.layout.yaxis2.range) == (-5, 5)
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]
    assert figure.layout.xaxis.ticktext[0] == "<b>1</b><br>296"
    assert figure.layout.xaxis2.ticktext[11] == "<b>12</b><br>–"
    assert re.match("<b>Immediate change</b>", notes(figure)[0])
    assert notes(figure).count(words.HIDDEN) == 2
    assert all("above 0 is better" in axis.title.text for axis in (figure.layout.yaxis, figure.layout.yaxis2))


def test_period_line_names_the_year_once_and_at_most_eight_periods(by_period, pain):
    ticks = period_line(by_period, pain).layout.xaxis.ticktext
    assert ticks == ("Jan<br>2025", "Apr", "Jul", "Oct", "Jan<br>2026", "Apr", "Jul")
    assert period_line(by_period.head(1), pain).layout.xaxis.ticktext == ("Jan<br>2025",)


def test_a_row_whose_classes_are_too_small_says_so_and_not_that_there_is_no_threshold(groups, pain):
    blanked = (
        groups.head(1)
        .assign(
            hidden=False,
            n=24.0,
            **dict.fromkeys(("improved_both", "improved_important", "improved_error", "within_error", "worse")),
        )
        .astype(
            {
                "improved_both": float,
                "improved_important": float,
                "improved_error": float,
                "within_error": float,
                "worse": float,
            }
        )
    )
    assert words.CLASSES_HIDDEN in notes(class_bars(blanked, pain))
    assert words.UNCLASSED not in notes(class_bars(blanked, pain))
    assert words.CLASSES_HIDDEN in notes(class_bars(blanked.assign(unclassed=float("nan")), pain))


def test_a_row_nobody_of_which_was_classed_says_that_there_is_no_threshold(groups, pain):
    columns = dict.fromkeys(("improved_both", "improved_important", "improved_error", "within_error", "worse"))
    blank = groups.head(1).assign(hidden=False, n=24, **columns).astype(dict.fromkeys(columns, float))
    assert notes(class_bars(blank.assign(unclassed=24), pain)) == [words.UNCLASSED]
    assert words.CLASSES_HIDDEN in notes(class_bars(blank.assign(unclassed=4), pain))
