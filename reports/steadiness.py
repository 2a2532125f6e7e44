"""Steadiness: one figure by month or quarter, its natural limits, and which rule fired on which period."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analytics.control import xmr
from analytics.control_counts import mean_chart, p_chart, u_chart
from charts.control_chart import Scale, control_chart
from charts.marks import change_range
from charts.words import change_title, direction, inside, title
from data.catalogue import Catalogue, Measure
from reports import notes, steadiness_notes, steadiness_words
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft
from reports.steadiness_series import FIGURES, Figure, by_period, finite, of_measure

TITLE = "Steadiness"
QUESTION = "Does the figure only go up and down by chance, or did something shift?"
ROLES = (OWNER, PODIATRIST)
LIMITS = ["phase", "trial", "mean", "low", "high", "near_low", "near_high"]


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per settled period of the figure ``filters.series``: value, n, natural limits, rule and signal, and
    where it is a share or a count the limits by chance alone."""
    figure = FIGURES[filters.series]
    every = by_period(read, figure)
    rows = every[every["settled"]].reset_index(drop=True)
    places = marked_places(rows["period"], filters.rebased)
    rows = charted(rows, figure, places, screened=filters.screen == "on")
    rows.insert(1, "series", filters.series)
    rows.insert(2, "measure", read.measure.id if of_measure(filters.series) else "")
    say = steadiness_words.Saying(figure, filters, read.measure)
    scale = scale_of(figure, read.measure, rows)._replace(when=f"{figure.when}, by {filters.period}")
    told = notes.measured(read) if of_measure(filters.series) else ()
    judged = (notes.ANY_IMPROVED,) if filters.series == "improved" else ()
    return Draft(
        frame=rows if finite(rows["value"]) else rows.iloc[:0],
        keys=("period", "series", "measure"),
        summary=lambda frame: tuple(steadiness_words.summary(frame, say)),
        draw=lambda frame: control_chart(frame, scale, filters.rebased if places else None),
        notes=(*told, *judged, *steadiness_notes.about(figure, filters, every)),
        empty=steadiness_notes.nothing(figure, filters, every),
    )


def marked_places(periods: pd.Series, marked: date | None) -> list[int]:
    """The first period that begins on or after the *marked* day, where there is one before it too."""
    if marked is None:
        return []
    place = int(np.searchsorted(periods.to_numpy(), np.datetime64(marked, "s")))
    return [place] if 0 < place < len(periods) else []


def charted(rows: pd.DataFrame, figure: Figure, places: list[int], *, screened: bool) -> pd.DataFrame:
    """The table of a control chart, from *rows* of `analytics.periods.by_calendar`; phases begin at *places*."""
    value = figure.per * rows["value"]
    chart, chance = xmr(value, rebased=places, screened=screened), _chance(rows, figure, places)
    return pd.DataFrame({"period": rows["period"], "n": rows["n"], "value": value}).assign(
        **{name: chart[name] for name in LIMITS},
        rule=chart["rule"].map(steadiness_words.RULES).fillna(""),
        signal=[steadiness_words.signal(way, figure.better) for way in chart["way"]],
        chance_low=figure.per * chance["low"],
        chance_high=figure.per * chance["high"],
        chance=chance["side"].map({1: "above", 0: "", -1: "below"}),
    )


def _chance(rows: pd.DataFrame, figure: Figure, places: list[int]) -> pd.DataFrame:
    """The limits by chance alone that fit what is counted."""
    if figure.counts == "mean":
        return mean_chart(rows["total"], rows["n"], rows["sd"], rebased=places)
    return {"p": p_chart, "u": u_chart}[figure.counts](rows["total"], rows["n"], rebased=places)


def scale_of(figure: Figure, measure: Measure, rows: pd.DataFrame) -> Scale:
    """The axis: the whole scale where it has two ends, from 0 where it has one."""
    of = figure.of.capitalize()
    if figure.unit == "measure":
        if figure.better:
            half = (change_range(measure)[0], change_range(measure)[1])
            return Scale(change_title(measure, "above"), "above 0 is better", half, of)
        said = f"Mean first reading of {inside(measure.short)} ({measure.unit}; {direction(measure)})"
        return Scale(title(said), direction(measure), (measure.low, measure.high), of)
    if figure.unit == "share":
        return Scale(title(f"{figure.name} (higher is better)"), "higher is better", (0.0, 1.0), of, share=True)
    said = "lower is better" if figure.better else "neither more nor fewer is better"
    drawn = rows[[name for name in ("value", "high", "chance_high") if name in rows]].to_numpy(dtype=float)
    top = 1.1 * float(np.nanmax(drawn)) if np.isfinite(drawn).any() else 1.0
    return Scale(title(f"{figure.name} ({said})"), said, (0.0, top or 1.0), of)
