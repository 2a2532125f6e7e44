"""Marked people: every identity in the records is made unmistakable, so that a leak shows wherever it comes out."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data.catalogue import Catalogue
from data.frames import PERSON_COLUMNS
from data.snapshot import Snapshot
from data.store import Store
from reports import desk
from reports.access import Viewer
from reports.filters import Filters
from reports.report import Report

BASE = 7_000_000_000_000
WORD = "Qzmarked"
_SEEN = re.compile(rf"{WORD}|70000\d{{8}}")


def mark(snapshot: Snapshot) -> Snapshot:
    """The same records with every column that identifies a person marked; no other figure changes.

    It keeps its answers for itself: none that was worked out from the plain records is given for it, and none the
    other way round.
    """
    frames = {
        field.name: _marked(getattr(snapshot, field.name))
        for field in dataclasses.fields(snapshot)
        if isinstance(getattr(snapshot, field.name), pd.DataFrame)
    }
    kept = {field.name: getattr(snapshot, field.name) for field in dataclasses.fields(snapshot)}
    del kept["_kept"]
    return Snapshot(**{**kept, **frames, "url": f"{snapshot.url}?marked"})


def _marked(frame: pd.DataFrame) -> pd.DataFrame:
    changed = {name: _mark_column(frame[name]) for name in frame.columns if name in PERSON_COLUMNS}
    return frame.assign(**changed)


def _mark_column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        return column.where(column < 0, column + BASE)  # below 0 means none
    said = column.notna() & (column.astype("str") != "")
    return column.where(~said, WORD + column.astype("str"))


def marks(value: Any, where: str = "") -> Iterator[str]:
    """Every place inside *value* in which a mark stands, as a path."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from marks(inner, f"{where}.{name}")
    elif isinstance(value, list | tuple | np.ndarray | pd.Series | pd.Index):
        for place, inner in enumerate(value):
            yield from marks(inner, f"{where}[{place}]")
    elif isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        if BASE <= value < BASE + 1_000_000_000:
            yield where
    elif _SEEN.search(str(value)):
        yield where


def picture(report: Report) -> dict[str, Any]:
    """The figure of *report* as plain values, arrays not yet packed for the browser."""
    figure = report.figure
    if figure is None:
        return {}
    return {"data": [trace.to_plotly_json() for trace in figure.data], "layout": figure.layout.to_plotly_json()}


def leaks(report: Report) -> list[str]:
    """A sentence for each kind of place in which *report* gives a person away."""
    table = {str(name): report.frame[name].tolist() for name in report.frame.columns}
    words = {"summary": report.summary, "notes": report.notes, "alt": report.alt}
    parts: dict[str, Any] = {"picture": picture(report), "table": table, **words}
    found = [place for part, value in parts.items() for place in marks(value, part)]
    columns = sorted(PERSON_COLUMNS & set(map(str, report.frame.columns)))
    kinds = sorted({re.sub(r"\[\d+\]", "[]", place) for place in found})
    return [f"The report '{report.name}' gives a person away in {kind}." for kind in kinds] + [
        f"The report '{report.name}' has the column '{column}'." for column in columns
    ]


def without_n(report: Report) -> list[str]:
    """A sentence when rows, or the picture, of *report* do not say how many stand behind them."""
    if report.count not in report.frame.columns:
        return [f"The report '{report.name}' has no column '{report.count}': it is shown without its n."]
    hidden = report.frame["hidden"].astype(bool) if "hidden" in report.frame.columns else False
    found = []
    if (report.frame[report.count].isna() & ~pd.Series(hidden, index=report.frame.index)).any():
        found.append(f"The report '{report.name}' has rows without their n in '{report.count}'.")
    counted = report.frame.loc[~pd.Series(hidden, index=report.frame.index), report.count].dropna()
    if report.figure is not None and len(counted) and not {int(counted.max()), int(counted.sum())} & _shown(report):
        found.append(f"The picture of the report '{report.name}' does not show its n.")
    return found


def _shown(report: Report) -> set[int]:
    """Every whole number in a picture that can be seen without pointing at it: in words, or as a bar's length."""
    return set(_numbers(picture(report)))


def _numbers(value: Any, key: str = "") -> Iterator[int]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from () if str(name).startswith(("hover", "custom")) else _numbers(inner, str(name))
    elif isinstance(value, list | tuple | np.ndarray | pd.Series):
        for inner in value:
            yield from _numbers(inner, key)
    elif isinstance(value, str):
        yield from (int(digits.replace(",", "")) for digits in re.findall(r"\d[\d,]*", value))
    elif isinstance(value, int | float | np.integer | np.floating) and np.isfinite(value) and key in ("x", "y"):
        yield int(value)


def opened(name: str, store: Store, catalogue: Catalogue, viewer: Viewer, as_of: date, **filters: object) -> Report:
    """The report; one about a single course of care, about the first of those the viewer leads."""
    asked = Filters().with_(**filters)
    if desk.needs_episode(desk.find(name)):
        led = desk.current(store).episodes
        own = led if viewer.podiatrist is None else led[led["podiatrist"] == viewer.podiatrist]
        asked = asked.with_(episode=int(own["episode"].iloc[0]))
    return desk.open_report(name, store, catalogue, viewer, asked, as_of)
