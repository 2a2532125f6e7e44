"""What a viewer who sees only aggregates may ask for, so that two answers never differ by a few people.

Anyone who can choose any period, or add filters freely, can look at two views that differ by one person
and subtract. Aggregate viewers therefore narrow by one thing and one choice at a time, and a row of such a
view is hidden exactly when it would be hidden in the table of all the choices side by side.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reports.access import LEAST_SHOWN, NotAllowed, Viewer
from reports.filters import AGE_BANDS, Filters
from reports.inside import blank_cells, inner_columns
from reports.report import Draft
from reports.scope import check_sees_people
from reports.small import hidden_rows, lines, lines_within, sizes

CHOICES = ("condition", "site", "side", "age")
HORIZONS = (None, 6.0, 12.0, 26.0, 52.0)
PERCENTS = (None, 30.0, 50.0)  # moderate and substantial: IMMPACT, 10.1016/j.jpain.2007.09.005
CHOICE = "__choice"
REST = "__rest"  # those in none of the choices: age not known, no site written down


def check(viewer: Viewer, filters: Filters) -> None:
    """Raise `NotAllowed` when *filters* would let an aggregate viewer work out a small group."""
    if filters.episode is not None:
        check_sees_people(viewer)
    if not LEAST_SHOWN[viewer.role]:
        return
    if filters.since or filters.until or filters.podiatrist:
        raise NotAllowed(f"The role {viewer.role} cannot narrow by dates or by podiatrist; use the report by period.")
    if sum(len(getattr(filters, name)) for name in CHOICES) > 1:
        raise NotAllowed(
            f"The role {viewer.role} narrows by one choice at a time (a condition, a site, a side or an age band), "
            "so that no small group can be worked out from two views."
        )
    if filters.horizon not in HORIZONS:
        raise NotAllowed(f"The role {viewer.role} can look at 6, 12, 26 or 52 weeks, or at the last reading.")
    if filters.percent not in PERCENTS:
        raise NotAllowed(f"The role {viewer.role} can ask for 30 or 50 percent.")


def check_public(filters: Filters) -> None:
    """Raise `NotAllowed` unless *filters* ask for at most one condition and a run of whole quarters, and no more."""
    whole = filters.since is None and filters.until is None
    if filters.since and filters.until:
        first, last = pd.Timestamp(filters.since), pd.Timestamp(filters.until)
        whole = first.is_quarter_start and last.is_quarter_end and first < last
    few = len(filters.condition) <= 1 and not (filters.site or filters.podiatrist or filters.side or filters.age)
    if not (whole and few) or filters.episode is not None or filters.percent is not None:
        raise NotAllowed(
            "A public picture is about one condition or all of them, and about whole quarters or years: with anything "
            "narrower a small group could be worked out from two pictures."
        )
    if filters.horizon not in HORIZONS:
        raise NotAllowed("A public picture is about 6, 12, 26 or 52 weeks, or about the last reading.")


def narrowed_by(filters: Filters) -> str | None:
    """The one filter of `CHOICES` that is used, if any."""
    return next((name for name in CHOICES if getattr(filters, name)), None)


def choices(episodes: pd.DataFrame, dimension: str) -> pd.Series:
    """Which choice of *dimension* each course of care belongs to, by its number; missing where it is not known."""
    if dimension != "age":
        return episodes.set_index("episode")[dimension].astype(object)
    years = episodes["age"].to_numpy(dtype=float)
    named = pd.Series(None, index=pd.Index(episodes["episode"], name="episode"), dtype=object)
    for band, (low, high) in AGE_BANDS.items():
        named[(years >= low) & (years < high)] = band
    return named


def closed(courses: pd.DataFrame, choice: pd.Series, least: int) -> set[str]:
    """The choices that no view may be opened for: too few counted in them, or the neighbour of such a one."""
    counted = courses[courses["status"] == "counted"]
    counted = counted.assign(choice=counted["episode"].map(choice).astype(object).fillna(REST))
    parts = counted.groupby("choice", observed=True)["patient"]
    size = pd.DataFrame({"n": parts.size(), "patients": parts.nunique()}).min(axis=1)
    size = size.reindex(sorted({*choice.dropna(), *size.index}), fill_value=0)
    hidden = hidden_rows(size.to_numpy(dtype=float), least, [np.arange(len(size))])
    while 0 < counted.loc[counted["choice"].isin(size.index[hidden]), "patient"].nunique() < least and not hidden.all():
        hidden[np.argmin(np.where(hidden, np.inf, size))] = True  # somebody in two of them is one person
    return set(size.index[hidden])


def side_by_side(
    drafts: dict[str, Draft],
    parent: Draft,
    shut: set[str],
    dimension: str,
    least: int,
    above: NDArray[np.bool_] | None = None,
) -> dict[str, NDArray[np.bool_]]:
    """Which rows of the view of each choice are hidden in the table of all the choices (*drafts*) together.

    *parent* is the same report without the filter: what is hidden there (*above*) is hidden here. Rows of
    different choices with the same keys add up to the parent's row; so do the rows of one choice where
    the report says so. The choices in *shut* are hidden whole.
    """
    parts = pd.concat([_table(draft, choice) for choice, draft in drafts.items()], ignore_index=True)
    keys = [name for name in parent.keys if name not in (dimension, "label")]
    every = pd.concat([parts, _rest(parent, parts, keys)], ignore_index=True)
    whole = _table(parent, REST)
    gone = whole[hidden_rows(whole["size"].to_numpy(), least, lines(whole, parent)) if above is None else above]
    forced = every[CHOICE].isin(shut).to_numpy() | _among(every, gone, list(parent.keys))
    told = parent if dimension == "condition" else replace(parent, subtotal=None)  # public subtotals are by condition
    together = lines(every, told, (CHOICE,)) + lines_within(every, keys)
    hidden = hidden_rows(every["size"].to_numpy(dtype=float), least, together, forced)
    return {choice: hidden[(every[CHOICE] == choice).to_numpy()] for choice in drafts}


def blank_beside(
    drafts: dict[str, Draft], chosen: str, hidden: dict[str, NDArray[np.bool_]], dimension: str, least: int
) -> pd.DataFrame:
    """Which cells of the view of *chosen* are blank: as in the table of conditions, else all counts inside a row.

    A table of conditions by site has a total for every condition and every site; too many to show parts of each.
    """
    draft = drafts[chosen]
    if dimension == "condition" and all(len(one.frame) <= 1 for one in drafts.values()):
        every = pd.concat([one.frame for one in drafts.values()], ignore_index=True)
        gone = np.concatenate(list(hidden.values()))
        blank = blank_cells(every, draft, least, gone, [np.arange(len(every))])
        mine = np.repeat(list(drafts), [len(one.frame) for one in drafts.values()]) == chosen
        return blank[mine].reset_index(drop=True)
    blank = pd.DataFrame(False, index=range(len(draft.frame)), columns=draft.frame.columns)
    blank[list(inner_columns(draft))] = True
    return blank


def _table(draft: Draft, choice: str) -> pd.DataFrame:
    names = draft.keys if draft.subtotal is None else (*draft.keys, draft.subtotal)
    keys = {name: draft.frame[name].astype(object) for name in names}
    counts = draft.frame[draft.count].to_numpy(dtype=float, na_value=0.0)
    return pd.DataFrame(keys | {CHOICE: choice, "n": counts, "size": sizes(draft.frame, draft)})


def _rest(parent: Draft, parts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """What the choices leave of the parent's rows: rows of their own, which are never shown to anyone."""
    whole = _table(parent, REST)
    if not keys:
        left = pd.DataFrame({"n": [whole["n"].sum() - parts["n"].sum()]})
    else:
        sums = [table.groupby(keys, dropna=False)["n"].sum() for table in (whole, parts)]
        left = sums[0].sub(sums[1], fill_value=0.0).rename("n").reset_index()
    return left[left["n"] > 0].assign(**{CHOICE: REST}, size=left["n"])


def _among(rows: pd.DataFrame, gone: pd.DataFrame, keys: list[str]) -> NDArray[np.bool_]:
    if gone.empty or not keys:
        return np.full(len(rows), len(gone) > 0)
    lost = set(gone[keys].itertuples(index=False, name=None))
    return np.array([row in lost for row in rows[keys].itertuples(index=False, name=None)], dtype=bool)
