"""Bounds bar: what the share improved could be, whatever became of those who were not re-measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from charts import marks, rows, theme, words
from charts.shares import share_rows

if TYPE_CHECKING:
    from data.catalogue import Measure, Standard

COLUMNS = ("case", "n", "share", "low", "high")


def bounds_bar(frame: pd.DataFrame, measure: Measure, agreed: Sequence[Standard] = ()) -> go.Figure:
    """Share improved as observed and under each assumption about the missing, with intervals.

    Columns: ``case`` (``observed``, ``worst case``, ``best case``, ``baseline carried forward``), ``n``,
    ``share``, ``low``, ``high`` (0 to 1); optional ``hidden``. *agreed* are standards about the share improved.
    Raises `ChartError` on no rows.
    """
    table = rows.placed(frame, COLUMNS, "chart of missing follow-up")
    table["label"] = [str(case).capitalize() for case in table["case"]]
    counts = [f"n {words.whole(n)}" for n in table["n"]]
    title = f"Share improved in {words.inside(measure.short)} (higher is better)"
    lines = [marks.agreed(one, measure, "x") for one in agreed]
    return share_rows(table, title, counts, theme.total(table.head(1)), lines=lines)
