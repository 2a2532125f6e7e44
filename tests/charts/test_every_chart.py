"""What holds for every kind of chart: one look, n and direction said, nothing personal, nothing blank."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from charts import theme, words
from charts.benefit_harm import benefit_harm
from charts.bounds_bar import bounds_bar
from charts.calibration_plot import calibration_plot
from charts.change_by_baseline import change_by_baseline
from charts.changes import visit_changes
from charts.class_bars import class_bars
from charts.control_chart import control_chart
from charts.differences import differences
from charts.flow_bars import flow_bars
from charts.follow_up_bars import follow_up_bars
from charts.forest import forest
from charts.funnel_plot import funnel_plot, share_funnel
from charts.heaping_bars import heaping_bars
from charts.individual import binned, individual
from charts.missing_bars import missing_bars
from charts.modelled_lines import modelled_lines
from charts.natural_course import natural_course
from charts.period_line import period_line
from charts.precision_bars import precision_bars
from charts.progress import progress
from charts.quadrant import quadrant
from charts.session_dots import session_dots
from charts.session_lines import session_lines
from charts.step_curves import step_curves
from charts.two_changes import two_changes
from charts.weeks_bars import weeks_bars
from data.frames import FrameError
from tests.charts.written import marked

ROOM = Path(inspect.getfile(theme)).parent
SHARED = {
    "__init__", "names", "theme", "words", "marks", "rows", "shares", "intervals", "period_axis", "progress_columns",
    "progress_lines", "stacked", "step_words",
}  # fmt: skip
ONE_PERSON = ("individual", "progress", "quadrant", "visit_changes")  # nothing is left to draw where a row is hidden
# chart, the fixture with its frame, the n of the picture
CHARTS = {
    "forest": (forest, "groups", 259),
    "class_bars": (class_bars, "groups", 259),
    "differences": (differences, "looked_at", 220),
    "session_lines": (session_lines, "by_session", 1200),
    "period_line": (period_line, "by_period", 451),
    "control_chart": (control_chart, "controlled", 532),
    "individual": (individual, "changes", 118),
    "binned": (binned, "bins", 490),
    "flow_bars": (flow_bars, "flow", 118),
    "two_changes": (two_changes, "two_kinds", 1936),
    "bounds_bar": (bounds_bar, "bounds", 118),
    "change_by_baseline": (change_by_baseline, "by_baseline", 1009),
    "missing_bars": (missing_bars, "missing", 1573),
    "natural_course": (natural_course, "persisting", 100),
    "heaping_bars": (heaping_bars, "heaped", 1160),
    "follow_up_bars": (follow_up_bars, "groups", 268),
    "weeks_bars": (weeks_bars, "weeks", 113),
    "benefit_harm": (benefit_harm, "good_and_bad", 118),
    "precision_bars": (precision_bars, "precision", 312),
    "modelled_lines": (modelled_lines, "stopping", 1639),
    "session_dots": (session_dots, "single", 24),
    "progress": (progress, "points", 8),
    "quadrant": (quadrant, "dots", 14),
    "step_curves": (step_curves, "curves", 716),
    "visit_changes": (visit_changes, "visits", 4),
    "funnel_plot": (funnel_plot, "units", 441),
    "share_funnel": (share_funnel, "unit_shares", 441),
    "calibration_plot": (calibration_plot, "fifths", 500),
}


@pytest.fixture(params=sorted(CHARTS))
def case(request, pain):
    """(name, draw: frame -> figure, frame, n)"""
    chart, fixture, n = CHARTS[request.param]
    asked = inspect.signature(chart).parameters
    measures = {name: pain for name in ("measure", "against") if name in asked}

    def draw(frame: pd.DataFrame) -> go.Figure:
        return chart(frame, **measures)

    return request.param, draw, request.getfixturevalue(fixture), n


def texts(figure: go.Figure) -> str:
    return json.dumps(json.loads(figure.to_json()), ensure_ascii=False)


def test_every_file_of_the_room_is_covered():
    public = ("public_", "poster", "look", "paper", "presets", "lettering", "thumbnail", "inside_")  # own tests
    kinds = {path.stem for path in ROOM.glob("*.py") if not path.stem.startswith(public)} - SHARED
    assert kinds == {Path(inspect.getfile(chart)).stem for chart, _, _ in CHARTS.values()}


def test_says_its_n_and_its_direction(case):
    _, draw, frame, n = case
    meta = draw(frame).layout.meta
    assert meta["n"] == n
    assert meta["direction"].endswith("better")
    assert meta["sources"] == []


def said_in(part: object) -> object:
    """*part* without what is empty, which Plotly leaves out."""
    if isinstance(part, dict):
        return {
            name: said_in(inner) for name, inner in part.items() if inner not in ([], {}, None) and name != "template"
        }
    return [said_in(inner) for inner in part] if isinstance(part, list) else part


def test_plotly_takes_every_value_as_it_is(case):
    _, draw, frame, _ = case
    drawn = json.loads(draw(frame).to_json())
    assert said_in(json.loads(go.Figure(drawn).to_json())) == said_in(drawn)
    assert drawn["layout"]["template"] == {"layout": {}}  # nobody else's look


def test_a_value_that_plotly_would_refuse_is_seen_in_every_test():
    with pytest.raises(ValueError, match="Invalid value"):
        theme.figure([{"type": "bar", "width": "wide"}], height=300, n=0, direction="")


def test_an_empty_frame_is_a_sentence(case):
    _, draw, frame, _ = case
    with pytest.raises(theme.ChartError, match=r"^There are no records to draw in the .+\. Widen the filters"):
        draw(frame.iloc[:0])


def test_a_missing_column_is_named(case):
    name, draw, frame, _ = case
    module = inspect.getmodule(CHARTS[name][0])
    lost = (module.BIN_COLUMNS if name == "binned" else module.COLUMNS)[-1]
    with pytest.raises(FrameError, match=rf"lacks the column\(s\) {lost}\."):
        draw(frame.drop(columns=lost))


def test_is_the_same_frame_afterwards(case):
    _, draw, frame, _ = case
    before = frame.copy(deep=True)
    draw(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_has_no_title_no_zoom_and_no_switches(case):
    _, draw, frame, _ = case
    layout = draw(frame).layout
    assert layout.title.text is None
    assert layout.dragmode is False
    assert layout.legend.itemclick is False
    assert all(layout[name].fixedrange for name in layout if re.fullmatch(r"[xy]axis\d*", name))
    assert layout.paper_bgcolor == layout.plot_bgcolor == theme.PAPER
    assert layout.font.family.startswith("Inter, system-ui")
    assert layout.width is None
    assert layout.height >= 200


def test_no_axis_is_flipped(case):
    _, draw, frame, _ = case
    layout = draw(frame).layout
    axes = [layout[name] for name in layout if re.fullmatch(r"[xy]axis\d*", name)]
    assert all(axis.autorange not in ("reversed", "max reversed") for axis in axes)
    assert all(axis.range[0] < axis.range[1] for axis in axes if axis.range is not None)


def test_never_more_than_300_marks(case):
    _, draw, frame, _ = case
    assert sum(len(trace.x) for trace in draw(frame).data if trace.x is not None) <= 300


def test_carries_nothing_that_identifies_a_person(case):
    _, draw, frame, _ = case
    marked = frame.assign(patient=7_654_321, episode=8_765_432, reference="PM-98765", display_name="Ada Secret")
    figure = draw(marked)
    assert all(trace.customdata is None and trace.ids is None and trace.meta is None for trace in figure.data)
    assert not re.search(r"7654321|8765432|PM-98765|Ada Secret", texts(figure))


def test_text_from_records_stays_text(case):
    _, draw, frame, _ = case
    columns = [
        name
        for name in ("label", "stage", "reason", "case", "weeks", "muscles", "technique", "kind_words")
        if name in frame.columns
    ]
    if not columns:
        assert not re.search(r"<(?!/?b>|br>|/?span)", texts(draw(frame)))
        return
    drawn = texts(draw(frame.assign(**dict.fromkeys(columns, "<i>x</i> & y"))))
    assert "&lt;i&gt;x" in drawn.lower()
    assert "<i>" not in drawn.lower()
    assert "&amp; y" in drawn.lower() or "&amp;<br>y" in drawn.lower()


def test_hidden_rows_are_words_and_never_a_number(case):
    name, draw, frame, _ = case
    if name in ONE_PERSON:
        with pytest.raises(theme.ChartError, match="fewer than 10"):
            draw(frame.assign(hidden=True))
        return
    figures = frame.select_dtypes("number").columns.difference(["number", "value", "bin_low", "bin_high"])
    blank = frame.assign(hidden=True).astype(dict.fromkeys(figures, "float64"))
    blank[list(figures)] = float("nan")
    figure = draw(blank)
    numbers = [y for trace in marked(figure) for y in (trace.x if trace.orientation == "h" else trace.y)]
    assert all(y is None or y != y for y in numbers)
    assert figure.layout.meta["n"] == 0
    if name not in ("binned", "heaping_bars"):
        assert words.HIDDEN in texts(figure).lower()


def test_labels_leave_room_on_a_phone(case):
    """No line of an axis title or a tick is wider than a phone can show beside the picture (about 7 px a letter)."""
    _, draw, frame, _ = case
    layout = draw(frame).layout
    for axis in (layout[name] for name in layout if re.fullmatch(r"[xy]axis\d*", name)):
        lines = re.sub(r"</?(?:b|span)\b[^>]*>", "", axis.title.text or "").split("<br>")
        assert max(len(line) for line in lines) <= 36, lines
        assert axis.automargin
        assert axis.tickangle == 0
