"""What a report module hands back (`Draft`), and what leaves the desk (`Report`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import plotly.graph_objects as go

Summary = Callable[[pd.DataFrame], tuple[str, ...]]
ROW_BEHIND = "row_behind"  # a column of `Draft.behind`: the whole row counts as that small
Draw = Callable[[pd.DataFrame], "go.Figure | None"]


@dataclass(frozen=True)
class Part:
    """Counts inside a row that add up to another one, so that a small one would speak of few people.

    Where one of *parts*, or what is left of *whole*, is small, the desk blanks the columns in *blank*
    (for viewers who may not see small groups); the rest of the row stays.
    """

    whole: str
    parts: tuple[str, ...]
    blank: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A report before the door: a frame, and how to draw and say it once it has been checked.

    ``frame`` has the columns named in ``keys`` (what a row is about), ``count`` (how many courses
    of care stand behind the row) and the figures. ``people`` names the column that counts distinct
    patients where there is one; the smaller of the two decides whether a row is small. ``within``
    names the keys inside which rows add up to a total, so that a single hidden row could be worked
    out from the others (``()``: all rows together; ``None``: they do not add up); ``subtotal`` names a column inside
    whose values they add up too, to a figure that another answer or a public picture tells. ``parts`` names the
    counts inside a row that must not be small either. ``apart`` names all counts of a row, most important
    first, each with what has to be blank with it: where two shown ones differ by a few, the later one is
    blank. ``behind`` names columns that only the desk reads (`reports.beside`). ``keep`` names the
    identifying columns the report cannot do without. ``single`` says that a row is one person's by intent, so that
    being few is nothing to flag. ``draw`` and ``summary`` see only the checked
    frame; a hidden figure is blank there and its row has ``hidden`` set. ``alt`` is made by the desk
    from title and summary.
    """

    frame: pd.DataFrame
    summary: Summary
    draw: Draw | None = None
    keys: tuple[str, ...] = ()
    count: str = "n"
    people: str | None = None
    within: tuple[str, ...] | None = None
    subtotal: str | None = None
    parts: tuple[Part, ...] = ()
    apart: tuple[tuple[str, tuple[str, ...]], ...] = ()
    behind: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    single: bool = False
    notes: tuple[str, ...] = ()
    empty: str = "No records match these filters. Widen the period or choose another condition."


@dataclass(frozen=True)
class Report:
    """A report after the door: everything a page, a picture, a file or the command line shows."""

    name: str
    title: str
    question: str
    frame: pd.DataFrame
    figure: go.Figure | None
    summary: tuple[str, ...]
    alt: str
    notes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    count: str = "n"
    version: int = 0
    labels: dict[str, str] = field(default_factory=dict)
    episode: int | None = None  # the one course of care it is about, where it is about one


class ReportError(ValueError):
    """A report breaks the rules of the desk; the message names the report and the rule."""
