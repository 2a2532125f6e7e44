"""From a draft to a report: checked, small groups hidden, and only then said and drawn."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from charts.theme import alt_text
from reports import narrowing
from reports.access import LEAST_SHOWN, SEES_PEOPLE
from reports.checks import check_figure, check_frame
from reports.inside import blank_cells
from reports.labels import labels
from reports.reader import Reader
from reports.report import Draft, Report
from reports.small import flagged, hidden_rows, hide, lines, sizes
from reports.together import hidden_beside, hidden_together

if TYPE_CHECKING:
    import plotly.graph_objects as go

ALL_HIDDEN = "Every group in this answer is smaller than {least} people, or would give such a group away."

NOTHING_STORED = (
    "There are no records yet. Bring the clinic's spreadsheet in on the Import page, or with: "
    "python3 -m data import FILE."
)


def answer(name: str, module: ModuleType, read: Reader) -> Report:
    """Build, refuse, hide, say and draw, in this order; raises `ReportError` where the report breaks a rule."""
    draft = module.build(read, read.catalogue, read.filters)
    check_frame(name, draft, read.viewer)
    least = LEAST_SHOWN[read.viewer.role]
    frame = _shown(module, draft, read, least)
    summary = _said(frame, draft, least, read)
    return Report(
        name=name,
        title=module.TITLE,
        question=module.QUESTION,
        frame=frame,
        figure=_drawn(name, frame, draft, read),
        summary=summary,
        alt=alt_text(module.TITLE, summary),
        notes=draft.notes,
        keys=draft.keys,
        count=draft.count,
        version=read.version,
        labels=labels(frame.columns, name),
    )


def table(module: ModuleType, read: Reader) -> pd.DataFrame:
    """What the viewer sees of a report as a table, neither said nor drawn; kept for the next check."""

    def made() -> pd.DataFrame:
        return _shown(module, module.build(read, read.catalogue, read.filters), read, LEAST_SHOWN[read.viewer.role])

    return read.keep(("table", module.__name__), made)


def _shown(module: ModuleType, draft: Draft, read: Reader, least: int) -> pd.DataFrame:
    """What of the draft's frame this viewer may see, in this view and beside the other views they could open."""
    if not least:
        return flagged(draft.frame, draft, np.zeros(len(draft.frame), dtype=bool), sizes(draft.frame, draft))
    dimension = narrowing.narrowed_by(read.filters)
    if dimension is not None:
        return _shown_beside(module, draft, read, dimension)
    together = lines(draft.frame, draft)
    hidden = _hidden(module, draft, read, least)
    return hide(draft.frame, draft, hidden, blank_cells(draft.frame, draft, least, hidden, together))


def _hidden(module: ModuleType, draft: Draft, read: Reader, least: int) -> NDArray[np.bool_]:
    """Which rows of a table that is not narrowed are hidden."""
    hidden = hidden_rows(sizes(draft.frame, draft), least, lines(draft.frame, draft))
    return read.keep(("hidden", module.__name__), lambda: hidden_together(read, draft, hidden))


def _shown_beside(module: ModuleType, draft: Draft, read: Reader, dimension: str) -> pd.DataFrame:
    """The view of one choice of *dimension*, as it may be shown in the table of all its choices."""
    least = LEAST_SHOWN[read.viewer.role]
    whole = read.narrowed(**{dimension: ()})
    of = narrowing.choices(whole.episodes(), dimension)
    shut = narrowing.closed(whole.courses(weeks=read.filters.horizon), of, least)
    drafts = {
        choice: _built(module, read.narrowed(**{dimension: (choice,)})) for choice in sorted(of.dropna().unique())
    }
    chosen = getattr(read.filters, dimension)[0]
    drafts[chosen] = draft
    hidden = _hidden_beside(module, whole, drafts, dimension, of, shut)
    blank = narrowing.blank_beside(drafts, chosen, hidden, dimension, least)
    return hide(draft.frame, draft, hidden[chosen], blank)


def _hidden_beside(
    module: ModuleType, whole: Reader, drafts: dict[str, Draft], dimension: str, of: pd.Series, shut: set[str]
) -> dict[str, NDArray[np.bool_]]:
    """Which rows of the view of each choice are hidden; the same for all of them, so worked out once.

    A choice that nobody in view belongs to is not among the others', so it is asked about by itself.
    """

    def made() -> dict[str, NDArray[np.bool_]]:
        parent, least = _built(module, whole), LEAST_SHOWN[whole.viewer.role]
        gone = _hidden(module, parent, whole, least)
        found = narrowing.side_by_side(drafts, parent, shut, dimension, least, gone)
        return hidden_beside(whole, parent, gone, drafts, found, dimension, of, shut)

    return whole.keep(("hidden beside", module.__name__, dimension, tuple(sorted(drafts))), made)


def _built(module: ModuleType, read: Reader) -> Draft:
    """A draft that is only counted, never handed out; kept, because the next choice needs the same ones."""
    return read.keep(("draft", module.__name__), lambda: _counts_only(module.build(read, read.catalogue, read.filters)))


def _counts_only(draft: Draft) -> Draft:
    """Without what would say or draw it, which would keep its reader's frames in memory."""
    return replace(draft, summary=_silent, draw=None)


def _silent(frame: pd.DataFrame) -> tuple[str, ...]:
    return ()


def _said(frame: pd.DataFrame, draft: Draft, least: int, read: Reader) -> tuple[str, ...]:
    if frame.empty:
        return (NOTHING_STORED if read.nothing_stored else draft.empty,)
    if frame["hidden"].all():
        return (ALL_HIDDEN.format(least=least),)
    return tuple(draft.summary(frame))


def _drawn(name: str, frame: pd.DataFrame, draft: Draft, read: Reader) -> go.Figure | None:
    """The picture of the checked frame, itself checked; none where nothing could be seen in it."""
    if draft.draw is None or frame.empty or not frame[draft.count].fillna(0).sum():
        return None
    figure = draft.draw(frame)
    if figure is not None:
        people = () if read.viewer.role in SEES_PEOPLE else read.identities()
        check_figure(name, figure, frame, draft, read.viewer, people)
    return figure
