"""One person's change at each session: two rows, one scale, never added together."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.changes import visit_changes


def test_two_rows_of_bars_on_the_same_whole_scale(visits, pain):
    figure = visit_changes(visits, pain)
    immediate, carried = figure.data
    assert (immediate.name, carried.name) == ("Immediate change", "Carried-over change")
    assert list(immediate.y) == [2, 2, 0, -1]
    assert list(carried.x) == [1, 2, 3]
    assert immediate.yaxis != carried.yaxis
    assert tuple(figure.layout.yaxis.range) == tuple(figure.layout.yaxis2.range) == (-12.5, 12.5)
    assert list(figure.layout.yaxis.tickvals) == [-10, -5, 0, 5, 10]
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]


def test_values_have_their_sign_and_a_missing_one_is_a_dash(visits, pain):
    figure = visit_changes(visits, pain)
    assert list(figure.data[0].text) == ["+2", "+2", "0", "−1"]
    dashes = [note for note in figure.layout.annotations if note.text == "–"]
    assert [(note.x, note.yref) for note in dashes] == [(4, "y2")]


def test_error_is_a_band_around_no_change_in_both_rows_and_once_in_the_key(visits, pain, error):
    figure = visit_changes(visits, pain, error)
    bands = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [(shape.y0, shape.y1, shape.showlegend) for shape in bands] == [(-1.33, 1.33, True), (-1.33, 1.33, False)]
    assert figure.layout.meta["sources"] == [error.source]
    assert not figure.layout.meta["direction"].startswith("below")


def test_pointing_tells_session_day_and_kind(visits, pain):
    dated = visits.assign(on=pd.date_range("2026-11-02", periods=4, freq="7D"))
    said = visit_changes(dated, pain).data[1].hovertext[0]
    assert said.startswith("<b>Session 1, 2 Nov 2026</b><br>+1 points, before this session to before the next")


def test_forty_sessions_have_no_numbers_on_the_bars_and_few_on_the_axis(pain):
    many = pd.DataFrame({"number": range(1, 41), "immediate": 1.0, "carried": float("nan")})
    figure = visit_changes(many, pain)
    assert figure.data[0].text is None
    assert len(figure.layout.xaxis.tickvals) <= 12


def test_order_of_rows_is_no_matter(visits, pain):
    assert visit_changes(visits.iloc[::-1], pain).to_json() == visit_changes(visits, pain).to_json()
    assert visits["number"].tolist() == pytest.approx([1, 2, 3, 4])
