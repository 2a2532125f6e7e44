"""Progress: one person's readings before and after every session and at reviews, against what they can be compared
with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, progress_lines, theme, words
from charts.progress_columns import FEWEST, Columns, columns, values
from data.frames import check_columns

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

COLUMNS = ("on", "number", "phase", "side", "value", "muscles", "technique", "marked")
OTHER_COLUMNS = ("on", "number", "phase", "side", "value")
# Which way from the column's middle, colour, sign, name: they differ without their colours too.
LOOKS = {
    "before": (-1, theme.MAIN, "circle", "Before the session"),
    "after": (1, theme.SECOND, "diamond", "After the session"),
    "review": (0, theme.MAIN, "square-open", "Review, apart from a session"),
}
MANY = 16  # columns from which marks are smaller, or they would hide one another on a phone
RIGHT = {"l": 8, "r": 32, "t": theme.TOP, "b": 8}  # half a date's room beside the newest visit


def progress(
    points: pd.DataFrame,
    measure: Measure,
    *,
    band: pd.DataFrame | None = None,
    expected: pd.DataFrame | None = None,
    baseline: float | None = None,
    error: Threshold | None = None,
    important: Threshold | None = None,
    other: pd.DataFrame | None = None,
    level: float | None = None,
) -> go.Figure:
    """One person's readings of one measure and side, visit by visit, on the measure's whole scale.

    Columns of *points*: ``on`` (date), ``number`` (session, 0 for a review), ``phase`` (``before``, ``after``,
    ``review``), ``side``, ``value``, ``muscles``, ``technique`` (text, may be blank), ``marked`` (true: another rater
    or instrument than the first). *other* has the same readings of the other side (without muscles, technique,
    marked). *band*: ``number, n, q1, median, q3`` and *expected*: ``number, expected, low, high``, by session number,
    of similar patients; *level* is the share (0 to 1) of single readings its interval holds. Thresholds are drawn from
    *baseline*. Raises `ChartError` on no rows, on a hidden one, and on two sides in *points*.
    """
    table = _checked(points)
    aside = _standing(other)
    everyone = table if aside is None else pd.concat([table[["on", "number"]], aside[["on", "number"]]])
    visits = columns(everyone, _furthest(band, expected))
    placed = _beside(visits.placed(table), len(visits.visits))
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    shapes, silent = progress_lines.levels(measure, baseline, important, error)
    compared = progress_lines.others(band, expected, visits, measure, level)
    traces = [*compared, *_other(aside, visits), *_person(placed, len(visits.visits), measure), *silent]
    return theme.figure(
        traces,
        height=400 + 21 * (sum(trace.get("showlegend", False) for trace in traces) + 2 * len(shapes)),
        n=len(table),
        direction=words.direction(measure),
        sources=marks.sources(important, error) if shapes else [],
        showlegend=True,
        margin=RIGHT,
        xaxis=visits.axis(),
        yaxis=theme.axis(words.title(measure.axis_title), range=[measure.low, measure.high], showgrid=True),
        shapes=shapes,
    )


def _checked(points: pd.DataFrame) -> pd.DataFrame:
    table = theme.checked(points, COLUMNS, "chart of progress")
    if table["hidden"].any():
        raise theme.ChartError("One person's readings are not drawn for a group this small (fewer than 10).")
    if table["side"].nunique() > 1:
        raise theme.ChartError("One picture shows one side. Choose left or right.")
    known = table.dropna(subset="value")
    if known.empty:
        raise theme.ChartError("No reading is recorded that could be drawn.")
    return known.assign(on=pd.to_datetime(known["on"]))


def _standing(other: pd.DataFrame | None) -> pd.DataFrame | None:
    """The other side before sessions and at reviews; nothing where it was never measured."""
    if other is None:
        return None
    known = check_columns(other, OTHER_COLUMNS, "The frame of the other side").dropna(subset="value")
    known = known[known["phase"] != "after"]
    return known.assign(on=pd.to_datetime(known["on"])) if len(known) else None


def _furthest(*frames: pd.DataFrame | None) -> int:
    return max((int(frame["number"].max()) for frame in frames if frame is not None and len(frame)), default=0)


def _beside(placed: pd.DataFrame, count: int) -> pd.DataFrame:
    """Before a little left of the column's middle and after a little right, by the same few pixels however many."""
    apart = min(0.18, 0.016 * max(count, FEWEST))
    at = placed["x"] + [LOOKS[phase][0] * apart for phase in placed["phase"]]
    return placed.assign(at=at).sort_values("at", kind="stable")


