"""Bounds bar: what the share improved could be, whatever became of those who were not re-measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from charts import theme, words
from charts.shares import share_rows

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("case", "n", "share", "low", "high")


def bounds_bar(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """Share improved as observed and under each assumption about the missing, with intervals.

    Columns: ``case`` (``observed``, ``worst case``, ``best case``, ``baseline carried forward``), ``n``,
    ``share``, ``low``, ``high`` (0 to 1); optional ``hidden``. Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "chart of missing follow-up")
    rows["label"] = [str(case).capitalize() for case in rows["case"]]
    beside = [f"{words.percent(row.share)}<br>n {words.whole(row.n)}" for row in rows.itertuples()]
    title = words.wrap(f"Share improved in {words.inside(measure.short)} (higher is better)", 46)
    return share_rows(rows, title, beside, theme.total(rows.head(1)), "higher is better")
