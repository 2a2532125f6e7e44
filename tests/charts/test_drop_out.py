"""The pictures of those who stopped: three lines with their n and intervals, or dots and the median."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from charts.modelled_lines import LINES, NO_MODEL, modelled_lines
from charts.session_dots import session_dots


def traces(figure) -> dict:
    return {trace.name: trace for trace in figure.data}


def test_the_three_lines_stand_where_the_frame_has_them(stopping, pain) -> None:
    drawn = traces(modelled_lines(stopping, pain))
    for name, ((middle, *_), *_) in LINES.items():
        np.testing.assert_array_equal(drawn[name].y, stopping[middle])
    dashes = {drawn[name].line.dash for name in LINES}
    assert len(dashes) == len({drawn[name].marker.symbol for name in LINES}) == 3  # told apart without colours


def test_each_line_has_its_interval(stopping, pain) -> None:
    drawn = traces(modelled_lines(stopping, pain))
    seen = drawn["Still measured"].error_y
    np.testing.assert_allclose(seen.array[:9], 0.2)
    np.testing.assert_allclose(drawn["Only those who reached the last session"].error_y.arrayminus[:9], 0.6)
    band = drawn["95 % CI of the model"]
    rows = stopping[stopping["modelled"].notna()]
    np.testing.assert_allclose(band.y, [*rows["modelled_high"], *rows["modelled_low"][::-1]])
    assert band.fill == "toself"


def test_n_measured_and_n_still_coming_stand_under_every_session_and_the_scale_is_whole(stopping, pain) -> None:
    layout = modelled_lines(stopping, pain).layout
    assert "1639" in layout.xaxis.ticktext[0] and "1643" in layout.xaxis.ticktext[0]
    assert layout.xaxis.ticktext[-1].count("–") == 2  # hidden: a dash, not 0
    assert list(layout.yaxis.range) == [0, 10]
    assert "lower is better" in layout.yaxis.title.text


def test_a_model_that_did_not_settle_is_said_in_the_key(stopping, pain) -> None:
    blank = stopping.assign(**dict.fromkeys(("modelled", "modelled_low", "modelled_high"), np.nan))
    drawn = traces(modelled_lines(blank, pain))
    assert NO_MODEL in drawn
    assert "Model: all who began" not in drawn
    assert "95 % CI of the model" not in drawn


def test_the_hover_says_how_many_stand_behind_each_line(stopping, pain) -> None:
    drawn = traces(modelled_lines(stopping, pain))
    assert "109 courses of care" in drawn["Only those who reached the last session"].hovertext[1]
    assert "1639 courses of care" in drawn["Model: all who began"].hovertext[1]


def test_dots_grow_in_area_with_their_courses_and_the_median_is_marked(single, pain) -> None:
    figure = session_dots(single, pain)
    dots, middle = figure.data
    sizes = np.array(dots.marker.size) ** 2
    np.testing.assert_allclose(sizes / sizes[-1], single["n"])
    assert list(middle.y) == [5.0, 6.0, 4.0]
    assert [text.split("<br>")[1:] for text in figure.layout.xaxis.ticktext] == [["24", "24"], ["11", "12"], ["1", "2"]]
    assert list(figure.layout.yaxis.range) == [0, 10]


def test_a_hidden_dot_is_not_drawn(single, pain) -> None:
    hidden = single.assign(hidden=single["number"] == 3)
    hidden.loc[hidden["hidden"], ["n", "at_risk", "median", "value"]] = np.nan
    figure = session_dots(hidden, pain)
    assert len(figure.data[0].x) == 5
    assert "–" in figure.layout.xaxis.ticktext[-1]
    assert json.loads(figure.to_json())["layout"]["meta"]["n"] == 24


def test_frames_stay_as_they_were(single, pain) -> None:
    before = single.copy(deep=True)
    session_dots(single, pain)
    pd.testing.assert_frame_equal(single, before)
