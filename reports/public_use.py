"""How a report may be shown to the public: which of its columns, in which picture, and with what left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from reports.small import hidden_rows

if TYPE_CHECKING:
    from charts.paper import Canvas, ChartPart
    from data.catalogue import Measure

LEAST_CONDITION = 30  # courses of care of a condition that is shown to the public (house rule, clinical reference 9)
Prepare = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class PublicUse:
    """The attribute ``PUBLIC`` of a report module: such a report can be chosen in the chart studio.

    ``kind``: an ``outcome`` is about how people did, a ``service`` about what the clinic does. ``columns`` are those
    of the frame that leave the building, in order. ``least_row``: each row is a condition of its own and is blank
    below `LEAST_CONDITION`. ``prepare`` makes the frame ready for the picture. ``axis``: what the whole of its value
    axis is, the measure's ``scale``, the same ``change`` in every picture, or a ``share`` from none to all.
    """

    kind: Literal["outcome", "service"]
    name: str
    columns: tuple[str, ...]
    axis: Literal["scale", "change", "share"]
    picture: Callable[[pd.DataFrame, Measure, Canvas], ChartPart]
    least_row: bool = False
    per_condition: bool = True
    prepare: Prepare | None = None

    def table(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows and columns of a checked *frame* that may leave the building, ``hidden`` last."""
        rows = self.prepare(frame) if self.prepare else frame
        names = [name for name in (*self.columns, "hidden") if name in rows]
        rows = rows[names].reset_index(drop=True)
        return _enough(rows) if self.least_row else rows


def _enough(rows: pd.DataFrame) -> pd.DataFrame:
    """The conditions of `LEAST_CONDITION` and more, the largest first, and one blank row for all the others.

    Where only one condition is smaller, the smallest of the others is left out with it, or it would follow from the
    total.
    """
    blanked = rows["hidden"].to_numpy(dtype=bool)
    size = np.where(blanked, LEAST_CONDITION, np.nan_to_num(rows["n"].to_numpy(dtype=float)))
    gone = hidden_rows(size, LEAST_CONDITION, [np.arange(len(rows))], blanked)  # how few a blank one is, is not known
    shown = rows[~gone].sort_values("n", ascending=False, kind="stable")
    if not gone.any():
        return shown.reset_index(drop=True)
    words = "1 smaller condition" if gone.sum() == 1 else f"{gone.sum()} smaller conditions"
    numbers = dict.fromkeys(rows.select_dtypes("number").columns, "float64")
    texts = dict.fromkeys(rows.columns.difference([*numbers, "label", "hidden"]), "")
    others = pd.DataFrame([dict.fromkeys(numbers, np.nan) | texts | {"label": words, "hidden": True}])
    others = others[list(rows.columns)]
    if shown.empty:
        return others
    return pd.concat([shown.astype(numbers), others.astype(numbers)], ignore_index=True)
