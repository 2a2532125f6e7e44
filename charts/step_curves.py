"""Step curves: the share that has changed by each session or week, and how many are still followed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts import marks, rows, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "time", "n", "at_risk", "share", "low", "high", "median", "median_low", "median_high")
TIMES = {"sessions": "Sessions had", "weeks": "Weeks since the first reading"}
FIRM = 10  # still followed: below, the line is thin and has no interval
# A curve is known by its dashes and its words; the colours only help.
LOOKS = ((theme.MAIN, "solid"), (theme.SECOND, "dash"), (theme.INK, "dot"), (theme.QUIET, "dashdot"))
TALL, LINE, AXIS = 330, 15, 62  # pixels of the plot, of one line of words, of the ticks and the title beneath
SMALL = {"size": 11, "color": theme.INK}
TICKS = (1, 2, 3, 4, 6, 8, 12, 13, 26, 52)


class Curve(NamedTuple):
    """One group's rows, its look, and how far it is moved aside so that intervals do not lie on one another."""

    label: str
    part: pd.DataFrame
    colour: str
    dash: str
    aside: float


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
    drawn = _curves(shown, end)
    ticks = _ticks(end)
    names = [_named(curve, time) for curve in drawn]
    foot = AXIS + (LINE * 2 * len(drawn) + LINE + 8 if drawn else 0)
    title = f"Courses once changed in {words.inside(measure.short)}, {beyond} (%; higher is better)"
    return theme.figure(
        [*_bands(drawn, ticks), *_lines(drawn), *_leads(drawn, end)],
        height=theme.TOP + TALL + foot + 8,
        n=int(sum(curve.part["n"].iloc[0] for curve in drawn)),
        direction="higher is better",
        xaxis=theme.axis(TIMES[time], tickvals=ticks, range=[0, end * 1.05], anchor="y"),
        yaxis=theme.axis(words.title(title, 36), range=[0, 1], showgrid=True, domain=[foot / (TALL + foot), 1],
                         tickvals=[0, 0.25, 0.5, 0.75, 1], ticktext=["0 %", "25 %", "50 %", "75 %", "100 %"]),
        annotations=[*_labels(drawn, names), *_followed(drawn, ticks, foot), *_hidden(table)],
        margin={"l": 8, "r": max([rows.room_for([name], 12) for name in names], default=14), "t": theme.TOP, "b": 8},
    )  # fmt: skip


def _curves(shown: pd.DataFrame, end: float) -> list[Curve]:
    parts = [(str(label), part) for label, part in shown.groupby("label", sort=False)]
    if len(parts) > len(LOOKS):
        raise theme.ChartError(f"At most {len(LOOKS)} curves can be told apart in one picture.")
    step = 0.011 * end
    return [Curve(label, part, *look, (place - (len(parts) - 1) / 2) * step)
            for place, ((label, part), look) in enumerate(zip(parts, LOOKS, strict=False))]  # fmt: skip


def _end(shown: pd.DataFrame) -> float:
    """Where the picture ends: the last time at which some curve is still firm, so that no tail of a few fills it."""
    firm = shown.loc[shown["at_risk"] >= FIRM, "time"]
    return max(float(firm.max()), 1.0) if len(firm) else 1.0


def _ticks(end: float) -> list[float]:
    """At most seven, so that counts of four digits stand side by side on a phone."""
    every = next((step for step in TICKS if end / step <= 6), math.ceil(end / 6))
    return [float(at) for at in np.arange(0, end + 1e-9, every)]


def _lines(drawn: list[Curve]) -> list[dict[str, Any]]:
    return [_line(curve, firm) for curve in drawn for firm in (False, True)]


def _line(curve: Curve, firm: bool) -> dict[str, Any]:
    """The firm part of a curve, or the thin one from where fewer than `FIRM` are followed."""
    far = int((curve.part["at_risk"] >= FIRM).sum())
    part = curve.part.iloc[:far] if firm else curve.part.iloc[max(far - 1, 0) :]
    return {
        "type": "scatter", "mode": "lines", "x": part["time"].to_numpy(), "y": part["share"].to_numpy(),
        "line": {"shape": "hv", "color": curve.colour, "dash": curve.dash, "width": 2.5 if firm else 1},
        "hoverinfo": "text", "hovertext": [_said(row, curve) for row in theme.each(part)],
    }  # fmt: skip


def _bands(drawn: list[Curve], ticks: list[float]) -> list[dict[str, Any]]:
    """A band around a curve alone; of several, intervals at the ticks, a little aside of one another."""
    firm = [(curve, curve.part[(curve.part["at_risk"] >= FIRM) & curve.part["low"].notna()]) for curve in drawn]
    if len(firm) == 1:
        part = firm[0][1]
        edge = {"type": "scatter", "mode": "lines", "x": part["time"].to_numpy(), "hoverinfo": "skip",
                "line": {"shape": "hv", "width": 0, "color": theme.BAND}}  # fmt: skip
        full = {"fill": "tonexty", "fillcolor": theme.BAND}
        return [edge | {"y": part["low"].to_numpy()}, edge | full | {"y": part["high"].to_numpy()}]
    return [_intervals(curve, part[part["time"].isin(ticks)]) for curve, part in firm]


