"""Change by first reading beside the expected fall back, and who is missing: by what is in the figures."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from charts.change_by_baseline import EXPECTED, change_by_baseline
from charts.missing_bars import missing_bars
from charts.natural_course import natural_course
from tests.charts.written import notes


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_the_points_the_expected_line_and_the_whole_scale(by_baseline, pain):
    figure = change_by_baseline(by_baseline, pain)
    points, line = named(figure, "Mean change, 95 % interval"), named(figure, EXPECTED)
    assert list(points.y)[7] == 2.7 and list(points.x)[7] == 7.0
    assert points.error_y.array[7] == pytest.approx(0.4)
    at_7 = dict(zip(line.x, line.y, strict=True))[7.0]
    assert at_7 == pytest.approx(0.8)  # r .6, mean 5: clinical reference, section 7
    assert figure.layout.xaxis.range[0] < 0 and figure.layout.xaxis.range[1] > 10
    assert list(figure.layout.yaxis.range) == [-5, 5]
    assert "lower is better" in figure.layout.xaxis.title.text and "above 0 is better" in figure.layout.yaxis.title.text
    assert line.line.dash == "dash"


def test_n_stands_under_every_shown_point_and_a_hidden_band_is_a_stripe(by_baseline, pain):
    figure = change_by_baseline(by_baseline, pain)
    under = {note.x: note.text for note in figure.layout.annotations if note.text != "<b>n</b>"}
    assert under == {float(at): f"{n:.0f}" for at, n in zip(range(1, 11), by_baseline["n"][1:], strict=True)}
    stripes = [shape for shape in figure.layout.shapes if shape.name == "Hidden: fewer than 10"]
    assert [(shape.x0 < 0, 1 <= shape.x1 < 2) for shape in stripes] == [(True, True)]


def test_without_r_and_a_mean_there_is_no_line_and_no_word_of_one(by_baseline, pain):
    figure = change_by_baseline(by_baseline.assign(expected=np.nan), pain)
    assert EXPECTED not in [trace.name for trace in figure.data]


def test_n_of_four_digits_stands_on_two_lines(by_baseline, pain):
    figure = change_by_baseline(by_baseline.assign(n=by_baseline["n"] * 10), pain)
    shifts = [note.yshift for note in figure.layout.annotations if note.text != "<b>n</b>"]
    assert len(set(shifts)) == 2 and all(one != two for one, two in pairwise(shifts))


def test_who_is_missing_has_a_point_an_interval_and_a_count_per_group(missing):
    figure = missing_bars(missing)
    points = named(figure, "Share, 95 % interval")
    assert len(points.x) == 7  # the hidden one is words
    assert points.x[-1] == pytest.approx(57 / 602)
    assert points.error_x.array[-1] == pytest.approx(0.05)
    texts = notes(figure)
    assert "57 of 602" in texts and "<b>How it was going, by visit</b>" in texts
    assert list(figure.layout.xaxis.range) == [0, 1]
    assert "lower is better" in figure.layout.xaxis.title.text.replace("<br>", " ")


def test_headings_and_rows_never_share_a_height(missing):
    figure = missing_bars(missing)
    rows = list(figure.layout.yaxis.tickvals)
    bold = [note for note in figure.layout.annotations if str(note.text).startswith("<b>")]
    headings = [note.y for note in bold]
    assert len(headings) == 3 and len({*rows, *headings}) == len(rows) + 3
    assert all(figure.layout.yaxis.range[0] < y < figure.layout.yaxis.range[1] for y in (*rows, *headings))


def test_everybodys_share_runs_along_the_rows_of_its_own_heading(missing):
    line = named(missing_bars(missing), "All of these together")
    assert [x for x in line.x if x is not None] == [0.325, 0.325, 0.33, 0.33, 0.07, 0.07]


def test_who_still_has_it_has_a_point_a_count_and_the_band_in_its_own_row(persisting, pain):
    figure = natural_course(persisting, pain, "Published: 80 % (a source)")
    points = named(figure, "Share here, 95 % interval")
    assert list(points.x)[:2] == [0.8, 0.7] and list(points.y)[:2] == [0, -1]
    assert [(band.x0, band.x1, band.y0 < -3 < band.y1) for band in figure.layout.shapes] == [(0.74, 0.86, True)]
    assert figure.layout.shapes[0].yref == "y" and figure.layout.shapes[0].showlegend
    assert list(figure.layout.xaxis.range) == [0, 1] and "lower is better" in figure.layout.xaxis.title.text
    said = notes(figure)
    assert "80 of 100" in said and said.count("nobody yet") == 1
    assert figure.layout.meta["n"] == 100 and figure.layout.meta["sources"] == ["Published: 80 % (a source)"]


def test_without_a_published_band_none_is_drawn_or_named(persisting, pain):
    blank = persisting.assign(published_low=np.nan, published_high=np.nan)
    figure = natural_course(blank, pain)
    assert not figure.layout.shapes and list(figure.layout.meta["sources"]) == []
