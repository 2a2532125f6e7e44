"""The six public charts: what they draw, on which axis, and what they never draw."""

from __future__ import annotations

import html
import json
import re
from itertools import combinations

import pandas as pd
import pytest

from charts import marks, theme
from charts.look import palette, plain_look
from charts.paper import Box, Canvas, ChartPart, NoRoom
from charts.public_classes import public_classes
from charts.public_conditions import public_conditions
from charts.public_field import HIDDEN, Field, largest, ticks
from charts.public_first_last import public_first_last
from charts.public_measured import public_measured
from charts.public_periods import public_periods
from charts.public_sessions import public_sessions
from charts.public_shares import MERGED, apart
from charts.thumbnail import thumbnail
from data.catalogue import load_catalogue
from data.frames import FrameError
from tests.charts.public_frames import NAN, PAIN, PUBLIC, drawer, periods, sessions

LUNGE = load_catalogue().measure("wblt_cm")
COLOURS = palette(plain_look())
CANVAS = Canvas(Box(24, 100, 492, 240), 540, 540, COLOURS, size=11, least=9)
ROOMY = Canvas(Box(24, 100, 700, 420), 800, 600, COLOURS, size=13, least=9)
SHOWN = ["first_last", "sessions", "conditions", "periods"]


def said(part: ChartPart) -> list[str]:
    return [html.unescape(re.sub(r"</?b>", "", note["text"])) for note in part.annotations]


def drawn(name: str, canvas: Canvas = CANVAS) -> ChartPart:
    return drawer(name)(canvas)


@pytest.fixture(params=sorted(PUBLIC))
def case(request) -> str:
    return request.param


def test_every_word_is_in_the_box_and_touches_no_other(case):
    for canvas in (CANVAS, ROOMY):
        part = drawn(case, canvas)
        assert all(box.inside(canvas.box, slack=1.5) for box in part.texts)
        assert [pair for pair in combinations(part.texts, 2) if pair[0].overlaps(pair[1], slack=1.5)] == []
        assert part.smallest >= canvas.least


@pytest.mark.parametrize("texts", [
    [Box(10, 10, 60, 12)],  # starts left of the chart's box
    [Box(20, 20, 60, 12), Box(50, 26, 60, 12)],  # two that touch
    [Box(70, 20, 60, 12)],  # runs out at the right
])  # fmt: skip
def test_a_word_that_leaves_or_touches_is_tried_smaller_and_then_refused(texts):
    tried = []

    def draw(canvas: Canvas) -> ChartPart:
        tried.append(canvas.size)
        return ChartPart(texts=texts)

    with pytest.raises(NoRoom, match="Choose fewer rows"):
        largest(Canvas(Box(20, 20, 100, 50), 540, 540, COLOURS, size=11, least=9.2), draw)
    assert tried == [11, 10.5, 10, 9.5, 9.2]


def test_the_first_size_that_fits_is_taken():
    def draw(canvas: Canvas) -> ChartPart:
        return ChartPart(texts=[Box(20, 20, 10 * canvas.size, 12)], smallest=canvas.size)

    assert largest(Canvas(Box(20, 20, 101, 50), 540, 540, COLOURS, size=11, least=9), draw).smallest == 10


def test_more_room_gives_larger_letters(case):
    assert drawn(case, ROOMY).smallest >= drawn(case).smallest


def test_no_hover_no_arrow_and_no_legend(case):
    part = drawn(case)
    assert all(trace["hoverinfo"] == "skip" for trace in part.traces)
    assert all(not note["showarrow"] for note in part.annotations)
    written = json.dumps([part.traces, part.annotations, part.shapes])
    assert not re.search(r"triangle|arrow(?!\": false)|→|←|↑|↓|customdata|hovertext", written)


def test_the_axis_is_whole_and_not_flipped(case):
    part = drawn(case)
    along = "yaxis" if case in ("sessions", "periods") else "xaxis"
    whole = {"first_last": [0, 10], "sessions": [0, 10], "classes": [0, 100], "measured": [0, 100],
             "conditions": [-5, 5], "periods": [-5, 5]}[case]  # fmt: skip
    for axis in ("xaxis", "yaxis"):
        low, high = part.layout[axis]["range"]
        assert low < high
        assert part.layout[axis]["fixedrange"]
    assert part.layout[along]["range"] == whole


def test_the_direction_or_the_unit_is_in_the_axis_title(case):
    words = " ".join(said(drawn(case)))
    expected = {
        "first_last": "lower is better", "sessions": "lower is better", "periods": "above 0 is better",
        "conditions": "right of 0 is better", "classes": "(%; whole scale)", "measured": "(%; whole scale;",
    }  # fmt: skip
    assert expected[case] in words


@pytest.mark.parametrize("name", ["sessions", "classes", "conditions", "periods", "measured"])
def test_a_hidden_row_is_blank_with_its_words(name):
    part = drawn(name)
    words = " ".join(said(part))
    assert HIDDEN in words
    assert "–" in words or name == "classes"
    assert "nan" not in words.lower()


