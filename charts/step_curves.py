"""Step curves: the share that has changed by each session or week, and how many are still followed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts import marks, rows, step_words, theme, words
from charts.step_words import AXIS, FIRM, LINE, TALL, Curve

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "time", "n", "at_risk", "share", "low", "high", "median", "median_low", "median_high")
TIMES = {"sessions": "Sessions had", "weeks": "Weeks since the first reading"}
TEAL = "#0a7468"  # `theme.SECOND`, darker: a name is written in it, and small words need 4.5 to 1
# A curve is known by its dashes and its words; the colours only help.
LOOKS = ((theme.MAIN, "solid"), (TEAL, "dash"), (theme.INK, "dot"), (theme.QUIET, "dashdot"))
TICKS = (1, 2, 3, 4, 6, 8, 12, 13, 26, 52)


def step_curves(
    frame: pd.DataFrame, measure: Measure, time: str = "sessions", beyond: str = "beyond error and important"
) -> go.Figure:
    """One step line per group on the whole axis of 0 to 100 %, its name at its end, the number followed beneath.

    Columns: ``label`` (the group, at most four), ``time`` (whole sessions or weeks, from 0), ``n``, ``at_risk``,
    ``share``, ``low``, ``high`` (0 to 1), ``median``, ``median_low``, ``median_high``; optional ``hidden``. *beyond*
    says what counts as a change. Raises `ChartError` on no rows and on more than four groups.
    """
    table = theme.checked(frame, COLUMNS, "chart of time to change")
    shown = table[~table["hidden"]]
    end = _end(shown)
    edge = end + 1 + 0.04 * end  # the last step is one wide too
    drawn = _curves(shown[shown["time"] <= end])
    ticks = _ticks(end, shown["n"].max())
    names = [step_words.named(curve, time) for curve in drawn]
    foot = AXIS + (LINE * 2 * len(drawn) + LINE + 8 if drawn else 0)
    title = f"Courses once changed in {words.inside(measure.short)}, {beyond} (%; higher is better)"
    return theme.figure(
        [*_bands(drawn, ticks), *_lines(drawn), *step_words.leads(drawn, names, edge)],
        height=theme.TOP + TALL + foot + 8,
        n=int(sum(curve.part["n"].iloc[0] for curve in drawn)),
        direction="higher is better",
        xaxis=theme.axis(TIMES[time], tickvals=ticks, range=[0, edge], anchor="y"),
        yaxis=theme.axis(words.title(title, 36), range=[0, 1], showgrid=True, domain=[foot / (TALL + foot), 1],
                         tickvals=[0, 0.25, 0.5, 0.75, 1], ticktext=["0 %", "25 %", "50 %", "75 %", "100 %"]),
        annotations=[*step_words.around(drawn, names, ticks, foot), *_hidden(table)],
        margin={"l": 8, "r": max([rows.room_for([name], 12) for name in names], default=14), "t": theme.TOP, "b": 8},
    )  # fmt: skip


def _curves(shown: pd.DataFrame) -> list[Curve]:
    parts = [(str(label), part) for label, part in shown.groupby("label", sort=False)]
    if len(parts) > len(LOOKS):
        raise theme.ChartError(f"At most {len(LOOKS)} curves can be told apart in one picture.")
    return [Curve(label, part, *look) for (label, part), look in zip(parts, LOOKS, strict=False)]


def _end(shown: pd.DataFrame) -> float:
    """Where the picture ends: the last time at which some curve is still firm, so that no tail of a few fills it."""
    firm = shown.loc[shown["at_risk"] >= FIRM, "time"]
    return max(float(firm.max()), 1.0) if len(firm) else 1.0


def _ticks(end: float, most: float) -> list[float]:
    """Fewer where the counts beneath have more digits, so that they stand side by side on a phone."""
    room = 6 if most < 100 else 5 if most < 1000 else 4
    every = next((step for step in TICKS if end / step <= room), math.ceil(end / room))
    return [float(at) for at in np.arange(0, end + 1e-9, every)]


def _lines(drawn: list[Curve]) -> list[dict[str, Any]]:
    """Of each curve the firm part, and the thin one from where fewer than `FIRM` are followed; steps one wide."""
    found = []
    for curve in drawn:
        far = len(curve.firm)
        firm, rest = _stepped(curve.part.iloc[:far]), _stepped(curve.part.iloc[far:])
        found += [_line(curve, firm, 2.5)] if far else []
        found += [_line(curve, pd.concat([firm.tail(1), rest]), 1)] if len(rest) else []
    return found


def _stepped(part: pd.DataFrame) -> pd.DataFrame:
    """The rows with the last once more where its step ends."""
    last = part.tail(1)
    return pd.concat([part, last.assign(time=last["time"] + 1)])


def _line(curve: Curve, part: pd.DataFrame, width: float) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": part["time"].to_numpy(), "y": part["share"].to_numpy(),
        "line": {"shape": "hv", "color": curve.colour, "dash": curve.dash, "width": width},
        "hoverinfo": "text", "hovertext": [_said(row, curve) for row in theme.each(part)],
    }  # fmt: skip


def _bands(drawn: list[Curve], ticks: list[float]) -> list[dict[str, Any]]:
    """A band around a curve alone; of several, upright intervals that take turns along the axis."""
    if len(drawn) != 1:
        return [_intervals(curve, place, len(drawn), ticks) for place, curve in enumerate(drawn)]
    part = _stepped(drawn[0].firm.dropna(subset="low"))
    edge = {"type": "scatter", "mode": "lines", "x": part["time"].to_numpy(), "hoverinfo": "skip",
            "line": {"shape": "hv", "width": 0, "color": theme.BAND}}  # fmt: skip
    full = {"fill": "tonexty", "fillcolor": theme.BAND}
    return [edge | {"y": part["low"].to_numpy()}, edge | full | {"y": part["high"].to_numpy()}]


def _intervals(curve: Curve, place: int, of: int, ticks: list[float]) -> dict[str, Any]:
    """Intervals of one curve once between every two ticks, on its own steps, so that no two lie on one another."""
    turn = place * math.floor((ticks[1] - ticks[0]) / of) if len(ticks) > 1 else 0
    part = curve.firm[curve.firm["time"].isin([at + turn for at in ticks])].dropna(subset="low")
    ends = {"array": (part["high"] - part["share"]).to_numpy(), "arrayminus": (part["share"] - part["low"]).to_numpy()}
    return {
        "type": "scatter", "mode": "markers", "x": (part["time"] + (place + 1) / (of + 1)).to_numpy(),
        "y": part["share"].to_numpy(), "marker": {"color": curve.colour, "size": 5}, "hoverinfo": "skip",
        "error_y": {"type": "data", "symmetric": False, "color": curve.colour, "thickness": 1.2, "width": 0} | ends,
    }  # fmt: skip


def _hidden(table: pd.DataFrame) -> list[dict[str, Any]]:
    labels = table.loc[table["hidden"], "label"].drop_duplicates()
    return [marks.grey_label(0.5, 0.9 - 0.12 * place, f"{words.escape(label)}: {words.HIDDEN}") | {"xref": "paper"}
            for place, label in enumerate(labels)]  # fmt: skip


def _said(row: Any, curve: Curve) -> str:
    ends = "" if math.isnan(row.low) else f" (95 % CI {words.percent(row.low)} to {words.percent(row.high)})"
    by = f"By {words.trimmed(row.time)}: {words.percent(row.share)}{ends}"
    return (f"<b>{words.wrap(curve.label, 40)}</b><br>{by}<br>"
            f"{words.whole(row.at_risk)} of {words.whole(row.n)} courses of care still followed")  # fmt: skip
