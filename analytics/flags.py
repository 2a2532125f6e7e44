"""Readings that somebody should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("reading", "episode", "patient", "session", "on", "side", "method", "phase", "value", "reason")
OFF_ZERO = 5  # steps from 0 on both sides before a change of sign is doubted: a product choice


def flagged(readings: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The readings of *measure* that are doubtful, with the reason.

    In: a readings frame.
    Out, sorted by reading: reading, episode, patient, session, on, side, method, phase, value (the measure's unit),
    reason; a reading with two reasons has two rows.

    Notes: reasons: outside the scale (never calculated with); outside the plausible range; between two steps of a
    scale; sign differs from the reading before it in the same limb and method, both at least 5 steps from 0 (some
    tests are recorded both ways); no date. It does not show that a value is wrong, and a wrong value within all
    this is not found.

    References: a product choice.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> readings = clinic().readings.replace({"value": {8.0: 11.0}})
    >>> flagged(readings, load_catalogue().measure("nprs"))[["episode", "value", "reason"]].values.tolist()
    [[2, 11.0, 'outside the scale'], [2, 11.0, 'outside the scale']]
    """
    rows = readings[(readings["measure"] == measure.id) & readings["value"].notna()]
    rows = rows.sort_values(["episode", "side", "method", "on", "number", "reading"])
    value, steps = rows["value"].to_numpy(dtype=float), rows["value"].to_numpy(dtype=float) / measure.step
    outside = "outside the scale" if measure.bounds == "scale" else "outside the plausible range"
    off = (value < measure.low) | (value > measure.high)
    between = (np.abs(steps - np.rint(steps)) > 1e-6) & ~off & (measure.bounds == "scale")
    doubts = {
        outside: off,
        "between two steps of the scale": between,
        "sign differs from the reading before": _turned(rows, steps),
        "no date": rows["on"].isna().to_numpy(),
    }
    parts = [rows[doubt].assign(reason=reason) for reason, doubt in doubts.items()]
    found = pd.concat(parts).astype({"reason": "str"})
    return found.sort_values(["reading", "reason"], ignore_index=True)[list(COLUMNS)]


def _turned(rows: pd.DataFrame, steps: np.ndarray) -> np.ndarray:
    """Where the sign is not that of the reading before in the same limb and method."""
    keys = rows[["episode", "side", "method"]]
    same = np.ones(len(rows), dtype=bool)
    for name in keys:
        column = keys[name].cat.codes if keys[name].dtype == "category" else keys[name]
        same &= np.r_[False, column.to_numpy()[1:] == column.to_numpy()[:-1]][: len(rows)]
    far = np.abs(steps) >= OFF_ZERO - 1e-9
    before = np.r_[0.0, steps[:-1]][: len(rows)]
    return same & far & (np.abs(before) >= OFF_ZERO - 1e-9) & (np.sign(steps) != np.sign(before))
