"""The words of step curves: what each is called at its end, how many are still followed beneath, and the key above."""

from __future__ import annotations

import math
import textwrap
from typing import Any, NamedTuple

import pandas as pd

from charts import theme, words

FIRM = 10  # still followed: below, the line is thin and has no interval
TALL, LINE, AXIS = 330, 15, 62  # pixels of the plot, of one line of words, of the ticks and the title beneath
SMALL = {"size": 11, "color": theme.INK}


class Curve(NamedTuple):
    """One group's rows and its look."""

    label: str
    part: pd.DataFrame
    colour: str
    dash: str

    @property
    def firm(self) -> pd.DataFrame:
        """The rows at which enough are still followed."""
        return self.part[self.part["at_risk"] >= FIRM]


def around(drawn: list[Curve], names: list[str], ticks: list[float], foot: int) -> list[dict[str, Any]]:
    """Every word of the picture but those of its axes."""
    return [*_key(drawn), *_labels(drawn, names), *_followed(drawn, ticks, foot)] if drawn else []


def _key(drawn: list[Curve]) -> list[dict[str, Any]]:
    """Above the picture, what its two kinds of line mean, where it has them."""
    said = [f"{'Band' if len(drawn) == 1 else 'Upright lines'}: 95 % interval"]
    if any(len(curve.firm) < len(curve.part) for curve in drawn):
        said.append(f"Thin: fewer than {FIRM} followed")
    return [{"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "yshift": 3,
             "align": "left", "showarrow": False, "borderpad": 0, "text": "<br>".join(said),
             "font": {"size": 11, "color": theme.QUIET}}]  # fmt: skip


def _at_end(curve: Curve) -> tuple[float, float]:
    """Where the last step of a curve ends."""
    last = curve.part.iloc[-1]
    return float(last["time"]) + 1, float(last["share"])


def named(curve: Curve, time: str) -> str:
    """The name of a curve, by when half have changed and how sure that is, or until when fewer than half had."""
    places = 0 if time == "sessions" else 1
    row = curve.part.iloc[0]
    ends = (words.number(row[name], places).removesuffix(".0") for name in ("median", "median_low", "median_high"))
    middle, low, high = ends
    known = (
        "" if math.isnan(row["median_low"]) else f"<br>CI {low} to {'open' if math.isnan(row['median_high']) else high}"
    )
    half = f"half by {middle}{known}" if _told(curve) else f"under half by {words.whole(_until(curve))}"
    return f"<b>{words.wrap(curve.label, 14)}</b><br>{half}"


def _told(curve: Curve) -> bool:
    """Whether half have changed while enough were still followed: a median may not rest on almost nobody."""
    by = curve.part[curve.part["time"] <= curve.part["median"].iloc[0]]
    return len(by) > 0 and by["at_risk"].iloc[-1] >= FIRM


def _until(curve: Curve) -> float:
    """The last time at which enough are still followed."""
    return float(curve.firm["time"].max()) if len(curve.firm) else 0.0


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


def leads(drawn: list[Curve], names: list[str], edge: float) -> list[dict[str, Any]]:
    """A quiet line from the end of each curve to its name, where the two are apart."""
    ends = [(*_at_end(curve), at) for curve, at in zip(drawn, _heights(drawn, names), strict=True)]
    x = [value for time, _, _ in ends for value in (time, edge, None)]
    y = [value for _, share, at in ends for value in (share, at, None)]
    look = {"color": theme.AXIS, "width": 1}
    return [{"type": "scatter", "mode": "lines", "x": x, "y": y, "line": look, "hoverinfo": "skip"}] if ends else []


def _followed(drawn: list[Curve], ticks: list[float], foot: int) -> list[dict[str, Any]]:
    """The table under the picture: how many of each group are still followed at each tick."""
    base = {"yref": "paper", "y": foot / (TALL + foot), "yanchor": "top", "showarrow": False, "borderpad": 0}
    left = base | {"xref": "paper", "x": 0, "xanchor": "left", "xshift": -10, "align": "left"}
    notes = [left | {"text": "<b>Still followed</b>", "yshift": -AXIS, "font": SMALL}]
    for place, curve in enumerate(drawn):
        down = AXIS + LINE + 2 + 2 * LINE * place
        known = dict(zip(curve.part["time"], curve.part["at_risk"], strict=True))
        notes.append(left | {"text": words.escape(textwrap.shorten(curve.label, 36, placeholder="…")), "yshift": -down,
                             "font": {"size": 11, "color": curve.colour}})  # fmt: skip
        notes += [base | {"xref": "x", "x": at, "text": words.whole(known.get(at, 0)), "yshift": -down - LINE + 2,
                          "font": SMALL} for at in ticks]  # fmt: skip
    return notes
