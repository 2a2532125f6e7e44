"""Precision bars: how far today's interval reaches, by condition, against the two widths that are planned for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, rows, stacked, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "figure", "wanted", "n", "now")
SHARES = (0.0, 30.0)  # per cent: the half width of a share of ten people is at most 26
NOT_YET, UNJUDGED = "too few yet to plan", "no threshold to judge by"


def precision_bars(frame: pd.DataFrame, measure: Measure, of: int = 0) -> go.Figure:
    """Half the width of today's interval of the mean change, and below of the share improved, one row per condition.

    Columns: ``label``, ``figure`` (``mean``, ``improved``), ``wanted`` (the reach planned for), ``n``, ``now`` (half
    the width today, blank where too few are counted), both in the measure's unit or in per cent; optional
    ``patients``, ``hidden``. One row for each wanted reach. *of* is how many conditions there are, where these are
    not all of them. Raises `ChartError` on no rows.
    """
    checked = theme.checked(frame, COLUMNS, "chart of how sure we can be")
    quarter = (0.0, (measure.high - measure.low) / 4)
    unit = measure.unit
    some = f" in the {checked['label'].nunique()} largest of {of} conditions" if of else ""
    mean = _panel(checked, "mean", f"Mean change{some}", quarter, unit, f"{words.inside(measure.short)}; {unit}")
    share = _panel(checked, "improved", f"Share improved{some}", SHARES, "%", "per cent")
    return stacked.stacked([mean, share], n=theme.total(mean.table), direction="nearer 0 is better")


def _panel(
    checked: pd.DataFrame, figure: str, heading: str, span: tuple[float, float], unit: str, said: str
) -> stacked.Panel:
    own = checked[checked["figure"] == figure]
    wanted = sorted(own["wanted"].dropna().unique(), reverse=True)
    table = rows.placed(own.drop_duplicates("label"), COLUMNS, "chart of how sure we can be")
    table = intervals.fitted(table.assign(ci_low=table["now"], ci_high=table["now"]), "now", span)
    beside = [_beside(row) for row in theme.each(table)]
    return stacked.Panel(
        heading, _planned(wanted, unit), table, _bars(table, unit),
        theme.axis(words.title(f"Today's interval is ± so much ({said}; nearer 0 is better)"), range=list(span),
                   showgrid=True),
        beside, [_blank(row) for row in theme.each(table)], [marks.line(at, "x") for at in wanted],
    )  # fmt: skip


def _planned(wanted: Sequence[float], unit: str) -> str:
    sizes = " and ".join(f"±{words.trimmed(at)}" for at in wanted)
    return f"dashed: {sizes} {unit}, the widths planned for" if wanted else "the widths planned for are hidden"


def _blank(row: Any) -> str:
    """Why there is no bar: people are counted and none of their changes can be classed, or too few are counted."""
    return UNJUDGED if not row.n and getattr(row, "patients", False) else NOT_YET


def _beside(row: Any) -> str:
    if row.hidden:
        return ""
    size = "" if row.now != row.now else f"<b>±{words.number(row.now)}</b><br>"
    return f"{size}n {words.whole(row.n)}"


def _bars(table: pd.DataFrame, unit: str) -> dict[str, Any]:
    shown = table[~table["hidden"]]
    return {
        "type": "bar", "orientation": "h", "x": shown["at"].to_numpy(), "y": shown["y"].to_numpy(), "width": 0.5,
        "marker": {"color": theme.PALE}, "showlegend": False, "hoverinfo": "text",
        "hovertext": [f"<b>{words.wrap(row.label, 40)}</b><br>± {words.number(row.now)} {words.escape(unit)}<br>n "
                      f"{words.whole(row.n)}{intervals.said(row)}" for row in theme.each(shown)],
    }  # fmt: skip