def _person(placed: pd.DataFrame, count: int, measure: Measure) -> list[dict[str, Any]]:
    """The course, the drop lines, the marks of each phase that occurs, and a ring round what another rater took."""
    ringed = placed["marked"].fillna(False).astype(bool)
    table = placed.assign(**values(placed, count, (measure.low, measure.high)), ringed=ringed)
    size = 10 if count <= MANY else 7
    parts = [(phase, table[table["phase"] == phase]) for phase in LOOKS]
    marked = [_marks(part, phase, size, measure) for phase, part in parts if len(part)]
    return [_course(table), _drops(table), *marked, *_rings(table, size)]


def _course(placed: pd.DataFrame) -> dict[str, Any]:
    """From one visit's standing to the next, with a gap at a session that has none before it."""
    standing = placed[placed["phase"] != "after"]
    x = range(int(placed["x"].min()), int(placed["x"].max()) + 1)
    at = standing.drop_duplicates("x").set_index("x")[["at", "value"]].reindex(x)
    return {"type": "scatter", "mode": "lines", "x": at["at"].fillna(at.index.to_series()).to_numpy(),
            "y": at["value"].to_numpy(), "connectgaps": False, "hoverinfo": "skip", "showlegend": False,
            "line": {"color": theme.MAIN, "width": 2}}  # fmt: skip


def _drops(placed: pd.DataFrame) -> dict[str, Any]:
    """One trace with a gap after each session: before -> after, the immediate change of that session."""
    rows = placed[placed["phase"] != "review"]
    pairs = [part for _, part in rows.groupby("x") if len(part) == 2]
    x = [at for part in pairs for at in (*part["at"], None)]
    y = [at for part in pairs for at in (*part["value"], None)]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "showlegend": False,
            "line": {"color": theme.SECOND, "width": 1.5}}  # fmt: skip


def _marks(part: pd.DataFrame, phase: str, size: int, measure: Measure) -> dict[str, Any]:
    _, colour, symbol, name = LOOKS[phase]
    outline = {"color": colour, "width": 2} if symbol.endswith("open") else {"color": theme.PAPER, "width": 1}
    return _beside_its_mark(part.assign(text=part["text"].mask(part["ringed"], "")), colour) | {
        "name": name, "marker": {"color": colour, "symbol": symbol, "size": size, "line": outline},
        "hoverinfo": "text", "hovertext": [_said(row, measure) for row in theme.each(part)],
    }  # fmt: skip


def _rings(table: pd.DataFrame, size: int) -> list[dict[str, Any]]:
    """The rings, which carry the values of what they surround so that no number stands in one."""
    ringed = table[table["ringed"]]
    return [_beside_its_mark(ringed, theme.INK) | {
        "name": "Ringed: another rater or instrument,<br>so the larger error counts", "hoverinfo": "skip",
        "marker": {"symbol": "circle-open", "size": size + 9, "color": theme.INK, "line": {"width": 1.25}},
    }] if len(ringed) else []  # fmt: skip


def _beside_its_mark(part: pd.DataFrame, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers+text", "x": part["at"].to_numpy(), "y": part["value"].to_numpy(),
        "cliponaxis": False, "showlegend": True, "text": part["text"].to_list(),
        "textposition": part["place"].to_list(), "textfont": {"size": 12, "color": colour},
    }  # fmt: skip


def _other(aside: pd.DataFrame | None, visits: Columns) -> list[dict[str, Any]]:
    """The other side's standing as one faint line."""
    if aside is None:
        return []
    rows = visits.placed(aside)
    return [{
        "type": "scatter", "mode": "lines+markers", "x": rows["x"].to_numpy(), "y": rows["value"].to_numpy(),
        "name": f"{str(aside['side'].iloc[0]).capitalize()} side, to compare", "showlegend": True,
        "legendrank": progress_lines.AFTER, "hoverinfo": "skip", "opacity": 0.7,
        "line": {"color": theme.QUIET, "width": 1}, "marker": {"size": 4, "color": theme.QUIET},
    }]  # fmt: skip


def _said(row: Any, measure: Measure) -> str:
    when = "Review" if row.phase == "review" else f"{row.phase.capitalize()} session {row.number}"
    lines = [f"<b>{when}, {words.day(row.on)}</b>", f"{words.trimmed(row.value)} {words.escape(measure.unit)}"]
    told = (("Muscles", row.muscles), ("Technique", row.technique))
    lines += [words.wrap(f"{name}: {text}", 40) for name, text in told if isinstance(text, str) and text.strip()]
    lines += ["Another rater or instrument than the first"] if row.ringed else []
    return "<br>".join(lines)
