"""Control chart: a figure by month or quarter inside its natural limits, with the periods on which a rule fired."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, period_axis, theme, words

COLUMNS = ("period", "n", "value", "mean", "low", "high", "phase", "trial", "rule", "signal", "chance")
FOOT = 0.13  # the share of the height that the bars of n take
FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
NEITHER, APART = "neither", "apart"
# Told apart by shape and by light and dark as well as by colour.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "": ("No signal", {"symbol": "circle", "color": theme.QUIET, "size": 8}),
    "better": ("Signal: better", {"symbol": "square", "color": theme.MAIN, "size": 12}),
    "worse": ("Signal: worse", {"symbol": "diamond", "color": theme.CLASS_COLOURS["worse"], "size": 13}),
    NEITHER: ("Signal: neither better nor worse", {"symbol": "star", "color": theme.INK, "size": 14}),
    APART: ("Outside the dotted limits only", {"symbol": "circle-open", "color": theme.INK, "size": 13}),
}
TRIAL = "Trial limits (fewer than 12 points)"


class Scale(NamedTuple):
    """The value axis: its title, which way is better, its two ends, what n counts, when it falls into a period, and
    whether the values are shares."""

    title: str
    direction: str
    span: tuple[float, float]
    of: str = "Courses of care"
    when: str = "When care began"
    share: bool = False


SHARES = Scale("Share (higher is better)", "higher is better", (0.0, 1.0), share=True)


def control_chart(frame: pd.DataFrame, scale: Scale = SHARES, marked: date | None = None) -> go.Figure:
    """The figure of each period, its mean and natural limits (broken where a phase begins), n under every point, and
    a mark at the day *marked*; a period without anyone is a gap.

    Columns: ``period`` (Timestamp, its start), ``n``, ``value`` (blank: a gap), ``mean``, ``low``, ``high``, ``phase``,
    ``trial``, ``rule`` (in words, blank: none), ``signal`` (better, worse, higher, lower or blank), ``chance`` (above,
    below or blank: outside the limits by chance alone); optional those limits, ``chance_low`` and ``chance_high``
    (dotted), and ``hidden``. Raises `ChartError` on no rows.
    """
    checked = theme.checked(frame, COLUMNS, "control chart").sort_values("period", ignore_index=True)
    blank = dict.fromkeys(("ci_low", "ci_high"), float("nan"))
    table = intervals.fitted(checked.assign(**blank), "value", scale.span).assign(few=False)
    notes, strip = period_axis.under(table)
    height = 540 + strip
    foot = FOOT + (strip + 24) / (height - 150)  # about 150 pixels go to the dates, the key and the button
    ticks = {"tickvals": FIFTHS, "ticktext": [words.percent(one) for one in FIFTHS]} if scale.share else {}
    axis = theme.axis(scale.title, range=list(scale.span), domain=[foot, 1], showgrid=True, **ticks)
    past = intervals.beyond(table, "y", "period", theme.QUIET)
    return theme.figure(
        [*_chance(table), _line(table), *_points(table, scale), *past, _bars(table)],
        height=height,
        n=theme.total(table),
        direction=scale.direction,
        showlegend=True,
        xaxis=period_axis.time(table, scale.when),
        yaxis=axis,
        yaxis2=theme.axis(words.wrap(scale.of, 10), domain=[0, FOOT], rangemode="tozero", nticks=3),
        shapes=[*_limits(table, scale), *_marked(table, marked), *period_axis.hidden(table)],
        annotations=[*(note | {"y": foot} for note in notes), *_dated(table, marked)],
    )


def _line(table: pd.DataFrame) -> dict[str, Any]:
    return _trace("lines", table["period"], table["at"], line={"color": theme.AXIS, "width": 1.5}, showlegend=False,
                  hoverinfo="skip")  # fmt: skip


def _trace(mode: str, at: pd.Series, values: pd.Series, **more: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": mode, "x": at.to_numpy(), "y": values.to_numpy(), "connectgaps": False} | more


def _points(table: pd.DataFrame, scale: Scale) -> Iterator[dict[str, Any]]:
    """One trace for each kind of point there is, so that the key names it."""
    kind = table["signal"].fillna("").replace({"higher": NEITHER, "lower": NEITHER})
    kind = kind.mask((kind == "") & table["chance"].isin(("above", "below")), APART)
    for name, (label, marker) in KINDS.items():
        rows = table[(kind == name) & table["at"].notna()]
        if len(rows):
            said = [_said(row, scale) for row in theme.each(rows)]
            yield _trace("markers", rows["period"], rows["at"], name=label, marker=marker, hoverinfo="text",
                         hovertext=said)  # fmt: skip


def _chance(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The limits by chance alone, a step for each period."""
    for place, name in enumerate(("chance_low", "chance_high")):
        if name in table.columns and table[name].notna().any():
            line = {"color": theme.SECOND, "width": 1.5, "dash": "dot", "shape": "hvh"}
            yield _trace("lines", table["period"], table[name].mask(table["hidden"]), line=line, hoverinfo="skip",
                         name="Limits by chance alone, for this n", showlegend=place == 0)  # fmt: skip


