"""Pain against range of motion: who got better in both, in one, in neither, and how far the two went together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.classes import classify, thresholds
from analytics.codes import limbs
from analytics.groups import counts, share
from analytics.intervals import LEVEL, wilson
from data.frames import SIDES

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

AREAS = ("better", "within error", "worse")  # on one axis; beyond measurement error each way
KINDS = ("both better", "only pain better", "only range better", "neither", "worse in one or both")
PAIRS = ("episode", "patient", "condition", "side", "pain", "range")
LEAST = 4  # patients: Fisher's z has a spread from the fourth on


@dataclass(frozen=True)
class Correlation:
    """A rank correlation, -1 to 1, of n courses of care of so many patients, with its interval; NaN: undefined."""

    n: int
    patients: int
    r: float
    low: float
    high: float


def paired(pain: pd.DataFrame, rom: pd.DataFrame) -> pd.DataFrame:
    """The change in pain and the change in range of motion of the same course of care and limb.

    In: a frame of `courses.courses` of a *pain* measure and one of a measure of range of motion (*rom*).
    Out, in the order of *rom*: episode, patient, condition, side, pain and range (the two changes, each in its own
    unit and oriented: positive is better).

    Notes: only courses counted in both. A limb takes the pain of its own side; where pain was asked for both sides
    together, each limb takes that. The two last readings may be of different days. It does not show those who were
    measured in one only.

    References: definitions are the product's own.

    >>> limb = {"episode": 1, "patient": 1, "condition": "achilles", "status": "counted"}
    >>> asked = pd.DataFrame([limb | {"side": "both", "change": 3.0}])
    >>> bent = pd.DataFrame([limb | {"side": "left", "change": 2.5}, limb | {"side": "right", "change": -1.0}])
    >>> paired(asked, bent)[["side", "pain", "range"]].values.tolist()
    [['left', 3.0, 2.5], ['right', 3.0, -1.0]]
    """
    felt, moved = (frame[(frame["status"] == "counted").to_numpy()] for frame in (pain, rom))
    known = pd.Index(limbs(felt))
    own = known.get_indexer(pd.Index(limbs(moved)))
    both = known.get_indexer(pd.Index(moved["episode"].to_numpy() * 4 + SIDES.index("both") + 1))
    place = np.where(own >= 0, own, both)
    kept = moved[place >= 0]
    changes = {"pain": felt["change"].to_numpy(dtype=float)[place[place >= 0]], "range": kept["change"].to_numpy()}
    return kept[list(PAIRS[:4])].assign(**changes).reset_index(drop=True)


def judged(
    pairs: pd.DataFrame, pain: Measure, rom: Measure, catalogue: Catalogue, weeks: float | None = None
) -> pd.DataFrame:
    """Each pair with where it lies on either axis, and in which part of the picture.

    In: a frame of `paired`, its two measures, the catalogue, the horizon in *weeks*. Out: the same rows with
    pain_area and range_area (one of `AREAS`) and kind (one of `KINDS`) added; missing where there is no threshold.

    Notes: better and worse are beyond measurement error; where none is published, by the important change, as
    `classes.classify` does. Worse in one counts as worse, whatever the other did. It does not show whether a gain in
    range matters to anybody: for that there is no published threshold.

    References: as `classes.classify`; the five parts are a product choice.

    >>> from data.catalogue import load_catalogue
    >>> known = load_catalogue()
    >>> pairs = pd.DataFrame({"condition": "achilles", "pain": [3.0, 3.0, 0.0, -2.0], "range": [2.0, 0.0, 0.0, 3.0]})
    >>> judged(pairs, known.measure("nprs"), known.measure("wblt_cm"), known)["kind"].tolist()
    ['both better', 'only pain better', 'neither', 'worse in one or both']
    """
    place = {}
    for name, measure in (("pain", pain), ("range", rom)):
        need, noise = thresholds(pairs, measure, catalogue, weeks)
        code = classify(pairs[name], np.where(np.isfinite(noise), np.nan, need), noise).codes
        place[name] = np.where(code < 0, -1, np.maximum(code - 2, 0))  # the three ways of improving are one here
    felt, moved = place["pain"], place["range"]
    kind = np.where((felt == 2) | (moved == 2), 4, 2 * (felt != 0) + (moved != 0))
    kind = np.where((felt < 0) | (moved < 0), -1, np.array([0, 1, 2, 3, 4])[kind])
    parts = {"pain_area": (felt, AREAS), "range_area": (moved, AREAS), "kind": (kind, KINDS)}
    return pairs.assign(
        **{name: pd.Categorical.from_codes(code, categories=pd.Index(words)) for name, (code, words) in parts.items()}
    )


def quadrants(pairs: pd.DataFrame, level: float = LEVEL) -> pd.DataFrame:
    """How many courses of care lie in each part of the picture, all five always there.

    In: a frame of `judged`. Out, in the order of `KINDS`: kind, n (courses), patients, share (0..1, of those judged),
    low, high.

    Notes: Wilson intervals. Assumes independent courses, so two feet of one person make them slightly too narrow. It
    does not show cause, nor who was measured in one of the two only.

    References: as `intervals.wilson`.

    >>> from data.catalogue import load_catalogue
    >>> known = load_catalogue()
    >>> pairs = pd.DataFrame({"patient": [1, 2], "condition": "achilles", "pain": [3.0, 0.0], "range": [2.0, 0.0]})
    >>> quadrants(judged(pairs, known.measure("nprs"), known.measure("wblt_cm"), known))["n"].tolist()
    [1, 0, 0, 1, 0]
    """
    code = pairs["kind"].cat.codes.to_numpy().astype(np.int64)
    n = counts(code, len(KINDS), code >= 0)
    people = pairs.groupby("kind", observed=False)["patient"].nunique().to_numpy()
    low, high = wilson(n, np.full(len(KINDS), n.sum()), level)
    part = share(n, np.full(len(KINDS), n.sum()))
    return pd.DataFrame({"kind": list(KINDS), "n": n, "patients": people, "share": part, "low": low, "high": high})


def dots(pairs: pd.DataFrame, cells: tuple[float, float] | None = None) -> pd.DataFrame:
    """The pairs counted by their place, so that a picture needs few marks.

    In: a frame of `judged`; *cells*, the width and height of a cell (pain, range) within which places count as one,
    or None for the very same place. Out, sorted by kind and place: kind, pain, range (the mean of those counted
    together), n, patients.

    Notes: only pairs of one kind are counted together, so that no mark lies across a threshold from those it stands
    for. It does not show one person.

    References: a product choice.

    >>> kind = pd.Categorical(["neither"] * 3, categories=pd.Index(KINDS))
    >>> pairs = pd.DataFrame({"patient": [1, 2, 3], "pain": [1.0, 1.0, 0.0], "range": [0.4, 0.4, 1.0], "kind": kind})
    >>> dots(pairs)[["pain", "range", "n"]].values.tolist()
    [[0.0, 1.0, 1.0], [1.0, 0.4, 2.0]]
    >>> dots(pairs, (2.0, 2.0))["n"].tolist()
    [3]
    """
    at = {name: pairs[name] if cells is None else np.floor(pairs[name] / size)
          for name, size in zip(("pain", "range"), cells or (1, 1), strict=True)}  # fmt: skip
    kind = pairs["kind"].cat.codes
    groups = pairs.groupby([kind.rename("code"), at["pain"].rename("y"), at["range"].rename("x")], sort=True)
    table = groups.agg(
        pain=("pain", "mean"), range=("range", "mean"), n=("pain", "size"), patients=("patient", "nunique")
    )
    named = pd.Categorical.from_codes(table.index.get_level_values("code"), categories=pd.Index(KINDS))
    return table.assign(kind=named)[["kind", "pain", "range", "n", "patients"]].reset_index(drop=True)


def rank_correlation(one: ArrayLike, other: ArrayLike, patients: ArrayLike, level: float = LEVEL) -> Correlation:
    """How far two changes went together, by their ranks, with an interval that counts people and not limbs.

    In: two numbers per course of care (NaN in either: left out), the *patients* they belong to, *level* 0..1.
    Out: a `Correlation`; r is NaN where one of the two is all tied, the ends with fewer than four patients.

    Notes: Spearman's: the correlation of the ranks, ties sharing their mean. Interval: tanh(atanh r +- z * root((1 +
    r^2/2) / (m - 3))), m the number of patients, not of courses: two feet of one person are not two answers. That is
    wide rather than narrow where the feet differ. Assumes nothing of the shape but that more goes with more. It does
    not show that one change brought the other, and measurement error pulls it towards 0.

    References: Spearman, Am J Psychol 1904;15:72-101; Fisher's z with the variance of Bonett & Wright, Psychometrika
    2000;65:23-28. The tests hold it against scipy (`spearmanr`).

    >>> found = rank_correlation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5], [1, 2, 3, 4, 5])
    >>> found.n, found.patients, float(np.float32(found.r)) == float(np.float32(0.8))
    (5, 5, True)
    """
    from scipy.special import ndtri  # scipy.stats has ranks and quantiles too, but loads longer than a page may take

    first, second = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    keep = np.isfinite(first) & np.isfinite(second)
    r, m = _of_ranks(first[keep], second[keep]), int(pd.unique(np.asarray(patients)[keep]).size)
    if m < LEAST or not abs(r) < 1:
        return Correlation(int(keep.sum()), m, r, np.nan, np.nan)
    reach = ndtri((1 + level) / 2) * np.sqrt((1 + r * r / 2) / (m - 3))
    return Correlation(
        int(keep.sum()), m, r, float(np.tanh(np.arctanh(r) - reach)), float(np.tanh(np.arctanh(r) + reach))
    )


def _of_ranks(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The ordinary correlation of the ranks; NaN with nothing to rank."""
    ranks = [pd.Series(values).rank().to_numpy() for values in (one, other)]
    off = [values - values.mean() if values.size else values for values in ranks]
    spread = np.sqrt((off[0] ** 2).sum() * (off[1] ** 2).sum())
    return float(np.clip((off[0] * off[1]).sum() / spread, -1, 1)) if spread > 0 else float("nan")
