"""Other care given: what was done beside the needling; the main reason why a change has no one cause."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.care import NOTHING, other_care
from charts.words import percent, whole
from data.catalogue import Catalogue
from reports import beside, coarse, notes, sentences
from reports.access import LEAST_SHOWN
from reports.access import SEES_FIGURES as EVERYONE
from reports.filters import Filters
from reports.reader import Reader
from reports.report import ROW_BEHIND, Draft

TITLE = "Other care given"
QUESTION = "What else was given beside the needling, and in how many of the courses of care counted?"
ROLES = EVERYONE
EXACT = ("given", "people", "low", "high", "patients")
SEVERAL = (
    "A course of care counts in every kind of care it had, so the shares add up to more than 100 %. Not written "
    "down is not the same as not given, and care given elsewhere is not here."
)
COUNTED = "Other care is looked at in the courses of care counted with this measure."
MOST = 5


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per kind of other care (`analytics.care.other_care`) and one for none written down; n is out of how many.

    Viewers who see no small groups get shares in coarse steps; a kind with or without fewer people than they may
    see is hidden, and kinds that few people had are left out, because they are words somebody typed.
    """
    least = LEAST_SHOWN[read.viewer.role]
    courses = read.courses(weeks=filters.horizon)
    rows = other_care(courses[courses["status"] == "counted"], read.sessions())
    rows.insert(1, "label", rows["care"].map(lambda care: care[:1].upper() + care[1:]).astype(object))
    rows = _for_everyone(rows, read, least) if least else rows
    return Draft(
        frame=rows,
        keys=("care", "label"),
        people="patients",
        behind=(*EXACT, ROW_BEHIND) if least else (),
        summary=lambda frame: (*_said(frame), *sentences.hidden(frame)),
        notes=(*notes.measured(read), COUNTED, SEVERAL, *([coarse.NOTE.format(least=least)] if least else ())),
        empty="No course of care that matches these filters has a first and a later reading of this measure.",
    )


def _for_everyone(rows: pd.DataFrame, read: Reader, least: int) -> pd.DataFrame:
    """Shares in coarse steps, and behind each row the fewest people with it, without it, or between two views of n."""
    every = beside.behind(read, 1, lambda courses: np.zeros(len(courses), dtype=np.intp))[ROW_BEHIND][0]
    rows = rows[(rows["people"] >= least) | (rows["care"] == NOTHING)].reset_index(drop=True)
    without = rows["patients"] - rows["people"]
    sides = np.column_stack([rows["people"], without, np.full(len(rows), every)]).astype(float)
    fewest = np.where(sides > 0, sides, np.inf).min(axis=1) if len(rows) else np.empty(0)
    share = coarse.near(100 * rows["share"], rows["n"], least) / 100
    return rows.assign(share=share, **{ROW_BEHIND: np.where(np.isfinite(fewest), fewest, 0.0)})


def _said(frame: pd.DataFrame) -> list[str]:
    """ "Other care in 118 courses of care: orthoses 62 % and taping 40 %.", and how many had none written down."""
    shown = frame[~frame["hidden"] & (frame["share"] > 0)]
    kinds, none = shown[shown["care"] != NOTHING].head(MOST), shown[shown["care"] == NOTHING]
    named = zip(kinds["care"], kinds["share"].to_numpy(dtype=float), strict=True)
    parts = [f"{care} {percent(share)}" for care, share in named]
    of = f"Other care in {whole(shown['n'].max())} {sentences.courses(shown['n'].max())}" if len(shown) else ""
    said = [f"{of}: {sentences.listed(parts)}."] if parts else []
    if len(none):
        said.append(f"None was written down for {percent(none['share'].to_numpy(dtype=float)[0])} of them.")
    return said or ["No other care may be shown."]