def _intervals(curve: Curve, part: pd.DataFrame) -> dict[str, Any]:
    ends = {"array": (part["high"] - part["share"]).to_numpy(), "arrayminus": (part["share"] - part["low"]).to_numpy()}
    return {
        "type": "scatter", "mode": "markers", "x": (part["time"] + curve.aside).to_numpy(), "hoverinfo": "skip",
        "y": part["share"].to_numpy(), "marker": {"color": curve.colour, "size": 5},
        "error_y": {"type": "data", "symmetric": False, "color": curve.colour, "thickness": 1.2, "width": 0} | ends,
    }  # fmt: skip


def _at_end(curve: Curve) -> tuple[float, float]:
    """Where the firm part of a curve ends."""
    firm = curve.part[curve.part["at_risk"] >= FIRM]
    last = (firm if len(firm) else curve.part).iloc[-1]
    return float(last["time"]), float(last["share"])


def _named(curve: Curve, time: str) -> str:
    """The name of a curve, by when half have changed, and how sure that is."""
    places = 0 if time == "sessions" else 1
    row = curve.part.iloc[0]
    middle, low, high = (words.number(row[name], places) for name in ("median", "median_low", "median_high"))
    half = f"half by {middle}<br>({low} to {'open' if math.isnan(row['median_high']) else high})"
    return f"<b>{words.wrap(curve.label, 14)}</b><br>{'not half so far' if math.isnan(row['median']) else half}"


def _heights(drawn: list[Curve], names: list[str]) -> list[float]:
    """Where the names stand: at the ends of their curves, moved apart as far as their lines need."""
    tall = [LINE * words.lines_in(name) / TALL + 0.012 for name in names]
    order = sorted(range(len(drawn)), key=lambda place: _at_end(drawn[place])[1])
    at = [0.0] * len(drawn)
    floor = 0.0
    for place in order:
        at[place] = max(_at_end(drawn[place])[1], floor + tall[place] / 2)
        floor = at[place] + tall[place] / 2
    ceiling = max(1.0, sum(tall))
    for place in reversed(order):
        at[place] = min(at[place], ceiling - tall[place] / 2)
        ceiling = at[place] - tall[place] / 2
    return at


def _labels(drawn: list[Curve], names: list[str]) -> list[dict[str, Any]]:
    common = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 4, "showarrow": False, "align": "left"}
    return [common | {"y": y, "text": name, "font": {"size": 12, "color": curve.colour}}
            for curve, name, y in zip(drawn, names, _heights(drawn, names), strict=True)]  # fmt: skip


def _leads(drawn: list[Curve], end: float) -> list[dict[str, Any]]:
    """A quiet line from the end of each curve to its name, where the two are apart."""
    names = [_named(curve, "sessions") for curve in drawn]
    ends = [(*_at_end(curve), at) for curve, at in zip(drawn, _heights(drawn, names), strict=True)]
    x = [value for time, _, _ in ends for value in (time, end * 1.05, None)]
    y = [value for _, share, at in ends for value in (share, at, None)]
    look = {"color": theme.AXIS, "width": 1}
    return [{"type": "scatter", "mode": "lines", "x": x, "y": y, "line": look, "hoverinfo": "skip"}] if ends else []


def _followed(drawn: list[Curve], ticks: list[float], foot: int) -> list[dict[str, Any]]:
    """The table under the picture: how many of each group are still followed at each tick."""
    base = {"yref": "paper", "y": foot / (TALL + foot), "yanchor": "top", "showarrow": False, "borderpad": 0}
    left = base | {"xref": "paper", "x": 0, "xanchor": "left", "align": "left"}
    notes = [left | {"text": "<b>Still followed</b>", "yshift": -AXIS, "font": SMALL}] if drawn else []
    for place, curve in enumerate(drawn):
        down = AXIS + LINE + 2 + 2 * LINE * place
        known = curve.part.set_index("time")["at_risk"]
        notes.append(left | {"text": words.escape(curve.label), "yshift": -down,
                             "font": {"size": 11, "color": curve.colour}})  # fmt: skip
        notes += [base | {"xref": "x", "x": at, "text": words.whole(known.get(at, 0)), "yshift": -down - LINE + 2,
                          "font": SMALL} for at in ticks]  # fmt: skip
    return notes


def _hidden(table: pd.DataFrame) -> list[dict[str, Any]]:
    labels = table.loc[table["hidden"], "label"].drop_duplicates()
    return [marks.grey_label(0.5, 0.9 - 0.12 * place, f"{words.escape(label)}: {words.HIDDEN}") | {"xref": "paper"}
            for place, label in enumerate(labels)]  # fmt: skip


def _said(row: Any, curve: Curve) -> str:
    ends = "" if math.isnan(row.low) else f" (95 % CI {words.percent(row.low)} to {words.percent(row.high)})"
    by = f"By {words.trimmed(row.time)}: {words.percent(row.share)}{ends}"
    return (f"<b>{words.wrap(curve.label, 40)}</b><br>{by}<br>"
            f"{words.whole(row.at_risk)} of {words.whole(row.n)} courses of care still followed")  # fmt: skip
