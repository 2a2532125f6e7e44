"""Small groups: which rows may not be shown, and which neighbours have to be hidden with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reports.access import FLAGGED_BELOW
from reports.report import ROW_BEHIND, Draft


def sizes(frame: pd.DataFrame, draft: Draft) -> NDArray[np.float64]:
    """How many stand behind each row: courses of care or distinct patients, whichever is fewer; 0 where blank.

    Fewer still where another view of the row would leave fewer (`reports.beside`).
    """
    found = frame[draft.count].to_numpy(dtype=float, na_value=0.0)
    if draft.people is not None and draft.people in frame.columns:
        found = np.minimum(found, frame[draft.people].to_numpy(dtype=float, na_value=0.0))
    if ROW_BEHIND in draft.behind and ROW_BEHIND in frame.columns:
        follows = frame[ROW_BEHIND].to_numpy(dtype=float)
        found = np.minimum(found, np.where(follows > 0, follows, np.inf))
    return np.nan_to_num(found)


def hidden_rows(
    size: NDArray[np.float64],
    least: int,
    lines: Iterable[NDArray[np.intp]],
    forced: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Which rows to hide: those below *least*, the *forced* ones, and neighbours that would give one of them away.

    *lines* are the positions of rows that add up to a figure known elsewhere. In each line the hidden
    rows must be at least two and speak of *least* people together; otherwise the smallest shown one
    joins them (clinical reference section 10, ABS: no difference under ten). Hiding a row in one
    line can expose another, so the lines are gone over until nothing changes.
    """
    hidden = size < least if forced is None else (size < least) | forced
    drawn = [np.asarray(line) for line in lines]
    changed = bool(hidden.any())
    while changed:
        changed = False
        for line in drawn:
            while _exposed(size[line], hidden[line], least):
                shown = line[~hidden[line]]
                hidden[shown[np.argmin(size[shown])]] = changed = True
    return hidden


def _exposed(size: NDArray[np.float64], hidden: NDArray[np.bool_], least: int) -> bool:
    """Whether the hidden rows of a line could be worked out (rows of nobody give nobody away)."""
    covered = hidden & (size > 0)
    few = int(covered.sum())
    return few > 0 and bool((~hidden).any()) and (few == 1 or float(size[covered].sum()) < least)


def lines_within(frame: pd.DataFrame, keys: Sequence[str] | None) -> list[NDArray[np.intp]]:
    """The positions of the rows that share the *keys*; all rows for none, nothing for ``None``."""
    if keys is None or frame.empty:
        return []
    if not keys:
        return [np.arange(len(frame))]
    plain = frame[list(keys)].astype(object).reset_index(drop=True)
    groups = plain.groupby(list(keys), dropna=False, sort=False).indices
    return [np.asarray(line, dtype=np.intp) for line in groups.values()]


def hide(frame: pd.DataFrame, draft: Draft, least: int, hidden: NDArray[np.bool_]) -> pd.DataFrame:
    """The frame with the *hidden* rows blank but for their keys, small parts blank, and two flags added.

    ``hidden`` marks what may not be shown; ``small`` a group below `FLAGGED_BELOW` that is shown.
    """
    size = sizes(frame, draft)
    shown = frame.copy()
    figures = [column for column in frame.columns if column not in draft.keys]
    shown = _blank(shown, hidden, figures)
    if least:
        for part in draft.parts:
            shown = _blank(shown, _small_part(frame, part.whole, part.parts, least), part.blank)
        shown = _set_apart(shown, draft, least)
    shown = shown.drop(columns=[name for name in draft.behind if name in shown.columns])
    shown["hidden"] = hidden
    shown["small"] = ~hidden & (size > 0) & (size < FLAGGED_BELOW) & (not draft.keep)
    return shown


def _small_part(frame: pd.DataFrame, whole: str, parts: Sequence[str], least: int) -> NDArray[np.bool_]:
    counts = frame[list(parts)].to_numpy(dtype=float)
    rest = frame[whole].to_numpy(dtype=float) - counts.sum(axis=1)
    every = np.column_stack([counts, rest])
    return np.asarray(((every > 0) & (every < least)).any(axis=1))


def _set_apart(shown: pd.DataFrame, draft: Draft, least: int) -> pd.DataFrame:
    """Blank each count that differs from a more important one, still shown, by fewer than *least* but not by 0."""
    for place, (name, together) in enumerate(draft.apart):
        if name not in shown.columns or not place:
            continue
        earlier = [other for other, _ in draft.apart[:place] if other in shown.columns]
        difference = shown[earlier].to_numpy(dtype=float) - shown[[name]].to_numpy(dtype=float)
        near = (difference != 0) & (np.abs(difference) < least)
        shown = _blank(shown, near.any(axis=1), (name, *together))
    return shown


def _blank(frame: pd.DataFrame, rows: NDArray[np.bool_], columns: Iterable[str]) -> pd.DataFrame:
    """Blank, never 0; a count that becomes blank stays a whole number elsewhere."""
    if not rows.any():
        return frame
    for column in (name for name in columns if name in frame.columns):
        if pd.api.types.is_integer_dtype(frame[column].dtype):
            frame[column] = frame[column].astype("float64")
        elif pd.api.types.is_bool_dtype(frame[column].dtype):
            frame[column] = frame[column].astype("boolean")
        frame[column] = frame[column].mask(rows)
    return frame
