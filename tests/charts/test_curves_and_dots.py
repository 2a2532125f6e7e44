"""Step curves and the quadrant by content: whole axes, who is followed, what is thin, worse always named."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from charts import theme
from charts.quadrant import quadrant
from charts.step_curves import step_curves
from data.catalogue import load_catalogue
from tests.charts.written import notes


def lines(figure) -> list:
    """The curves: traces with steps, in the picture's order."""
    return [trace for trace in figure.data if trace.line.shape == "hv" and trace.line.width]


def test_the_share_has_its_whole_axis_and_goes_up_in_steps(pain, curves):
    figure = step_curves(curves, pain)
    assert tuple(figure.layout.yaxis.range) == (0, 1)
    assert figure.layout.yaxis.ticktext == ("0 %", "25 %", "50 %", "75 %", "100 %")
    assert "higher is better" in figure.layout.yaxis.title.text.replace("<br>", " ")
    assert figure.layout.xaxis.range[0] == 0
    assert figure.layout.xaxis.title.text == "Sessions had"
    first = lines(figure)[0]
    assert list(first.x[:3]) == [0, 1, 2]
    np.testing.assert_allclose(first.y[:3], curves["share"][:3])


def test_curves_differ_by_their_dashes_and_by_their_light(pain, curves):
    drawn = {(trace.line.color, trace.line.dash) for trace in lines(step_curves(curves, pain))}
    assert len(drawn) == len({dash for _, dash in drawn}) == 4
    assert all(theme.contrast(colour, theme.PAPER) >= 4.5 for colour, _ in drawn)


def test_a_curve_is_thin_where_fewer_than_ten_are_followed_and_has_no_interval_there(pain, curves):
    figure = step_curves(curves, pain)
    last = [trace for trace in lines(figure) if trace.line.dash == "dashdot"]
    assert [trace.line.width for trace in last] == [2.5, 1]
    firm = curves[(curves["label"] == "Calf myofascial pain") & (curves["at_risk"] >= 10)]
    assert max(last[0].x) == firm["time"].max() + 1
    assert last[1].x[0] == max(last[0].x) and last[1].y[0] == last[0].y[-1], "the thin line goes on from the firm one"
    intervals = [trace for trace in figure.data if trace.error_y.array is not None]
    assert len(intervals) == 4
    assert max(intervals[3].x) < max(last[0].x)
    assert "Thin: fewer than 10 followed" in notes(figure)[0]


def test_the_picture_ends_where_nobody_is_firm_any_more(pain, curves):
    few = curves.assign(
        at_risk=[n if time <= 4 else 3 for n, time in zip(curves["at_risk"], curves["time"], strict=True)]
    )
    figure = step_curves(few, pain)
    assert 5 <= figure.layout.xaxis.range[1] < 6
    assert max(max(trace.x) for trace in lines(figure)) == 5


def test_how_many_are_followed_stands_beneath_each_tick(pain, curves):
    figure = step_curves(curves, pain)
    said = notes(figure)
    for label, part in curves.groupby("label"):
        counts = part.set_index("time").loc[list(figure.layout.xaxis.tickvals), "at_risk"]
        assert all(str(count) in said for count in counts), label
    assert "Still followed" in " ".join(said)
    assert "&lt;b&gt;x &amp; y" in said


def test_each_curve_says_by_when_half_had_changed(pain, curves):
    said = " ".join(notes(step_curves(curves, pain)))
    assert "<b>Plantar heel<br>pain</b><br>half by 4<br>CI 3 to 6" in said
    assert "half by 5<br>CI 3 to open" in said
    assert "x &amp; y</b><br>under half by 11" in said, "the last session with ten still followed"


def test_a_median_at_which_fewer_than_ten_are_followed_is_not_told(pain, curves):
    """The last group's is 7, at which 5 of 31 are followed; ten or more were until session 4."""
    said = " ".join(notes(step_curves(curves, pain)))
    assert "half by 7" not in said
    assert "Calf<br>myofascial<br>pain</b><br>under half by 4" in said


def test_one_curve_has_a_band_and_more_than_four_are_refused(pain, curves):
    alone = step_curves(curves.head(13), pain, "weeks", "beyond measurement error")
    assert [trace.fill for trace in alone.data if trace.fill] == ["tonexty"]
    assert alone.layout.xaxis.title.text == "Weeks since the first reading"
    assert "beyond measurement" in alone.layout.yaxis.title.text.replace("<br>", " ")
    with pytest.raises(theme.ChartError, match="At most 4"):
        step_curves(pd.concat([curves, curves.head(13).assign(label="fifth")]), pain)


def key(figure) -> list[str]:
    return [trace.name for trace in figure.data if trace.showlegend]


def test_every_part_is_named_with_its_share_and_worse_where_nobody_is(pain, lunge, dots):
    assert key(quadrant(dots, pain, lunge))[:5] == [
        "Both better: 3 (21 %)", "Only pain better: 5 (36 %)", "Only range better: 0 (0 %)", "Neither: 4 (29 %)",
        "Worse in one or both: 2 (14 %)",
    ]  # fmt: skip
    nobody = dots.assign(n=0, kind_n=0, share=0.0).drop_duplicates("kind")
    assert "Worse in one or both: 0 (0 %)" in key(quadrant(nobody, pain, lunge))


def test_both_axes_are_whole_and_carry_error_and_importance(pain, lunge, dots, important, error):
    wider = load_catalogue().threshold("wblt_cm", "error")
    figure = quadrant(dots, pain, lunge, important, error, wider)
    assert tuple(figure.layout.yaxis.range) == (-10.5, 10.5)
    assert tuple(figure.layout.xaxis.range) == (-13.125, 13.125)
    shapes = {shape.name.split("<br>")[0]: shape for shape in figure.layout.shapes if shape.name}
    assert (shapes["Measurement error: ±1.33 points"].y0, shapes["Measurement error: ±1.33 points"].y1) == (-1.33, 1.33)
    assert (shapes["Measurement error: ±1.9 cm"].x0, shapes["Measurement error: ±1.9 cm"].x1) == (-1.9, 1.9)
    assert shapes["Important change: 2 points"].y0 == 2
    assert len(figure.layout.meta["sources"]) == 3
    assert "Lunge test: important change: none published<br>that fits" in key(figure)
    assert "right of 0" in figure.layout.xaxis.title.text.replace("<br>", " ")


def test_a_dot_past_the_edge_stands_on_it_and_is_counted(pain, lunge, dots):
    figure = quadrant(dots, pain, lunge)
    assert min(min(trace.x) for trace in figure.data if not trace.showlegend and len(trace.x)) == -12.5
    assert "Drawn at the left or right edge, but further out: 2" in key(figure)


def test_a_dots_area_says_how_many_it_stands_for(pain, lunge, dots):
    figure = quadrant(dots, pain, lunge)
    drawn = [trace for trace in figure.data if not trace.showlegend]
    assert {trace.marker.sizemode for trace in drawn} == {"area"}
    assert len({trace.marker.sizeref for trace in drawn}) == 1
    assert [int(n) for trace in drawn for n in trace.marker.size] == [1, 2, 5, 0, 4, 2]
    assert "n = 14 courses of care" in json.dumps(notes(figure))
