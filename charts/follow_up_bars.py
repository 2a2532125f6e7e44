"""Follow-up bars: of those who could have been measured again by now, how many were."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts import rows, theme, words
from charts.shares import share_rows

COLUMNS = ("label", "eligible", "followed_up", "share", "low", "high")


def follow_up_bars(frame: pd.DataFrame) -> go.Figure:
    """Followed-up share per row with its interval and the two counts.

    Columns: ``label``, ``eligible``, ``followed_up`` (counts), ``share``, ``low``, ``high`` (0 to 1);
    optional ``hidden``. Raises `ChartError` on no rows.
    """
    table = rows.placed(frame, COLUMNS, "chart of follow-up")
    pairs = zip(table["followed_up"], table["eligible"], strict=True)
    counts = [f"{words.whole(done)} of {words.whole(due)}" for done, due in pairs]
    return share_rows(table, "Followed up, of those eligible (higher is better)", counts,
                      theme.total(table, "followed_up"), "eligible")  # fmt: skip