def _bars(table: pd.DataFrame) -> dict[str, Any]:
    wide = period_axis.step(table) / pd.Timedelta(milliseconds=1) * 0.7
    return {"type": "bar", "x": table["period"].to_numpy(), "y": table["n"].mask(table["hidden"]).to_numpy(),
            "yaxis": "y2", "width": wide, "marker": {"color": theme.PALE}, "hoverinfo": "skip",
            "showlegend": False}  # fmt: skip


def _limits(table: pd.DataFrame, scale: Scale) -> list[marks.Shape]:
    """Mean and limits of each phase over its own periods; a limit past the end of the scale is not drawn."""
    half, shapes = period_axis.step(table) / 2, []
    for _, part in table.groupby("phase", sort=True):
        ends = {"x0": part["period"].iloc[0] - half, "x1": part["period"].iloc[-1] + half}
        trial = bool(part["trial"].iloc[-1])
        kinds = (("mean", "Mean", "solid"), *((edge, _name(trial), _dash(trial)) for edge in ("low", "high")))
        for column, name, dash in kinds:
            value = float(part[column].iloc[-1])
            if scale.span[0] <= value <= scale.span[1]:
                line = {"color": theme.INK, "width": 1.5, "dash": dash}
                shapes.append(ends | {"type": "line", "y0": value, "y1": value, "name": name, "line": line})
    named = [shape["name"] for shape in shapes]
    return [shape | {"showlegend": shape["name"] not in named[:place]} for place, shape in enumerate(shapes)]


def _name(trial: bool) -> str:
    return TRIAL if trial else "Natural limits"


def _dash(trial: bool) -> str:
    return "dashdot" if trial else "dash"


def _at(table: pd.DataFrame, marked: date) -> Any:
    """Where a day lies: a point stands in the middle of its period, so the period's first day is half a step before."""
    return pd.Timestamp(marked) - period_axis.step(table) / 2


def _marked(table: pd.DataFrame, marked: date | None) -> list[marks.Shape]:
    """A line at the marked day."""
    return [] if marked is None else [marks.line(_at(table, marked), "x", dash="solid", colour=theme.SECOND)]


def _dated(table: pd.DataFrame, marked: date | None) -> list[dict[str, Any]]:
    if marked is None:
        return []
    at = _at(table, marked)
    late = at > table["period"].iloc[0] + (table["period"].iloc[-1] - table["period"].iloc[0]) / 2
    note = marks.grey_label(at, 1, f"Marked: {words.day(marked)}")
    return [note | {"yref": "paper", "yanchor": "bottom", "xanchor": "right" if late else "left"}]


def _said(row: Any, scale: Scale) -> str:
    value = words.percent(row.value) if scale.share else words.number(row.value, 2)
    why = f"<br>{words.escape(row.rule).capitalize()}: {words.escape(row.signal)}" if row.rule else ""
    past = intervals.said(row)
    counted = f"{words.whole(row.n)} {scale.of.lower()}"
    return f"<b>The period from {row.period:%b %Y}</b><br>{value}, {counted}{why}{past}"
