"""Quadrant: the change in pain against the change in range of motion, in few dots sized by how many they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

COLUMNS = ("kind", "pain", "range", "n", "kind_n", "share")
# Colour and sign of each part: light to dark differs, and so does the shape. Worse has the colour it has everywhere.
LOOKS = {
    "both better": (theme.CLASS_COLOURS["improved beyond both"], "circle"),
    "only pain better": (theme.CLASS_COLOURS["improved, important only"], "triangle-up"),
    "only range better": (theme.CLASS_COLOURS["improved, error only"], "triangle-right"),
    "neither": (theme.CLASS_COLOURS["within error"], "circle"),
    "worse in one or both": (theme.CLASS_COLOURS["worse"], "diamond"),
}
LARGEST, SMALLEST = 18, 6  # pixels across: a dot's area, not its width, says how many
ROOM = 1.05


def quadrant(
    frame: pd.DataFrame,
    measure: Measure,
    against: Measure,
    important: Threshold | None = None,
    error: Threshold | None = None,
    against_error: Threshold | None = None,
) -> go.Figure:
    """Change in pain upwards against change in range to the right, each positive for better, on whole fixed axes.

    Columns: ``kind`` (a key of `LOOKS`; blank where there is no threshold), ``pain`` (change in *measure*), ``range``
    (change in *against*), ``n`` (courses in the dot, 0 for a part that nobody is in), ``kind_n`` and ``share`` of the
    part. Bands are the measurement *error* of either, the line the *important* change in pain. Raises `ChartError` on
    no rows and when a row is hidden.
    """
    table = theme.checked(frame, COLUMNS, "chart of pain against range of motion")
    if table["hidden"].any():
        raise theme.ChartError("Single changes are not drawn for a group this small (fewer than 10).")
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    against_error = marks.drawable(against_error, against)
    span, n = marks.single_range(against), theme.total(table)
    return theme.figure(
        [
            *_parts(table, measure, against),
            *_past(table, span),
            *_absent(measure, against, important, error, against_error),
        ],
        height=680,
        n=n,
        direction="above 0 and right of 0 is better",
        sources=marks.sources(important, error, against_error),
        showlegend=True,
        xaxis=_axis(words.change_title(against, "right of", "Change"), span),
        yaxis=_axis(words.change_title(measure, "above", "Change"), marks.single_range(measure)),
        shapes=[*marks.thresholds(important, error, "y"), *marks.thresholds(None, against_error, "x")],
        annotations=[_counted(n, table["n"].max())],
    )  # fmt: skip


def _axis(title: str, span: list[float]) -> dict[str, Any]:
    """The whole span, with air around it for the dots that stand on its edge."""
    return theme.axis(title, range=[ROOM * end for end in span], showgrid=True, nticks=7)


def _parts(table: pd.DataFrame, measure: Measure, against: Measure) -> list[dict[str, Any]]:
    """The dots of each part and its line of the key, also where nobody is in it; and those no threshold could judge."""
    most = max(float(table["n"].max()), 1.0)
    known = [(words.escape(kind).capitalize(), *look, table[table["kind"] == kind]) for kind, look in LOOKS.items()]
    known.append((words.UNCLASSED.capitalize(), theme.PALE, "circle", table[table["kind"].isna()]))
    span = marks.single_range(against)
    found = []
    for said, colour, symbol, part in (one for one in known if len(one[-1])):
        look = {"color": colour, "symbol": symbol, "line": {"color": theme.QUIET, "width": 0.7}}
        size = {"size": part["n"].to_numpy(), "sizemode": "area", "sizemin": SMALLEST / 2, "opacity": 0.9,
                "sizeref": 2 * most / LARGEST**2}  # fmt: skip
        found += [marks.silent(f"{said}: {_size(part)}") | {"marker": look | {"size": 10}}, {
            "type": "scatter", "mode": "markers", "showlegend": False, "cliponaxis": False, "marker": look | size,
            "x": part["range"].clip(*span).to_numpy(), "y": part["pain"].to_numpy(), "hoverinfo": "text",
            "hovertext": [_said(row, said, measure, against) for row in theme.each(part)],
        }]  # fmt: skip
    return found


def _size(part: pd.DataFrame) -> str:
    """How many courses of care are in a part, and their share of all judged."""
    first = part.iloc[0]
    if first["share"] != first["share"]:
        return words.whole(first["kind_n"])
    return f"{words.whole(first['kind_n'])} ({words.percent(first['share'])})"


def _past(table: pd.DataFrame, span: list[float]) -> list[dict[str, Any]]:
    """What runs past the edge stands on it; the key says how many."""
    past = int(table.loc[(table["range"] < span[0]) | (table["range"] > span[1]), "n"].sum())
    return [marks.silent(f"Drawn at the left or right edge, but further out: {past}")] if past else []


def _absent(
    measure: Measure, against: Measure, important: Threshold | None, error: Threshold | None, other: Threshold | None
) -> list[dict[str, Any]]:
    """What is not drawn, named for the measure that lacks it; no range of motion has an important change."""
    lacks = ((measure, "important", important), (measure, "error", error), (against, "error", other),
             (against, "important", None))  # fmt: skip
    return [marks.silent(words.wrap(f"{one.short}: {words.inside(marks.named(None, kind))}", 44))
            for one, kind, threshold in lacks if threshold is None]  # fmt: skip


def _counted(n: int, most: float) -> dict[str, Any]:
    return {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "align": "left",
            "showarrow": False, "text": f"n = {n} courses of care<br>The largest dot is {words.whole(most)} of them",
            "borderpad": 0, "yshift": 3, "font": {"size": 11, "color": theme.QUIET}}  # fmt: skip


def _said(row: Any, said: str, measure: Measure, against: Measure) -> str:
    felt, moved = (f"{one.short} {words.number(value, words.decimals(one))} {one.unit}"
                   for one, value in ((measure, row.pain), (against, row.range)))  # fmt: skip
    return (f"<b>{said}</b><br>{words.escape(felt)}<br>{words.escape(moved)}<br>{words.whole(row.n)} courses of care; "
            "positive is better")  # fmt: skip
