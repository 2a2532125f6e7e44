"""How the individual changes are spread: one by one, or counted in bins."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.classes import classed

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

COLUMNS = ("rank", "episode", "patient", "condition", "side", "baseline", "last", "change", "percent", "cls")
BINS = 20  # about as many as the whole scale is wide: a product choice


def individual(
    courses: pd.DataFrame, measure: Measure, catalogue: Catalogue, *, weeks: float | None = None
) -> pd.DataFrame:
    """The change of every counted course, best first, with its class.

    In: a frame of `courses.courses`, the catalogue for thresholds, the horizon of the courses in *weeks*.
    Out, sorted by change (best first), then episode and side: rank (1 is the best), episode, patient, condition,
    side, baseline, last (the measure's unit), change (oriented), percent (of baseline), cls (of `classes.CLASSES`).

    Notes: courses with status "counted" only. Episode and patient identify a person: for the clinic's own eyes. It
    does not show who is missing, and a single change within the error is no evidence of change in that person.

    References: as `classes.classify`.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> words, ours = load_catalogue(), clinic()
    >>> pain = words.measure("nprs")
    >>> found = individual(courses(ours.readings, ours.episodes, pain, as_of=TODAY), pain, words)
    >>> found[["rank", "change", "cls"]].values.tolist()
    [[1, 3.0, 'improved beyond both'], [2, 0.0, 'within error']]
    """
    frame = classed(courses, measure, catalogue, weeks)
    frame = frame[frame["status"] == "counted"]
    frame = frame.sort_values(["change", "episode", "side"], ascending=[False, True, True], ignore_index=True)
    return frame.assign(rank=np.arange(1, len(frame) + 1))[list(COLUMNS)]


def binned(courses: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """How many counted courses changed by how much, in equal bins with one centred on no change.

    In: a frame of `courses.courses`.
    Out, sorted, empty bins between the ends included: bin_low, bin_high (the measure's unit, oriented; low belongs
    to the bin, high does not), n (courses).

    Notes: width: a twentieth of the scale rounded up to 1, 2 or 5 times a power of ten, and no narrower than the
    measure's step. It does not show single people, classes or who is missing.

    References: a product choice.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> binned(courses(ours.readings, ours.episodes, pain, as_of=TODAY), pain).values.tolist()
    [[-0.5, 0.5, 1.0], [0.5, 1.5, 0.0], [1.5, 2.5, 0.0], [2.5, 3.5, 1.0]]
    """
    change = courses.loc[courses["status"] == "counted", "change"].to_numpy(dtype=float)
    width = _width(measure)
    place = np.floor(change / width + 0.5 + 1e-9).astype(np.int64)  # 1e-9: an edge met exactly is met
    bins = np.arange(place.min(), place.max() + 1) if place.size else np.empty(0, dtype=np.int64)
    n = np.bincount(place - bins[0], minlength=bins.size) if place.size else bins
    return pd.DataFrame({"bin_low": (bins - 0.5) * width, "bin_high": (bins + 0.5) * width, "n": n})


def _width(measure: Measure) -> float:
    rough = (measure.high - measure.low) / BINS
    power = 10.0 ** math.floor(math.log10(rough))
    nice = next(power * step for step in (1, 2, 5, 10) if power * step >= rough * (1 - 1e-9))
    return max(nice, measure.step)
