"""Intervals on an axis that never stretches: clipped at its edge with an arrow, thin and dotted for very few people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

FEW = 5  # patients: an interval from fewer is itself hardly known, so it may not look as firm as the rest
FEW_SAID = f"fewer than {FEW} patients"
ARROWS = {"x": ("triangle-left", "triangle-right"), "y": ("triangle-down", "triangle-up")}


def fitted(table: pd.DataFrame, middle: str, span: Sequence[float]) -> pd.DataFrame:
    """*table* with what can be drawn inside *span*, and what runs past it.

    Columns added: ``at``, ``low_end``, ``high_end`` (the figure and its interval, clipped), ``under``, ``over`` (true
    where either of them runs past the low or the high edge), ``few`` (fewer than `FEW` patients; courses of
    care where patients are not told). The columns ``ci_low`` and ``ci_high`` keep the true ends.
    """
    figure, low, high = (table[name].to_numpy(dtype=float, na_value=np.nan) for name in (middle, "ci_low", "ci_high"))
    shown, (least, most) = ~table["hidden"].to_numpy(dtype=bool), span
    return table.assign(
        at=np.clip(np.where(shown, figure, np.nan), least, most),
        low_end=np.clip(low, least, most),
        high_end=np.clip(high, least, most),
        under=(np.fmin(figure, low) < least - 1e-9) & shown,
        over=(np.fmax(figure, high) > most + 1e-9) & shown,
        few=few(table) & shown,
    )


def few(table: pd.DataFrame) -> pd.Series:
    """True where fewer than `FEW` stand behind a row; unknown and nobody are neither."""
    people = table["patients" if "patients" in table.columns else "n"].astype("float64")
    return (people > 0) & (people < FEW)


def bars(table: pd.DataFrame, colour: str) -> dict[str, Any]:
    """The solid intervals of a `fitted` table, as Plotly's distances; blank where `few` stand behind one."""
    above, below = table["high_end"] - table["at"], table["at"] - table["low_end"]
    return {"type": "data", "symmetric": False, "array": above.mask(table["few"]).to_numpy(),
            "arrayminus": below.mask(table["few"]).to_numpy(), "color": colour, "thickness": 2, "width": 0}  # fmt: skip


def beyond(table: pd.DataFrame, along: str, across: str, colour: str, **axes: str) -> list[dict[str, Any]]:
    """The traces that only some tables need: dotted intervals of `few`, and arrows at the edge of the axis.

    *along* is the value axis (``x`` or ``y``), *across* the column with the place on the other one.
    """
    return [*_dotted(table, along, across, colour, axes), *_arrows(table, along, across, colour, axes)]


def _dotted(table: pd.DataFrame, along: str, across: str, colour: str, axes: dict[str, str]) -> list[dict[str, Any]]:
    if not table["few"].any():
        return []
    thin = table[table["few"] & table["low_end"].notna() & table["high_end"].notna()]
    if thin.empty:
        return []
    place, gap = thin[across].to_numpy(), [None] * len(thin)
    values = [value for pair in zip(thin["low_end"], thin["high_end"], gap, strict=True) for value in pair]
    places = [value for pair in zip(place, place, gap, strict=True) for value in pair]
    return [axes | _xy(along, values, places) | {
        "type": "scatter", "mode": "lines", "connectgaps": False, "hoverinfo": "skip", "showlegend": True,
        "name": f"Interval from {FEW_SAID}", "line": {"color": colour, "width": 1, "dash": "dot"},
    }]  # fmt: skip


def _arrows(table: pd.DataFrame, along: str, across: str, colour: str, axes: dict[str, str]) -> list[dict[str, Any]]:
    sides = zip(("under", "over"), ("low_end", "high_end"), ARROWS[along], strict=True)
    past = [(table[table[side]], end, symbol) for side, end, symbol in sides if table[side].any()]
    if not past:
        return []
    values = [value for rows, end, _ in past for value in rows[end].fillna(rows["at"])]
    places = [place for rows, _, _ in past for place in rows[across]]
    symbols = np.repeat([symbol for *_, symbol in past], [len(rows) for rows, *_ in past])
    return [axes | _xy(along, values, places) | {
        "type": "scatter", "mode": "markers", "hoverinfo": "skip", "showlegend": True, "cliponaxis": False,
        "name": "Runs past the edge", "marker": {"color": colour, "size": 9, "symbol": symbols},
    }]  # fmt: skip


def _xy(along: str, values: list[Any], places: list[Any]) -> dict[str, list[Any]]:
    return {"x": values, "y": places} if along == "x" else {"x": places, "y": values}


def said(row: Any) -> str:
    """What the hover adds to the figures of a `fitted` row: few people, or that the picture ends before they do."""
    parts = [FEW_SAID] if row.few else []
    parts += ["runs past the edge of the picture"] if row.under or row.over else []
    return f"<br>{'; '.join(parts).capitalize()}" if parts else ""


def once(traces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The traces with each name in the key only once, where two panels or phases share one."""
    names = [trace["name"] for trace in traces]
    return [trace | {"showlegend": name not in names[:place]}
            for place, (trace, name) in enumerate(zip(traces, names, strict=True))]  # fmt: skip
