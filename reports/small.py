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
    joins them (ABS: no difference under ten). Hiding a row in one
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


def lines(frame: pd.DataFrame, draft: Draft, more: Sequence[str] = ()) -> list[NDArray[np.intp]]:
    """The positions of the rows of *draft* that add up to a figure known elsewhere, in each group of *more*."""
    if draft.within is None:
        return lines_within(frame, None)
    found = lines_within(frame, (*more, *draft.within))
    return found if draft.subtotal is None else found + lines_within(frame, (*more, *draft.within, draft.subtotal))


def hide(frame: pd.DataFrame, draft: Draft, hidden: NDArray[np.bool_], blank: pd.DataFrame) -> pd.DataFrame:
    """The frame with the *hidden* rows blank but for their keys, the cells of *blank* blank, and two flags added.

    The flags are those of `flagged`.
    """
    shown = frame.copy(deep=False)
    gone = hidden[:, None] | blank.to_numpy()
    stays = {*draft.keys, *draft.behind}
    for name, rows in zip(frame.columns, gone.T, strict=True):
        if name not in stays and rows.any():
            shown[name] = _blanked(shown[name], rows)
    return flagged(shown, draft, hidden, sizes(frame, draft))


def flagged(frame: pd.DataFrame, draft: Draft, hidden: NDArray[np.bool_], size: NDArray[np.float64]) -> pd.DataFrame:
    """The frame without what only the desk reads, and with two flags: rows of *size* (`sizes`), some of them *hidden*.

    ``hidden`` marks what may not be shown; ``small`` a group below `FLAGGED_BELOW` that is shown.
    """
    behind = [name for name in draft.behind if name in frame.columns]
    shown = frame.drop(columns=behind) if behind else frame.copy(deep=False)
    shown["hidden"] = hidden
    shown["small"] = ~hidden & (size > 0) & (size < FLAGGED_BELOW) & (not draft.keep and not draft.single)
    return shown


def _blanked(column: pd.Series, rows: NDArray[np.bool_]) -> pd.Series:
    """Blank, never 0; a count that becomes blank stays a whole number elsewhere."""
    if pd.api.types.is_integer_dtype(column.dtype):
        column = column.astype("float64")
    elif pd.api.types.is_bool_dtype(column.dtype):
        column = column.astype("boolean")
    return column.mask(rows)
