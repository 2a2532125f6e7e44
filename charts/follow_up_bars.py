"""Follow-up bars: of those who could have been measured again by now, how many were."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts import theme, words
from charts.shares import share_rows

COLUMNS = ("label", "eligible", "followed_up", "share", "low", "high")


def follow_up_bars(frame: pd.DataFrame) -> go.Figure:
    """Followed-up share per row with its interval and the two counts.

    Columns: ``label``, ``eligible``, ``followed_up`` (counts), ``share``, ``low``, ``high`` (0 to 1);
    optional ``hidden``. Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "chart of follow-up")
    beside = [f"{words.percent(row.share)}<br>{words.whole(row.followed_up)} of {words.whole(row.eligible)}"
              for row in rows.itertuples()]  # fmt: skip
    title = "Followed up, of those eligible (higher is better)"
    return share_rows(rows, words.wrap(title, 46), beside, theme.total(rows, "followed_up"), "higher is better")
