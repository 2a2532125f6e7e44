"""Before and after at each session."""

from __future__ import annotations

import pytest

from charts import intervals, words
from charts.session_lines import session_lines


def test_before_and_after_with_a_drop_line_between(by_session, pain):
    drops, before, after = session_lines(by_session, pain).data
    assert (before.name, after.name) == ("Before the session", "After the session")
    assert before.y[0] == pytest.approx(5.85)
    assert after.y[0] == pytest.approx(4.75)
    assert list(drops.y[:3]) == [pytest.approx(5.85), pytest.approx(4.75), None]
    assert len(drops.x) == 3 * 11
    assert before.x[0] < 1 < after.x[0]
    assert before.marker.symbol != after.marker.symbol


def test_whole_scale_not_flipped_and_direction_said(by_session, pain, lunge):
    axis = session_lines(by_session, pain).layout.yaxis
    assert tuple(axis.range) == (0, 10)
    assert axis.title.text == "Pain 0-10<br>(points, lower is better)"
    assert "higher is better" in session_lines(by_session, lunge).layout.yaxis.title.text


def test_n_stands_under_every_session(by_session, pain):
    few = by_session[by_session["number"] <= 8]
    ticks = session_lines(few, pain).layout.xaxis.ticktext
    assert len(ticks) == 8
    assert [part.split(">")[1].split("<")[0] for part in ticks[1].split("<br>")] == ["2", "936", "936"]


def test_four_digits_and_twelve_sessions_stand_in_two_rows(by_session, pain):
    ticks = session_lines(by_session, pain).layout.xaxis.ticktext
    assert [tick.count("<br>") for tick in ticks[:4]] == [2, 4, 2, 4]


def test_thresholds_start_from_the_baseline_in_the_better_direction(by_session, pain, lunge, important, error):
    figure = session_lines(by_session, pain, important, error, baseline=5.85)
    band, start, line = figure.layout.shapes
    assert (band.y0, band.y1) == (pytest.approx(4.52), pytest.approx(7.18))
    assert start.y0 == 5.85
    assert start.name == "First reading: 5.8 points"
    assert line.y0 == pytest.approx(3.85)
    assert figure.layout.meta["sources"] == [important.source, error.source]


def test_without_a_baseline_no_threshold_is_drawn(by_session, pain, important, error):
    for unknown in (None, float("nan")):
        figure = session_lines(by_session, pain, important, error, baseline=unknown)
        assert not figure.layout.shapes
        assert figure.layout.meta["sources"] == []


def test_a_hidden_session_is_said_once_and_breaks_the_line(by_session, pain):
    figure = session_lines(by_session, pain)
    assert [note.text for note in figure.layout.annotations] == [words.HIDDEN]
    assert figure.data[1].y[-1] != figure.data[1].y[-1]
    assert figure.layout.xaxis.ticktext[-1].count("–") == 2


def test_one_hidden_phase_hides_no_other(by_session, pain):
    part = by_session.assign(hidden=(by_session["number"] == 3) & (by_session["phase"] == "after"))
    part.loc[part["hidden"], ["n", "mean", "ci_low", "ci_high"]] = float("nan")
    figure = session_lines(part[part["number"] < 12], pain)
    assert figure.data[1].y[2] == pytest.approx(5.15)
    assert figure.data[2].y[2] != figure.data[2].y[2]
    assert len(figure.layout.annotations) == 1


def test_the_same_few_pixels_apart_however_many_sessions(by_session, pain):
    few = session_lines(by_session[by_session["number"] < 4], pain).data[1]
    many = session_lines(by_session, pain).data[1]
    assert 1 - few.x[0] < 1 - many.x[0] <= 0.13


def test_interval_as_distance(by_session):
    bars = intervals.bars(intervals.fitted(by_session.head(2), "mean", (0, 10)), "#000000")
    assert list(bars["array"]) == pytest.approx([0.1, 0.1])
    assert bars["symmetric"] is False


def test_a_hidden_count_of_those_who_came_leaves_the_count_of_those_measured(by_session, pain):
    by_session.loc[by_session["number"] == 2, "at_risk"] = float("nan")
    said = [text for trace in session_lines(by_session, pain).data for text in trace.hovertext or ()]
    second = [text for text in said if "session 2<" in text]
    assert second
    assert all("936 courses of care" in text and "–" not in text for text in second)
