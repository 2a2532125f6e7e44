"""What one person's readings are compared with: similar patients, the expected course, error and important change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from charts import marks, theme, words
from data.frames import check_columns

if TYPE_CHECKING:
    from charts.progress_columns import Columns
    from data.catalogue import Measure, Threshold

BAND_COLUMNS = ("number", "n", "q1", "median", "q3")
EXPECTED_COLUMNS = ("number", "expected", "low", "high")
OTHERS = "#8a5a00"  # other people are ochre, this person blue and green, rules grey
AFTER = 1100  # in the key other people follow this person, whose entries have Plotly's own 1000; rules come last
OTHERS_FILL = "rgba(214, 158, 46, 0.22)"


def others(
    band: pd.DataFrame | None, expected: pd.DataFrame | None, columns: Columns, measure: Measure, level: float | None
) -> list[dict[str, Any]]:
    """The traces of similar patients and of the course expected from them; none for what is not there."""
    traces = []
    if band is not None and len(band):
        check_columns(band, BAND_COLUMNS, "The frame of similar patients")
        traces += _band(columns.placed(band.dropna(subset=["q1", "median", "q3"])), measure)
    if expected is not None and len(expected):
        check_columns(expected, EXPECTED_COLUMNS, "The frame of the expected course")
        traces += _expected(columns.placed(expected.dropna(subset="expected")), measure, level)
    return traces


def _line(x: Any, y: Any, name: str, **look: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "name": name, "hoverinfo": "skip",
            "connectgaps": False, "showlegend": True, "legendrank": AFTER,
            "line": {"color": OTHERS, "width": 1.5, **look}}  # fmt: skip


def _band(rows: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    """Quartiles as a filled band and the median as a line; a band of one session is drawn as wide as its column."""
    if rows.empty:
        return []
    rows = rows.loc[rows.index.repeat(2)].assign(x=[rows["x"].iloc[0] - 0.4, rows["x"].iloc[0] + 0.4]) \
        if len(rows) == 1 else rows  # fmt: skip
    around = pd.concat([rows[["x", "q1"]].set_axis(["x", "y"], axis=1),
                        rows[["x", "q3"]].set_axis(["x", "y"], axis=1).iloc[::-1]])  # fmt: skip
    first, last = rows.iloc[0], rows.iloc[-1]
    counted = f"n {words.whole(first['n'])} at session {first['number']:.0f}"
    counted += f", {words.whole(last['n'])} at session {last['number']:.0f}" if len(rows) > 2 else ""
    fill = _line(around["x"], around["y"].clip(measure.low, measure.high),
                 f"Similar patients here: middle half<br>({counted})", width=0)  # fmt: skip
    return [fill | {"fill": "toself", "fillcolor": OTHERS_FILL},
            _line(rows["x"], rows["median"], "Similar patients here: median", dash="dot")]  # fmt: skip


def _expected(rows: pd.DataFrame, measure: Measure, level: float | None) -> list[dict[str, Any]]:
    """The expected course as a dashed line, and the two ends of its interval as one trace of hairlines."""
    if rows.empty:
        return []
    ends = rows[["low", "high"]].clip(measure.low, measure.high)
    x, y = [*rows["x"], None, *rows["x"]], [*ends["low"], None, *ends["high"]]
    name = f"Between these: {words.percent(level)} of new patients" if level else "Interval of the expected course"
    return [_line(rows["x"], rows["expected"].clip(measure.low, measure.high), "Expected course", dash="dash", width=2),
            _line(x, y, name, width=0.75)]  # fmt: skip


def levels(
    measure: Measure, baseline: float | None, important: Threshold | None, error: Threshold | None
) -> tuple[list[marks.Shape], list[dict[str, Any]]]:
    """What the first reading is compared with: shapes, and lines of the key for what cannot be drawn."""
    if baseline is None or not math.isfinite(baseline):
        return [], []
    first = f"First reading: {words.trimmed(baseline)} {measure.unit}"
    shapes = [marks.line(baseline, "y", words.escape(first), "solid", theme.AXIS)]
    key = marks.absent(important, error)
    if error is not None:
        ends = max(baseline - error.value, measure.low), min(baseline + error.value, measure.high)
        shapes.insert(0, marks.band(*ends, marks.named(error, "error"), "y"))
    if important is not None:
        at, name = baseline + measure.sign * important.value, marks.named(important, "important")
        if measure.low <= at <= measure.high:
            shapes.append(marks.line(at, "y", name))
        else:
            key.append(marks.silent(f"{name}:<br>past the end of the scale from this first reading"))
    return [shape | {"layer": "below"} for shape in shapes], key  # a person's readings lie on top of every rule
