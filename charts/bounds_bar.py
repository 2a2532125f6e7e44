"""Bounds bar: what the share improved could be, whatever became of those who were not re-measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from charts import rows, theme, words
from charts.shares import share_rows

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("case", "n", "share", "low", "high")


def bounds_bar(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """Share improved as observed and under each assumption about the missing, with intervals.

    Columns: ``case`` (``observed``, ``worst case``, ``best case``, ``baseline carried forward``), ``n``,
    ``share``, ``low``, ``high`` (0 to 1); optional ``hidden``. Raises `ChartError` on no rows.
    """
    table = rows.placed(frame, COLUMNS, "chart of missing follow-up")
    table["label"] = [str(case).capitalize() for case in table["case"]]
    counts = [f"n {words.whole(n)}" for n in table["n"]]
    title = f"Share improved in {words.inside(measure.short)} (higher is better)"
    return share_rows(table, title, counts, theme.total(table.head(1)))