@pytest.mark.parametrize("name", ["sessions", "classes", "conditions", "periods", "measured"])
def test_hidden_figures_never_reach_the_picture(name):
    """Even where a frame brings them by mistake."""
    chart, frame = PUBLIC[name]
    table = frame()
    numbers = [column for column in table.select_dtypes("number").columns if column != "number"]
    table[numbers] = table[numbers].astype("float64")
    table.loc[table["hidden"], numbers] = 0.5432198765
    part = chart(table, PAIN, CANVAS)
    written = json.dumps([part.traces, part.annotations, part.shapes, part.layout])
    assert "5432198" not in written
    assert "54.32198" not in written
    assert HIDDEN in " ".join(said(part))


def test_an_empty_frame_is_a_sentence(case):
    chart, frame = PUBLIC[case]
    with pytest.raises(theme.ChartError, match="no records to draw"):
        chart(frame().iloc[:0], PAIN, CANVAS)


def test_a_missing_column_is_named(case):
    chart, frame = PUBLIC[case]
    with pytest.raises(FrameError, match="n"):
        chart(frame().drop(columns="n"), PAIN, CANVAS)


def test_names_are_escaped():
    for name in ("classes", "conditions", "measured"):
        part = drawn(name)
        assert any("&lt;b&gt;x &amp; y" in note["text"] for note in part.annotations)


def test_no_room_is_a_sentence(case):
    small = Canvas(Box(0, 0, 90, 60), 540, 540, COLOURS, size=11, least=9)
    with pytest.raises(NoRoom, match=r"Choose"):
        drawer(case)(small)


def test_first_and_last_reading():
    part = drawn("first_last")
    first, last, means = part.traces
    assert (first["x"], first["base"], last["x"]) == ([5.8], [0], [3.4])
    assert means["x"] == [5.8, 3.4]
    assert means["error_x"]["array"] == pytest.approx([0.4, 0.4])
    words = said(part)
    assert {"First reading", "Last reading", "5.8", "3.4"} <= set(words)
    assert any(text == "95 % CI 5.4 to 6.2   n 101" for text in words)
    assert {"0", "2", "4", "6", "8", "10"} <= set(words)


def test_a_scale_without_a_true_zero_has_no_bars():
    frame = pd.DataFrame({"moment": ["first reading", "last reading"], "n": [50, 50], "mean": [8.0, 10.0],
                          "ci_low": [7.0, 9.0], "ci_high": [9.0, 11.0]})  # fmt: skip
    part = public_first_last(frame, LUNGE, CANVAS)
    assert [trace["type"] for trace in part.traces] == ["scatter"]
    assert part.layout["xaxis"]["range"] == [LUNGE.low, LUNGE.high]
    assert "higher is better" in " ".join(said(part))


def test_sessions_before_and_after():
    part = drawn("sessions")
    before, after = part.traces
    assert before["y"][0] == pytest.approx(5.9)
    assert after["y"][0] == pytest.approx(4.8)
    assert all(one < other for one, other in zip(before["x"], after["x"], strict=True))
    assert before["marker"]["color"] != before["marker"]["line"]["color"]  # hollow: told apart in grey as well
    words = said(part)
    assert {"before the session", "after the session", "Session", "240", "192"} <= set(words)
    assert words.count("–") == 1


def test_two_rows_of_n_where_they_differ():
    frame = sessions(4)
    frame.loc[frame["phase"] == "after", "n"] -= 3
    assert {"n before", "n after", "240", "237"} <= set(said(public_sessions(frame, PAIN, CANVAS)))


def test_many_sessions_stagger_their_n_rather_than_touch():
    part = public_sessions(sessions(9), PAIN, Canvas(Box(0, 0, 300, 240), 600, 314, COLOURS, size=10, least=10))
    assert [pair for pair in combinations(part.texts, 2) if pair[0].overlaps(pair[1], slack=1.5)] == []


def test_classes_with_counts_and_shares():
    part = drawn("classes")
    bars = [(bar["name"], round(bar["x"][0], 1)) for bar in part.traces]
    assert bars[:3] == [("improved", 64.4), ("unchanged", 25.7), ("worse", 9.9)]
    assert bars[-2:] == [("improved", 52.6), (MERGED, 47.4)]
    words = said(part)
    assert {"improved", "unchanged", "worse", MERGED} <= set(words)
    assert {"64\u00a0% (65)", "10\u00a0% (10)", "47\u00a0% (18)"} <= set(words)


def test_the_merged_part_says_what_the_frame_says_and_shows_the_colour_of_worse():
    frame = PUBLIC["classes"][1]().assign(merged_said="unchanged or worse together")
    part = public_classes(frame, None, CANVAS)
    merged = part.traces[-1]
    assert merged["name"] == "unchanged or worse together"
    assert merged["marker"]["pattern"]["fgcolor"] == COLOURS.worse


def test_worse_is_shown_even_when_nobody_is():
    frame = pd.DataFrame({"label": ["A"], "n": [40], "improved": [30], "unchanged": [10], "worse": [0]})
    part = public_classes(frame, None, CANVAS)
    assert "0\u00a0% (0)" in said(part)
    assert "worse" in said(part)
    assert "n 40" in said(part)


