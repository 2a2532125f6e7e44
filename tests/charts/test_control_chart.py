"""Control chart: gaps, broken limits, the marked day, kinds of signal, and nothing past the end of the scale."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from charts import theme
from charts.control_chart import APART, KINDS, NEITHER, SHARES, TRIAL, control_chart


def named(figure, name: str) -> list:
    return [trace for trace in figure.data if trace.name == name]


def lines(figure, name: str) -> list:
    return [shape for shape in figure.layout.shapes if shape.name == name]


def test_a_month_without_anyone_and_a_hidden_one_are_gaps_with_their_n(controlled) -> None:
    figure = control_chart(controlled)
    curves = [trace for trace in figure.data if trace.type == "scatter"]
    line = next(trace for trace in curves if trace.mode == "lines" and trace.line.color == theme.AXIS)
    assert np.isnan(line.y).nonzero()[0].tolist() == [3, 5] and line.connectgaps is False
    assert not any(0 in np.asarray(trace.y) for trace in curves if trace.mode == "markers")
    under = [note.text for note in figure.layout.annotations]
    assert under[3] == "0" and under[5] == "–" and under[4] == "34"


def test_each_kind_of_signal_has_its_own_shape_and_colour_and_is_named_in_the_key(controlled) -> None:
    figure = control_chart(controlled)
    places = {kind: named(figure, label)[0].x for kind, (label, _) in KINDS.items()}
    months = {kind: pd.DatetimeIndex(at).month.tolist() for kind, at in places.items() if kind}
    assert months == {"better": [2], "worse": [8], NEITHER: [10], APART: [11]}
    looks = [marker for _, marker in KINDS.values()]
    assert len({look["symbol"] for look in looks}) == len(looks)
    better, worse = KINDS["better"][1]["color"], KINDS["worse"][1]["color"]
    assert (better, worse) == (theme.MAIN, theme.CLASS_COLOURS["worse"])
    assert theme.contrast(better, theme.PAPER) > 4.5 and theme.contrast(worse, theme.PAPER) > 4.5


def test_a_kind_nobody_has_is_not_in_the_key(controlled) -> None:
    plain = control_chart(controlled.assign(signal="", rule="", chance=""))
    assert not any(named(plain, label) for kind, (label, _) in KINDS.items() if kind)


def test_which_rule_fired_is_told_at_the_point(controlled) -> None:
    (worse,) = named(control_chart(controlled), "Signal: worse")
    assert worse.hovertext[0].endswith("37 courses of care<br>Outside the limits: worse")
    assert worse.hovertext[0].startswith("<b>The period from Aug 2025</b>")


def test_limits_break_where_a_phase_begins_and_trial_limits_look_otherwise(controlled) -> None:
    figure = control_chart(controlled, marked=date(2026, 1, 1))
    means = lines(figure, "Mean")
    assert [mean.y0 for mean in means] == [0.6, 0.8] and [mean.showlegend for mean in means] == [True, False]
    assert pd.Timestamp(means[0].x1) < pd.Timestamp(means[1].x0) < pd.Timestamp("2026-01-01")
    firm, trial = lines(figure, "Natural limits"), lines(figure, TRIAL)
    assert sorted(one.y0 for one in firm) == pytest.approx([0.45, 0.75])
    assert sorted(one.y0 for one in trial) == pytest.approx([0.65, 0.95])
    assert {one.line.dash for one in firm} != {one.line.dash for one in trial}


@pytest.mark.parametrize(("marked", "side"), [(date(2025, 2, 1), "left"), (date(2026, 1, 1), "right")])
def test_the_marked_day_stands_before_the_first_point_of_its_period_with_its_date(controlled, marked, side) -> None:
    figure = control_chart(controlled, marked=marked)
    (mark,) = [shape for shape in figure.layout.shapes if shape.x0 == shape.x1 and shape.type == "line"]
    at = pd.Timestamp(mark.x0)
    assert pd.Timestamp(marked) - pd.Timedelta(days=16) <= at < pd.Timestamp(marked)
    (note,) = [note for note in figure.layout.annotations if note.text.startswith("Marked")]
    assert note.text == f"Marked: {marked.day} {marked:%b %Y}" and note.xanchor == side
    assert not any(note.text.startswith("Marked") for note in control_chart(controlled).layout.annotations)


def test_the_axis_is_the_whole_scale_and_a_limit_past_its_end_is_not_drawn(controlled) -> None:
    figure = control_chart(controlled.assign(high=1.2))
    assert tuple(figure.layout.yaxis.range) == SHARES.span == (0, 1)
    assert [shape.y0 for shape in lines(figure, "Natural limits")] == [pytest.approx(0.45)]
    assert "higher is better" in figure.layout.yaxis.title.text.replace("<br>", " ")


def test_a_value_past_the_end_is_held_at_it_and_said(controlled) -> None:
    tall = controlled.assign(value=controlled["value"].mask(controlled.index == 7, 1.4))
    figure = control_chart(tall)
    (arrow,) = named(figure, "Runs past the edge")
    assert list(arrow.y) == [1] and list(arrow.marker.symbol) == ["triangle-up"]
    assert "140 %" in named(figure, "Signal: worse")[0].hovertext[0]


def test_limits_by_chance_alone_are_dotted_steps_and_named_once(controlled) -> None:
    steps = named(control_chart(controlled), "Limits by chance alone, for this n")
    assert [one.showlegend for one in steps] == [True, False]
    assert {(one.line.dash, one.line.shape) for one in steps} == {("dot", "hvh")}
    without = control_chart(controlled.drop(columns=["chance_low", "chance_high"]))
    assert not named(without, "Limits by chance alone, for this n")
