"""One person's course: visits in order, drop lines, what it is compared with, and the same scale whatever happens."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from charts import theme
from charts.progress import progress
from charts.progress_columns import columns
from data.frames import FrameError


@pytest.fixture
def band() -> pd.DataFrame:
    number = np.arange(1, 13)
    return pd.DataFrame({"number": number, "n": 44 - number, "q1": 6 - 0.4 * number, "median": 7 - 0.4 * number,
                         "q3": 8 - 0.4 * number})  # fmt: skip


@pytest.fixture
def expected() -> pd.DataFrame:
    number = np.arange(2, 13)
    middle = 7 - 0.5 * number
    return pd.DataFrame({"number": number, "expected": middle, "low": middle - 3, "high": middle + 3})


def called(figure, name):
    return next(trace for trace in figure.data if trace.name and trace.name.startswith(name))


def key(figure) -> list[str]:
    return [part.name for part in (*figure.data, *figure.layout.shapes) if part.showlegend and part.name]


def course(figure):
    return next(trace for trace in figure.data if trace.mode == "lines" and trace.line.color == theme.MAIN)


def drops(figure):
    return next(trace for trace in figure.data if trace.mode == "lines" and trace.line.color == theme.SECOND)


def test_each_reading_is_a_mark_of_its_phase(points, pain):
    figure = progress(points, pain)
    before, after, review = (called(figure, name) for name in ("Before", "After", "Review"))
    assert list(before.y) == [7, 6, 5, 3]
    assert list(after.y) == [5, 4, 5]
    assert list(review.y) == [4]
    assert len({before.marker.symbol, after.marker.symbol, review.marker.symbol}) == 3
    assert 0 < 1 - before.x[0] == pytest.approx(after.x[0] - 1)


def test_drop_lines_join_before_and_after_of_one_session(points, pain):
    line = drops(progress(points, pain))
    assert list(line.y) == [7, 5, None, 6, 4, None, 5, 5, None]
    assert not line.connectgaps


def test_the_course_runs_through_standings_only_and_breaks_where_there_is_none(points, pain):
    assert list(course(progress(points, pain)).y) == [7, 6, 5, 4, 3]
    missed = points[~((points["number"] == 2) & (points["phase"] == "before"))]
    line = course(progress(missed, pain))
    assert np.isnan(line.y[1])
    assert not line.connectgaps


def test_a_review_stands_between_the_sessions_by_its_date(points, pain):
    axis = progress(points, pain).layout.xaxis
    assert list(axis.tickvals) == [1, 2, 3, 4, 5]
    assert list(axis.ticktext) == ["<b>1</b><br>2 Nov<br>2026", "<b>2</b><br>9 Nov", "<b>3</b><br>16 Nov",
                                   "<b>Review</b><br>20 Dec", "<b>4</b><br>4 Jan<br>2027"]  # fmt: skip


def test_columns_keep_the_place_of_a_session_without_a_reading():
    frame = pd.DataFrame({"on": pd.to_datetime(["2026-01-01", "2026-02-01", "2025-12-01"]), "number": [1, 3, 0]})
    assert [number for number, _ in columns(frame).visits] == [0, 1, 2, 3]
    assert columns(frame).visits[2] == (2, None)
    assert [number for number, _ in columns(frame, 12).visits] == [0, 1, 2, 3, 4, 5, 6]
    late = frame.assign(number=[10, 11, 0])
    assert [number for number, _ in columns(late, 12).visits][-1] == 12


def test_whatever_order_the_rows_come_in_the_picture_is_the_same(points, pain, band):
    shuffled = points.sample(frac=1, random_state=3)
    assert progress(shuffled, pain, band=band).to_json() == progress(points, pain, band=band).to_json()


def test_whole_scale_with_its_direction(points, pain, lunge):
    axis = progress(points, pain).layout.yaxis
    assert tuple(axis.range) == (0, 10)
    assert axis.title.text == "Pain 0-10<br>(points, lower is better)"
    assert tuple(progress(points, lunge).layout.yaxis.range) == (0, 25)
    assert progress(points, lunge).layout.meta["direction"] == "higher is better"


def test_similar_patients_are_a_band_with_its_n_and_a_median(points, pain, band):
    figure = progress(points, pain, band=band)
    fill, median = called(figure, "Similar patients here: middle"), called(figure, "Similar patients here: median")
    assert fill.name == "Similar patients here: middle half<br>(n 43 at session 1, 38 at session 6)"
    # sessions 1 to 6, the review between 3 and 4 has no place of its own in the band
    assert list(median.x) == [1, 2, 3, 5, 6, 7]
    assert list(fill.y[:6]) == pytest.approx([5.6, 5.2, 4.8, 4.4, 4.0, 3.6])
    assert list(fill.y[6:]) == pytest.approx([7.6, 7.2, 6.8, 6.4, 6.0, 5.6][::-1])
    assert fill.fill == "toself"
    assert fill.hoverinfo == median.hoverinfo == "skip"


def test_the_band_and_the_expected_course_are_cut_at_the_ends_of_the_scale(points, pain, expected, band):
    figure = progress(points, pain, band=band - [0, 0, 6, 0, 0], expected=expected, level=0.8)
    ends = called(figure, "Between these: 80 % of new patients")
    known = [value for trace in (ends, called(figure, "Similar")) for value in trace.y if value is not None]
    assert min(known) == 0
    assert max(known) <= 10
    assert list(called(figure, "Expected course").x) == [2, 3, 5, 6, 7]
    assert any(part.startswith("Interval of the expected") for part in key(progress(points, pain, expected=expected)))


def test_thresholds_start_from_the_first_reading_with_their_sources(points, pain, important, error):
    figure = progress(points, pain, baseline=7, important=important, error=error)
    around, first, line = figure.layout.shapes
    assert (around.y0, around.y1) == (pytest.approx(5.67), pytest.approx(8.33))
    assert first.name == "First reading: 7 points"
    assert line.y0 == 5
    assert {shape.layer for shape in figure.layout.shapes} == {"below"}
    assert figure.layout.meta["sources"] == [important.source, error.source]
    assert "Hrvatin" in line.name


def test_an_important_change_the_scale_has_no_room_for_is_said_not_drawn(points, pain, important, error):
    figure = progress(points, pain, baseline=1, important=important, error=error)
    assert len(figure.layout.shapes) == 2
    assert figure.layout.shapes[0].y0 == 0
    assert any("past the end of the scale" in part for part in key(figure))


def test_without_a_first_reading_no_threshold_is_drawn(points, pain, important, error):
    for unknown in (None, float("nan")):
        figure = progress(points, pain, baseline=unknown, important=important, error=error)
        assert not figure.layout.shapes
        assert figure.layout.meta["sources"] == []


def test_another_rater_is_ringed_and_named(points, pain):
    ring = called(progress(points, pain), "Ringed")
    assert list(ring.y) == [5]
    assert list(ring.text) == ["5"]
    assert not [name for name in key(progress(points.assign(marked=False), pain)) if name.startswith("Ringed")]


def test_the_other_side_is_one_faint_line_without_what_came_after(points, pain):
    other = points.assign(side="right", value=points["value"] / 2)
    line = called(progress(points, pain, other=other), "Right side, to compare")
    assert list(line.y) == [3.5, 3, 2.5, 2, 1.5]
    assert line.opacity < 1
    assert len(key(progress(points, pain, other=other.iloc[:0]))) == len(key(progress(points, pain)))


def test_muscles_and_technique_are_told_on_pointing(points, pain):
    said = called(progress(points, pain), "Before").hovertext[2]
    assert "Before session 3, 16 Nov 2026" in said
    assert "5 points" in said
    assert "Muscles: Flexor digitorum brevis" in said
    assert "Technique: Pistoning" in said
    assert "Another rater" in said
    assert "Muscles" not in called(progress(points.assign(muscles=" "), pain), "Before").hovertext[2]


def test_values_stand_away_from_the_drop_line(points, pain):
    before, after = (called(progress(points, pain), name) for name in ("Before", "After"))
    assert list(before.textposition) == ["top center"] * 4
    assert list(after.textposition) == ["bottom center", "bottom center", "middle right"]
    foot = called(progress(points.assign(value=points["value"] - 4), pain), "After")
    assert list(foot.textposition) == ["bottom center", "middle right", "middle right"]
    worse = points.assign(value=points["value"].where(points["phase"] != "after", 9))
    assert called(progress(worse, pain), "After").textposition[0] == "top center"
    assert called(progress(worse, pain), "Before").textposition[0] == "bottom center"


def forty(points: pd.DataFrame) -> pd.DataFrame:
    on = pd.date_range("2026-01-05", periods=40, freq="9D")
    number, phase, value = np.repeat(np.arange(1, 41), 2), ["before", "after"] * 40, np.tile([6.0, 4.0], 40)
    many = pd.DataFrame({"on": on.repeat(2), "number": number, "phase": phase, "value": value})
    return many.assign(side="left", muscles="", technique="", marked=True)


def test_forty_sessions_are_few_marks_and_few_dates(points, pain, band, expected):
    many = forty(points)
    figure = progress(many, pain, band=band, expected=expected, other=many.assign(side="right"))
    assert sum(len(trace.x) for trace in figure.data if "markers" in (trace.mode or "")) <= 300
    assert len(figure.layout.xaxis.tickvals) <= 7
    assert figure.layout.xaxis.tickvals[-1] == 40
    assert [text for trace in figure.data for text in trace.text or () if text] == ["6", "6"]


def test_two_sides_or_no_value_are_a_sentence(points, pain, band):
    with pytest.raises(theme.ChartError, match="one side"):
        progress(points.assign(side=["left", "right"] * 4), pain)
    with pytest.raises(theme.ChartError, match="No reading"):
        progress(points.assign(value=float("nan")), pain)
    with pytest.raises(FrameError, match="similar patients lacks the column"):
        progress(points, pain, band=band.drop(columns="median"))


def test_only_readings_after_sessions_still_draw(points, pain):
    figure = progress(points[points["phase"] == "after"], pain)
    assert not np.isfinite(course(figure).y.astype("float64")).any()
    assert re.search("After", " ".join(key(figure)))
