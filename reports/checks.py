"""What may not leave the desk: identifying columns, figures without their n, people in hover data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.frames import PERSON_COLUMNS, person_columns
from reports.access import SEES_PEOPLE, Viewer
from reports.report import Draft, ReportError

if TYPE_CHECKING:
    import plotly.graph_objects as go

DATA_KEYS = frozenset({"customdata", "ids"})
LABEL_KEYS = frozenset({"hovertemplate", "hovertext", "text", "texttemplate", "name", "ticktext"})
TEXT_KEYS = LABEL_KEYS | DATA_KEYS | {"meta"}
# A label of a hover line ("patient: 12"), not a word inside a sentence ("First reading: 5.2 points").
NAMED = re.compile(rf"(?:^|<br>|>|\n)\s*({'|'.join(sorted(PERSON_COLUMNS))})\s*[:=]", re.IGNORECASE)


def check_frame(name: str, draft: Draft, viewer: Viewer) -> None:
    """Raise `ReportError` for an identifying column the viewer may not have, or a frame without its count or keys."""
    allowed = set(draft.keep) if viewer.role in SEES_PEOPLE else set()
    refused = [column for column in person_columns(draft.frame) if column not in allowed]
    if refused:
        raise ReportError(f"The report '{name}' hands out {', '.join(refused)}, which identifies a person.")
    missing = [column for column in (draft.count, *draft.keys) if column not in draft.frame.columns]
    if draft.count in missing:
        raise ReportError(f"The report '{name}' has no column '{draft.count}': it would be shown without its n.")
    if missing:
        raise ReportError(f"The report '{name}' lacks its key column(s) {', '.join(missing)}.")


def check_figure(
    name: str, figure: go.Figure, frame: pd.DataFrame, draft: Draft, viewer: Viewer, people: Iterable[str]
) -> None:
    """Raise `ReportError` when the picture carries more about a person than the checked *frame* does.

    *people* are the names and references that may not stand in any text for a viewer who does not see
    people. Hover data is refused to them altogether: nothing in an aggregate needs it.
    """
    sees = viewer.role in SEES_PEOPLE
    names = frozenset() if sees else frozenset(people)
    allowed = set(draft.keep) if sees else set()
    for where, key, value in _walk(_content(figure)):
        if key in DATA_KEYS and (not sees or not _subset(value, _values(frame))):
            raise ReportError(f"The picture of '{name}' carries hover data in {where} that is not in its table.")
        for text in _strings(value) if key in TEXT_KEYS else ():
            found = NAMED.search(text) if key in LABEL_KEYS else None
            if found and found.group(1).lower() not in allowed:
                raise ReportError(f"The picture of '{name}' names the column '{found.group(1)}' in {where}.")
            if names and _mentions(text, names):
                raise ReportError(f"The picture of '{name}' names a person in {where}.")


def _content(figure: go.Figure) -> dict[str, Any]:
    """Traces and layout before arrays are packed for the browser, so that their values can be read."""
    return {
        "data": [trace.to_plotly_json() for trace in figure.data],
        "layout": figure.layout.to_plotly_json(),
        "frames": [frame.to_plotly_json() for frame in figure.frames],
    }


def _walk(value: Any, where: str = "figure", key: str = "") -> Iterator[tuple[str, str, Any]]:
    if key in TEXT_KEYS:
        yield where, key, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, f"{where}.{name}", name)
    elif isinstance(value, (list, tuple)) and key not in TEXT_KEYS:
        for place, inner in enumerate(value):
            yield from _walk(inner, f"{where}[{place}]")


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _flat(inner)
    elif isinstance(value, (list, tuple, np.ndarray, pd.Series, pd.Index)):
        for inner in value:
            yield from _flat(inner)
    else:
        yield value


def _strings(value: Any) -> Iterator[str]:
    return (str(part) for part in _flat(value) if isinstance(part, str))


def _values(frame: pd.DataFrame) -> set[Any]:
    return {_plain(value) for column in frame.columns for value in frame[column]}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    try:
        return None if pd.isna(value) else float(value)
    except (TypeError, ValueError):
        return str(value)


def _subset(value: Any, known: set[Any]) -> bool:
    return all(_plain(part) in known or _plain(part) is None for part in _flat(value))


def _mentions(text: str, names: frozenset[str]) -> bool:
    """Whether one to four neighbouring words of *text* are a name (compared as whole words)."""
    said = re.split(r"[\s,;:()<>/]+", re.sub(r"<[^>]*>", " ", text))
    spans = (" ".join(said[start : start + size]) for size in range(1, 5) for start in range(len(said)))
    return text in names or any(span in names for span in spans)
