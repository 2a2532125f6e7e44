"""Charts of who was counted: flow, follow-up, bounds, time to follow-up, heaping."""

from __future__ import annotations

import pytest

from charts import words
from charts.bounds_bar import bounds_bar
from charts.flow_bars import flow_bars
from charts.follow_up_bars import follow_up_bars
from charts.heaping_bars import heaping_bars
from charts.weeks_bars import weeks_bars
from tests.charts.written import marked, notes


def test_flow_writes_each_loss_with_its_reason(flow):
    figure = flow_bars(flow)
    assert list(figure.data[0].x) == [214, 190, 181, 121, 118]
    assert list(figure.data[0].text) == ["214", "190", "181", "121", "118"]
    assert [text.replace("<br>", " ") for text in notes(figure)] == [
        "− 24: the course began too recently to be measured again",
        "− 9: no reading &lt;b&gt;x before the first session",
        "− 60: not measured again",
        "− 3: baseline below 3: a percentage says little",
    ]
    assert [note.y for note in figure.layout.annotations] == [-0.5, -1.5, -2.5, -3.5]


def test_flow_without_loss_writes_none(flow):
    assert notes(flow_bars(flow.assign(dropped=0))) == []


def test_follow_up_shows_share_counts_and_interval(groups):
    figure = follow_up_bars(groups)
    bars = figure.data[0]
    assert list(bars.x) == [0.738, 0.717, 0.792, 0.6]
    assert list(bars.x + bars.error_x.array) == pytest.approx([0.80, 0.82, 0.86, 0.74])
    assert tuple(figure.layout.xaxis.range) == (0, 1)
    assert figure.layout.xaxis.title.text == "Followed up, of those eligible<br>(higher is better)"
    assert "<b>74 %</b><br>121 of 164" in notes(figure)
    assert words.HIDDEN in notes(figure)
    assert "67 % to 80 %" in bars.hovertext[0]


def test_nobody_due_is_said(groups):
    none = groups.head(1).assign(eligible=0, followed_up=0, share=float("nan"), low=float("nan"), high=float("nan"))
    assert notes(follow_up_bars(none)) == ["none due yet"]


def test_bounds_show_every_case(bounds, pain):
    figure = bounds_bar(bounds, pain)
    assert list(figure.layout.yaxis.ticktext) == [
        "Observed", "Worst case", "Best case", "Baseline<br>carried<br>forward",
    ]  # fmt: skip
    assert "<b>45 %</b><br>n 164" in notes(figure)
    assert figure.layout.xaxis.title.text == "Share improved in pain 0-10<br>(higher is better)"


def test_weeks_show_those_who_wait(weeks):
    measured, waiting = weeks_bars(weeks).data
    assert list(measured.y) == [4, 17, 44, 31, 11, 6]
    assert list(waiting.text) == ["0", "3", "12", "9", "20", "0"]
    ticks = weeks_bars(weeks).layout.xaxis.ticktext
    assert ticks[0] == "under<br>2"
    assert "weeks" not in "".join(ticks)
    assert len(weeks_bars(weeks.drop(columns="waiting")).data) == 1


def test_heaping_shows_expected_beside_found(heaped, pain):
    found, expected = heaping_bars(heaped, pain).data
    assert found.y[5] == 310
    assert expected.y[5] == 140
    assert "310 readings, about 140 expected" in found.hovertext[5]


def test_words_beside_the_rows_are_one_trace_and_no_note_each(groups):
    figure = follow_up_bars(groups)
    (beside,) = [trace for trace in figure.data if trace not in marked(figure)]
    shown = groups[~groups["hidden"]]
    assert [
        place for place, hidden in zip(figure.layout.yaxis.tickvals, groups["hidden"], strict=True) if not hidden
    ] == (list(beside.y))
    assert len(beside.text) == len(shown) and set(beside.x) == {figure.layout.xaxis.range[1]}
    assert beside.cliponaxis is False and not beside.showlegend and beside.hoverinfo == "skip"
    assert len(figure.layout.annotations) == int(groups["hidden"].sum())  # only why a row is blank
