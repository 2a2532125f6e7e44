"""The funnel and the calibration: what is drawn where, whole scales, names that never lie over each other."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from charts import names
from charts.calibration_plot import calibration_plot
from charts.funnel_plot import CURVES, funnel_plot, share_funnel


@pytest.fixture
def curves() -> pd.DataFrame:
    n = np.linspace(10, 210, 30)
    reach = 5 / np.sqrt(n)
    return pd.DataFrame({
        "n": n, "target": 2.0, "low_95": 2 - reach, "high_95": 2 + reach, "low_998": 2 - 1.6 * reach,
        "high_998": 2 + 1.6 * reach, "wide_low": np.nan, "wide_high": np.nan,
    })  # fmt: skip


def traces(figure) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {trace.name: trace for trace in figure.data}


def test_dots_stand_at_n_and_figure_and_the_key_says_where_they_lie(units, pain, curves) -> None:
    figure = funnel_plot(units, pain, curves)
    found = traces(figure)
    for name, x, y in (
        ("Inside the limits", [190], [2.1]), ("Outside the 99.8 % limits", [142], [1.2]),
        ("Outside the 95 % limits", [101], [2.9]), ("Before adjusting for who came", [142, 101], [1.4, 2.7]),
    ):  # fmt: skip
        assert (list(found[name].x), list(found[name].y)) == (x, y)
    assert found["Outside the 99.8 % limits"].marker.symbol != found["Inside the limits"].marker.symbol
    assert "2 hidden: fewer than 10" in found
    assert list(figure.layout.yaxis.range) == [-5, 5]
    assert figure.layout.xaxis.range[0] == 0
    assert "above 0 is better" in figure.layout.yaxis.title.text.replace("<br>", " ")
    assert figure.layout.shapes[0].y0 == 2.0
    assert list(found["Inside the limits"].error_y.array) == pytest.approx([0.3])


def test_limits_are_lines_of_few_points_and_the_widened_only_where_there_are_any(units, pain, curves) -> None:
    figure = funnel_plot(units, pain, curves)
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert len(lines) == 4 and all(len(trace.x) == 30 for trace in lines)
    assert [trace.name for trace in lines if trace.showlegend] == [name for _, _, name, _ in CURVES[:2]]
    assert list(lines[0].y) == curves["low_95"].tolist()
    wide = curves.assign(wide_low=curves["low_95"] - 0.3, wide_high=curves["high_95"] + 0.3)
    assert CURVES[2][2] in traces(funnel_plot(units, pain, wide))


def test_shares_have_their_whole_scale_and_better_said(unit_shares, pain) -> None:
    figure = share_funnel(unit_shares, pain)
    assert list(figure.layout.yaxis.range) == [0, 1]
    assert "higher is better" in figure.layout.yaxis.title.text.replace("<br>", " ")
    assert "42 %" in traces(figure)["Inside the limits"].hovertext[0]


def test_a_name_from_a_record_stays_text_and_who_lies_outside_is_named(units, pain) -> None:
    said = [note.text for note in funnel_plot(units, pain).layout.annotations]
    assert "Bo" in said and "&lt;b&gt;x" in said
    assert "Ed" not in json.dumps(said) and "Di" not in json.dumps(said)


def test_who_lies_outside_is_named_even_in_a_crowd(units, pain) -> None:
    crowd = pd.DataFrame({
        "label": [f"N{place}" for place in range(9)], "n": 100, "eligible": 120, "figure": 2.0, "low": 1.0, "high": 3.0,
        "aside": 2.0, "place": ["inside"] * 8 + ["above 95 %"],
    })  # fmt: skip
    crowd["n"] += np.arange(9) % 3 * 4
    said = [note.text for note in funnel_plot(crowd, pain).layout.annotations]
    assert "N8" in said and len(said) < 9


def test_names_are_as_short_as_they_can_be_told_apart() -> None:
    assert names.short(["Ann Lee", "Bo Chan"]) == ["Ann", "Bo"]
    assert names.short(["Ann Lee", "Bo Chan", "Ann Kim"]) == ["Ann Lee", "Bo Chan", "Ann Kim"]
    assert names.short(["2025 Q1", "2025 Q2", "2026 Q1"]) == ["2025 Q1", "2025 Q2", "2026 Q1"]
    assert names.short(["Dr Ann Lee", "Dr Bo Chan"]) == ["Dr Ann", "Dr Bo"]
    assert names.short(["Same", "Same"]) == ["Same", "Same"]


def test_names_never_lie_over_each_other_and_must_be_there_where_told() -> None:
    random = np.random.default_rng(4)
    for _ in range(50):
        at = zip(random.uniform(10, 200, 9), random.normal(2, 0.5, 9), strict=True)
        dots = [
            names.Dot(float(x), float(y), float(y) - 0.4, float(y) + 0.4, f"Some Name {place}", place < 2)
            for place, (x, y) in enumerate(at)
        ]
        notes = names.beside(dots, 600, 400, (0, 220), (-5, 5))
        assert {"Some Name 0", "Some Name 1"} <= {note["text"] for note in notes}
        free = [note for note in notes if note["text"] not in ("Some Name 0", "Some Name 1")]
        boxes = [_box(note) for note in free]
        pairs = [(a, b) for place, a in enumerate(boxes) for b in boxes[:place]]
        assert not [1 for a, b in pairs if names._meets(a, [b])]


def _box(note: dict) -> names.Box:  # type: ignore[type-arg]
    side = (note["xanchor"], note["yanchor"], note["xshift"], note["yshift"])
    place = (note["x"] * 600 / 220, (note["y"] + 5) * 40)
    return names._box(place, side, len(note["text"]))


def test_the_calibration_has_both_scales_alike_and_the_line_of_no_gap(fifths, pain) -> None:
    figure = calibration_plot(fifths, pain)
    assert list(figure.layout.xaxis.range) == list(figure.layout.yaxis.range) == [-5, 5]
    found = traces(figure)
    assert list(found["As expected"].x) == list(found["As expected"].y) == [-5, 5]
    dots = found["Mean of a part, 95 % interval"]
    assert (list(dots.x), list(dots.y)) == (fifths["predicted"].tolist(), fifths["observed"].tolist())
    assert "Runs past the edge" in found
    assert [note.text for note in figure.layout.annotations] == ["n 100"] * 5
    assert figure.layout.meta["direction"] == "above 0 is better"
