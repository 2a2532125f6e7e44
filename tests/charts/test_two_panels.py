"""Pictures of two panels: benefit and harm, and how sure we can be; and the lines of what a clinic has agreed."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from charts import theme, words
from charts.benefit_harm import COLOURS, benefit_harm
from charts.bounds_bar import bounds_bar
from charts.period_line import period_line
from charts.precision_bars import precision_bars
from tests.charts.written import marked, notes


def test_benefit_and_harm_never_share_an_axis(good_and_bad, pain):
    figure = benefit_harm(good_and_bad, pain)
    above, below = marked(figure)
    assert (above.xaxis, above.yaxis, below.xaxis, below.yaxis) == ("x", "y", "x2", "y2")
    assert tuple(figure.layout.xaxis.range) == (0, 100)
    assert tuple(figure.layout.xaxis2.range) == (0, 50)
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]
    plain = [re.sub("<br>", " ", axis.title.text) for axis in (figure.layout.xaxis, figure.layout.xaxis2)]
    assert plain == [
        "Per 100 courses of care (more improved and fewer worse is better)",
        "Per 100 sessions asked (lower is better; the axis ends at 50)",
    ]


def test_benefit_and_harm_show_rates_intervals_and_counts(good_and_bad, pain):
    figure = benefit_harm(good_and_bad, pain)
    above, below = marked(figure)
    assert list(above.x) == [59.3, 37.3, 3.4]
    assert list(above.x - above.error_x.arrayminus) == pytest.approx([50.3, 29.1, 1.3])
    assert list(below.x + below.error_x.array) == pytest.approx([21.3, 0.7, 0.37])
    assert all(colour.startswith("rgba") for colour in above.marker.color)  # ink shows on it
    assert list(below.marker.line.width) == [1.5, 1.5, 0]  # nothing is drawn where nothing happened
    assert list(above.marker.line.color) == [COLOURS[kind] for kind in ("improved", "between", "worse")]
    said = notes(figure)
    for text in ("<b>59 %</b><br>70 of 118", "<b>3 %</b><br>4 of 118", "<b>18.5</b><br>150 of 812",
                 "<b>none</b> of 812<br>at most 0.4"):  # fmt: skip
        assert text in said
    assert any("asked about in 812 of 900 sessions" in text.replace("<br>", " ") for text in said)
    assert "18.5 (95 % CI 15.9 to 21.3) per 100" in below.hovertext[0]


def test_harm_past_half_has_an_arrow_and_nobody_asked_is_said(good_and_bad, pain):
    often = good_and_bad.assign(high=good_and_bad["high"].replace(21.3, 60.0))
    arrows = [trace for trace in benefit_harm(often, pain).data if trace.name == "Runs past the edge"]
    assert [(arrow.xaxis, list(arrow.x)) for arrow in arrows] == [("x2", [50.0])]
    silent = good_and_bad.copy()
    silent.loc[3:, ["n", "had"]] = 0
    silent.loc[3:, ["per_100", "low", "high", "at_most"]] = float("nan")
    said = notes(benefit_harm(silent, pain))
    assert said.count("not asked about") == 3
    assert any("asked about in 0 of 900" in text.replace("<br>", " ") for text in said)


def test_the_colours_of_harm_darken_and_stand_on_paper():
    light = [theme.luminance(COLOURS[kind]) for kind in ("mild", "significant", "serious")]
    assert light == sorted(light, reverse=True)
    assert theme.contrast(COLOURS["significant"], theme.PAPER) > 3


def test_precision_draws_todays_reach_against_the_widths_planned_for(precision, pain):
    figure = precision_bars(precision, pain)
    above, below = figure.data[:2]
    assert list(above.x[:2]) == [0.28, 0.9]
    assert above.x[2] == 2.5  # cut at the edge, a quarter of the scale
    assert list(below.x[:3]) == [5.2, 14.0, 24.0]
    assert [(line.x0, line.xref) for line in figure.layout.shapes] == [
        (1.0, "x"),
        (0.5, "x"),
        (10.0, "x2"),
        (5.0, "x2"),
    ]
    assert all(line.y0 >= figure.layout.yaxis.domain[0] for line in figure.layout.shapes[:2])
    assert all(line.y1 <= figure.layout.yaxis2.domain[1] for line in figure.layout.shapes[2:])
    said = notes(figure)
    assert "<b>±0.3</b><br>n 257" in said
    assert "n 4" in said
    assert said.count("too few yet to plan") == 2
    assert [trace.name for trace in figure.data if trace.showlegend] == ["Runs past the edge"]


def test_precision_without_a_threshold_is_not_called_too_few(precision, pain):
    unjudged = precision.assign(patients=40)
    share = unjudged["figure"] == "improved"
    unjudged.loc[share, "n"], unjudged.loc[share, "now"] = 0, float("nan")
    said = notes(precision_bars(unjudged, pain))
    assert said.count("no threshold to judge by") == unjudged.loc[share, "label"].nunique()
    assert said.count("too few yet to plan") == notes(precision_bars(precision, pain)).count("too few yet to plan") - 1


def test_precision_says_that_it_shows_the_largest_only(precision, pain):
    assert any(
        "in the 4 largest of 16 conditions" in text.replace("<br>", " ")
        for text in notes(precision_bars(precision, pain, 16))
    )
    assert not any("largest" in text for text in notes(precision_bars(precision, pain)))


def test_what_was_agreed_is_a_line_over_the_time_it_held(by_period, pain, agreed):
    figure = period_line(by_period, pain, agreed[:2])
    old, new = [shape for shape in figure.layout.shapes if (shape.name or "").startswith("Agreed")]
    assert (old.name, new.name) == ("Agreed 1 Mar 2025: 1.5 points", "Agreed 1 Oct 2025: 2 points")
    assert (old.y0, old.y1, new.y0, new.y1) == (1.5, 1.5, 2, 2)
    assert (old.x0, old.x1) == (pd.Timestamp("2025-03-01"), pd.Timestamp("2025-09-30"))
    assert new.x0 == pd.Timestamp("2025-10-01")
    assert new.x1 == pd.Timestamp(figure.layout.xaxis.range[1])
    assert old.line.color == theme.SECOND and old.showlegend
    early = by_period[by_period["period"] < "2025-02-01"]
    assert len(period_line(early, pain, agreed[:2]).layout.shapes) == len(period_line(early, pain).layout.shapes)


def test_a_share_that_was_agreed_stands_across_the_bounds(bounds, pain, agreed):
    figure = bounds_bar(bounds, pain, agreed[2:])
    (line,) = figure.layout.shapes
    assert (line.x0, line.x1, line.name) == (0.6, 0.6, "Agreed 1 Oct 2025: 60 %")
    assert figure.layout.showlegend
    assert not bounds_bar(bounds, pain).layout.shapes
    assert words.HIDDEN not in notes(figure)