def test_conditions_say_mean_interval_n_and_eligible():
    words = " ".join(said(drawn("conditions", ROOMY)))
    for figures in ("2.4 (2.0 to 2.8)", "n 101 of 146", "−0.2 (−1.3 to 0.9)", "−5 worse", "better 5"):
        assert figures in words
    (dots,) = drawn("conditions").traces
    assert dots["x"] == [2.4, 1.9, 1.1, -0.2, 2.9]
    assert dots["y"] == sorted(dots["y"], reverse=True)


def test_an_interval_past_the_edge_ends_there_and_is_told_in_words():
    frame = PUBLIC["conditions"][1]().iloc[:1].assign(ci_high=9.0)
    part = public_conditions(frame, PAIN, CANVAS)
    assert part.traces[0]["x"][0] + part.traces[0]["error_x"]["array"][0] == marks.change_range(PAIN)[1]
    assert "(2.0 to 9.0)" in " ".join(said(part))


def test_periods_have_quarters_years_and_n():
    part = drawn("periods")
    words = said(part)
    assert words.count("Q1") == 2
    assert {"2024", "2025", "60", "67", "2.0"} <= set(words)
    assert pd.isna(part.traces[0]["y"][3])


def test_too_many_quarters_are_refused():
    with pytest.raises(NoRoom, match=r"shorter period|larger size"):
        public_periods(periods(60), PAIN, CANVAS)


def test_measured_says_share_and_both_counts():
    words = " ".join(said(drawn("measured")))
    for figures in ("69\u00a0%", "101 of 146", "65\u00a0%", "33 of 51"):
        assert figures in words
    bars = [trace["x"][0] for trace in drawn("measured").traces if trace["type"] == "bar"]
    assert bars == pytest.approx([69, 71, 68, 67, 65])


def test_measured_without_anybody_has_no_bar():
    frame = PUBLIC["measured"][1]().iloc[[0]].assign(share=0.0, low=0.0, high=0.03, n=0)
    part = public_measured(frame, None, CANVAS)
    assert [trace["type"] for trace in part.traces] == ["scatter"]


@pytest.mark.parametrize(("span", "expected"), [
    ((0, 10), [0, 2, 4, 6, 8, 10]), ((-5, 5), [-5, 0, 5]), ((0, 100), [0, 20, 40, 60, 80, 100]),
    ((-50, 50), [-50, -25, 0, 25, 50]), ((0, 80), [0, 20, 40, 60, 80]), ((0, 7.3), [0, 3.65, 7.3]),
])  # fmt: skip
def test_ticks_are_round_and_hold_both_ends(span, expected):
    assert ticks(span) == pytest.approx(expected)


def test_every_measure_has_an_axis_with_both_ends():
    for measure in load_catalogue().measures.values():
        for low, high in ((measure.low, measure.high), marks.change_range(measure)):
            found = ticks((low, high))
            assert (found[0], found[-1]) == pytest.approx((low, high))
            assert len(found) <= 7


def test_a_field_places_values_on_pixels():
    across = Field(CANVAS, Box(100, 50, 200, 80), (0, 10), "x")
    assert (across.at(0), across.at(5), across.at(10), across.at(12)) == (100, 200, 300, 300)
    upwards = Field(CANVAS, Box(100, 50, 200, 80), (0, 10), "y")
    assert (upwards.at(0), upwards.at(10)) == (130, 50)


def test_figures_move_apart_in_order():
    assert apart([0, 5, 90], [20, 20, 20], 5, 0, 100) == [0, 25, 80]
    with pytest.raises(NoRoom):
        apart([0, 5, 9], [40, 40, 40], 5, 0, 100)


def test_a_thumbnail_has_the_chart_and_no_word(case):
    figure = thumbnail(drawer(case), COLOURS)
    assert (figure.layout.width, figure.layout.height) == (260, 160)
    assert len(figure.data) == len(drawn(case).traces)
    assert not figure.layout.annotations
    sides = [max(abs(one.x1 - one.x0) * 260, abs(one.y1 - one.y0) * 160) for one in figure.layout.shapes]
    assert all(side >= 8 for side in sides)  # no key without its words


@pytest.mark.parametrize("name", SHOWN)
def test_every_shown_mean_has_its_interval(name):
    error = "error_x" if name in ("first_last", "conditions") else "error_y"
    for trace in (one for one in drawn(name).traces if one["type"] == "scatter"):
        assert len(trace[error]["array"]) == len(trace["x"])


def test_rows_of_nan_are_refused_by_nobody_but_drawn_blank():
    frame = pd.DataFrame({"label": ["A", "B"], "n": [50, NAN], "eligible": [60, NAN], "mean_change": [1.0, NAN],
                          "ci_low": [0.5, NAN], "ci_high": [1.5, NAN], "hidden": [False, True]})  # fmt: skip
    assert len(public_conditions(frame, PAIN, CANVAS).traces[0]["x"]) == 1
