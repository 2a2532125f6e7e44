"""Change by where people began, beside what readings alone are expected to fall back by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.anyway import expected_drop
from analytics.intervals import LEVEL, group_intervals
from analytics.readings import first_method, usable

if TYPE_CHECKING:
    from data.catalogue import Measure

WHOLE_POINTS = 10  # a scale of so many units is cut at each whole one, any other into fifths: a product choice
COLUMNS = ("bin_low", "bin_high", "n", "patients", "mean_baseline", "mean_change", "ci_low", "ci_high", "expected")


def by_baseline(courses: pd.DataFrame, measure: Measure, r: float, mean: float, level: float = LEVEL) -> pd.DataFrame:
    """The mean change of those who began in each part of the scale, and the fall back expected of readings alone.

    In: a frame of `courses.courses`, its *measure*, and the *r* and *mean* (the measure's unit) of
    `anyway.expected_drop`, NaN where they are not known. Out: one row per band in which anybody is counted: bin_low,
    bin_high (the band reaches to below it; the last one holds the end of the scale), n, patients, mean_baseline,
    mean_change, ci_low, ci_high and expected (the measure's unit; of the changes positive is better).

    Notes: bands are whole points of a scale of ten units, else fifths of the scale; values off a range that is only
    plausible count in the band at that end. Intervals clustered by patient. expected: `anyway.expected_drop` at the
    mean baseline of the band, turned so that positive is better. Assumes what `anyway.expected_drop` does. It does not
    show what the rest of a change comes from, nor how those not measured again did.

    References: Barnett et al., Int J Epidemiol 2005;34:215-220.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> found = by_baseline(courses(ours.readings, ours.episodes, pain, as_of=TODAY), pain, 0.6, 5.0)
    >>> found[["bin_low", "bin_high", "n", "mean_change"]].values.tolist()
    [[6.0, 7.0, 1.0, 3.0], [8.0, 9.0, 1.0, 0.0]]
    >>> [float(round(one, 6)) for one in found["expected"]]
    [0.4, 1.2]
    """
    counted = courses[courses["status"] == "counted"]
    edges = _edges(measure)
    start = counted["baseline"].to_numpy(dtype=float)
    band = np.clip(np.searchsorted(edges, start, side="right") - 1, 0, len(edges) - 2)
    size, people = len(edges) - 1, counted["patient"].to_numpy()
    change = group_intervals(counted["change"].to_numpy(dtype=float), band, size, people, level)
    begun = group_intervals(start, band, size, people, level)["mean"].to_numpy()
    rows = pd.DataFrame(
        {
            "bin_low": edges[:-1], "bin_high": np.minimum(edges[1:], measure.high),
            "n": change["n"], "patients": change["clusters"], "mean_baseline": begun, "mean_change": change["mean"],
            "ci_low": change["low"], "ci_high": change["high"],
            "expected": -measure.sign * expected_drop(begun, r, mean),
        }
    )[list(COLUMNS)]  # fmt: skip
    return rows[rows["n"] > 0].reset_index(drop=True)


def _edges(measure: Measure) -> np.ndarray:
    """Every whole point of a scale of ten units (its end is a band by itself), else the ends of its fifths."""
    if measure.high - measure.low == WHOLE_POINTS:
        return measure.low + np.arange(WHOLE_POINTS + 2, dtype=float)
    return np.linspace(measure.low, measure.high, 6)


def two_before(readings: pd.DataFrame, sessions: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Two readings of one person on two days before any needling, for `anyway.repeated`.

    In: frames of readings and sessions (`data.frames`). Out: one row per patient who has them: patient, first, second
    (the measure's unit).

    Notes: `before` or `review` readings up to the day of the person's first session in any course, the earliest and the
    latest, by one method (`readings.first_method`); a person's first such limb. Assumes that dates are right. It does
    not show how far apart the two days are, nor whether those read twice are like the others.

    References: two readings before treatment as the remedy, Barnett 2005 as `anyway.repeated`.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> len(two_before(ours.readings, ours.sessions, load_catalogue().measure("nprs")))
    0
    """
    kept = usable(readings, measure)
    begun = sessions.groupby("patient")["on"].min().reindex(kept["patient"]).to_numpy()
    kept = first_method(kept[(kept["phase"] != "after").to_numpy() & (kept["on"].to_numpy() <= begun)]).sort_values(
        ["limb", "on", "number", "reading"], kind="stable"
    )
    ends = kept.groupby("limb", sort=True).agg(
        patient=("patient", "first"), first=("value", "first"), second=("value", "last"),
        begins=("on", "first"), ends=("on", "last"),
    )  # fmt: skip
    apart = ends[ends["begins"] < ends["ends"]].drop_duplicates("patient")
    return apart[["patient", "first", "second"]].reset_index(drop=True)
