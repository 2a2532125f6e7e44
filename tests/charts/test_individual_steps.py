"""Individual changes where there are too many for bars: the same rows, the same classes, as stepped areas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from charts import theme, words
from charts.individual import MOST, binned, individual

KINDS = ["improved beyond both", "within error", "worse"]


@pytest.fixture
def plausible(pain):
    """A measure whose ends are only plausible: half of them each way, and arrows at the edge."""
    return replace(pain, bounds="plausibility")


def many(n: int, mean: float = 2.2) -> pd.DataFrame:
    change = np.sort(np.random.default_rng(3).normal(mean, 2.0, n).clip(-10, 10).round(0))[::-1]
    cls = np.select([change >= 2, change > -1.33], KINDS[:2], KINDS[2])
    return pd.DataFrame({"change": change, "cls": cls})


def drawn(figure) -> list[float]:
    """The height at the middle of every course's place, read off the stepped lines."""
    heights: dict[float, float] = {}
    for trace in (trace for trace in figure.data if trace.mode == "lines" and trace.x[0] is not None):
        assert (trace.line.shape, trace.fill) == ("hv", "tozeroy")
        steps = zip(trace.x[:-1], trace.x[1:], trace.y[:-1], trace.hovertext[:-1], strict=True)
        for start, end, y, text in steps:
            assert end > start
            if text:
                assert start + 0.5 not in heights, "two classes drawn at one place"
                heights[start + 0.5] = y
                assert end == start + 1
            else:
                assert y == 0
    return [heights[place] for place in sorted(heights)]


@pytest.mark.parametrize("n", [MOST + 1, 332, 1061])
def test_every_course_is_drawn_at_its_place_in_few_traces(n, pain, important, error):
    frame = many(n)
    figure = individual(frame, pain, important, error)
    assert drawn(figure) == frame["change"].tolist()
    assert not [trace for trace in figure.data if trace.type == "bar"]
    assert len(figure.data) <= 5
    assert sum(len(trace.x) for trace in figure.data if trace.mode == "markers") <= 2
    assert figure.layout.meta["n"] == n
    assert figure.layout.xaxis.title.text.endswith(f"(n = {n})")
    assert tuple(figure.layout.xaxis.range) == (0.5, n + 0.5)
    assert [shape.y0 for shape in figure.layout.shapes] == [-1.33, 0, 2]


def test_the_key_counts_each_class_and_colours_it(pain):
    frame = many(1061)
    areas = [trace for trace in individual(frame, pain).data if trace.mode == "lines"]
    counts = frame["cls"].value_counts()
    assert [trace.name for trace in areas] == [f"{theme.CLASS_WORDS[name]}: {counts[name]}" for name in KINDS]
    assert [trace.fillcolor for trace in areas] == [theme.CLASS_COLOURS[name] for name in KINDS]


@pytest.mark.parametrize("n", [20, 332])
def test_worse_is_named_even_at_none(n, pain):
    frame = many(n, mean=6.0).assign(cls="within error")
    assert "Worse: 0" in [trace.name for trace in individual(frame, pain).data if trace.showlegend]
    blank = frame.assign(cls=None)
    assert not any("Worse" in (trace.name or "") for trace in individual(blank, pain).data)
    assert individual(blank, pain).data[0].name == f"{words.UNCLASSED}: {n}"


def test_classes_that_alternate_keep_their_places(pain):
    frame = many(332).assign(cls=[KINDS[place % 2] for place in range(332)])
    assert drawn(individual(frame, pain)) == frame["change"].tolist()


@pytest.mark.parametrize("n", [50, 332])
def test_changes_past_the_edge_are_counted_and_do_not_stretch_it(n, plausible):
    frame = many(n).assign(change=[9.0, 7.0, *[1.0] * (n - 3), -6.0])
    figure = individual(frame, plausible)
    assert tuple(figure.layout.yaxis.range) == (-5, 5)
    arrows = [trace for trace in figure.data if (trace.name or "").startswith("Past the edge")]
    assert [trace.name for trace in arrows] == ["Past the edge, to 9 points: 2", "Past the edge, to −6 points: 1"]
    assert [(trace.x[0], trace.y[0]) for trace in arrows] == [(1.5, 5), (n, -5)]
    assert "2 run past the edge of the picture, to 9 points" in arrows[0].hovertext[0]


def test_a_scale_with_two_ends_shows_all_that_one_person_can_change(pain, bins):
    figure = individual(many(50).assign(change=[10.0, *[1.0] * 48, -6.0]), pain)
    assert tuple(figure.layout.yaxis.range) == tuple(binned(bins, pain).layout.xaxis.range) == (-10, 10)
    assert not any((trace.name or "").startswith("Past the edge") for trace in figure.data)


def test_bins_past_the_edge_are_counted_and_do_not_stretch_it(bins, plausible):
    figure = binned(bins, plausible)
    assert tuple(figure.layout.xaxis.range) == (-5, 5)
    arrow = figure.data[1]
    assert (arrow.name, arrow.x[0]) == ("Past the edge: 36", 5)
    assert arrow.hovertext[0] == "5.5 to 9.5 points: 36 courses of care"
