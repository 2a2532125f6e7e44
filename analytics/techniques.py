"""Techniques and other care: how far courses that had each of them changed otherwise than courses that had not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.adjusted import PER_TERM, design
from analytics.case_mix import covariates
from analytics.intervals import LEVEL
from analytics.looks import ANY, OTHER_CARE, Look, looks

LEAST = 10  # courses of care with, and without: fewer are not compared (house rule)
FALSE_SHARE = 0.05  # of all that is pointed out, the share that chance may account for
MANY = 7  # sessions from here on are held level together
COMPARED, FEW, SAME = "compared", "too few", "not told apart"
COLUMNS = (
    "kind", "thing", "n", "with_it", "without_it", "patients", "mean_with", "mean_without",
    "difference", "low", "high", "p", "p_among_all", "beyond_chance", "state",
)  # fmt: skip
FIGURES = ("difference", "low", "high", "p")
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


def differences(
    courses: pd.DataFrame,
    episodes: pd.DataFrame,
    sessions: pd.DataFrame,
    needling: pd.DataFrame,
    level: float = LEVEL,
) -> pd.DataFrame:
    """The adjusted difference in change between courses that had a thing and courses that had not, for every thing.

    In: *courses* of `analytics.courses.courses` (those counted are used), frames of `data.frames` EPISODES, SESSIONS
    and NEEDLING. Out, one row per thing in the order of `analytics.looks.looks`: kind, thing, n (courses compared),
    with_it, without_it (of n), patients (distinct people in n), mean_with, mean_without (change as it was, unit of the
    measure, positive is better), difference (adjusted, the same unit), low, high (its interval), p (two-sided),
    p_among_all (p among all that was looked at), beyond_chance (p_among_all is at most 0.05), state ("compared"; "too
    few" with fewer than 10 courses on either side, or fewer than ten for each number of the model; "not told apart"
    where a thing goes with the condition or whatever else is held level).

    Notes: of conditions in which some courses had the thing and some had not; least squares of the change on the
    thing, `analytics.case_mix.covariates` and the number of sessions between the two readings (1 to 6, 7 or more),
    the interval clustered by patient. The number of sessions is held level because whoever comes more often has more
    occasions to be given anything; for other care, what else was given is held level too. p_among_all is Benjamini
    and Hochberg's over all that is compared. Intervals are not widened for the number of looks. It does not show why
    courses differ: podiatrists choose what they do for whom, and what they chose it by is not in the record.

    References: Benjamini & Hochberg, J R Stat Soc B 1995;57:289-300 (scipy's `false_discovery_control`); Frisch &
    Waugh, Econometrica 1933;1:387-401; clustering as `analytics.intervals.mean_interval`.

    >>> from analytics.examples import TODAY, clinic
    >>> from analytics.courses import courses
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> found = courses(ours.readings, ours.episodes, pain, as_of=TODAY)
    >>> needling = pd.DataFrame({"session": [101], "technique": pd.Categorical(["static"])})
    >>> every = differences(found, ours.episodes, ours.sessions, needling)
    >>> every[["kind", "thing", "with_it", "state"]].values.tolist()[:2]
    [['technique', 'static', 1, 'too few'], ['other care', 'loading exercises', 1, 'too few']]
    """
    counted = courses[(courses["status"] == "counted").to_numpy()].reset_index(drop=True)
    every, visits = looks(counted, sessions, needling)
    often = np.where(visits >= MANY, f"{MANY} or more", visits.astype(str))
    held = design(covariates(counted, episodes).assign(sessions=often)).to_numpy(dtype=float)
    change, person = counted["change"].to_numpy(dtype=float), pd.factorize(counted["patient"])[0]
    condition = pd.factorize(counted["condition"], use_na_sentinel=False)[0]
    rows = [_row(one, _alike(one, condition), change, _with(held, _beside(one, every)), person, level) for one in every]
    frame = pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in ("p_among_all", "beyond_chance")])
    return _among_all(frame)[list(COLUMNS)]


def _with(held: Numbers, more: list[Flags]) -> Numbers:
    return np.column_stack([held, *more]) if more else held


def _beside(look: Look, every: list[Look]) -> list[Flags]:
    """The other kinds of other care that enough of those with this one had: held level, as needling alone had none."""
    if look.kind != OTHER_CARE or look.thing == ANY:
        return []
    others = [one.had for one in every if one.kind == OTHER_CARE and one.thing not in (look.thing, ANY)]
    return [had for had in others if (had & look.had).sum() >= LEAST]


def _alike(look: Look, condition: Whole) -> Flags:
    """The courses of conditions in which some had it and some had not: only there like is compared with like."""
    size = int(condition.max(initial=-1)) + 1
    both = [np.bincount(condition[side], minlength=size) > 0 for side in (look.had, look.had_not)]
    return (look.had | look.had_not) & (both[0] & both[1])[condition]


def _row(look: Look, alike: Flags, change: Numbers, held: Numbers, person: Whole, level: float) -> list[object]:
    figures, state = [np.nan] * len(FIGURES), FEW
    used = look.had | look.had_not
    if _least(look.had[alike]) >= LEAST:
        used = alike
        kept = held if used.all() else held[used]  # most things are known of everybody: no copy for those
        figures, state = clustered(change[used], look.had[used].astype(float), kept, person[used], level)
    elif _least(look.had[used]) >= LEAST:
        state = SAME
    y, had = change[used], look.had[used]
    means = [float(y[part].mean()) if part.any() else np.nan for part in (had, ~had)]
    counts = [used.sum(), had.sum(), (~had).sum(), _people(person[used])]
    return [look.kind, look.thing, *map(int, counts), *means, *figures, state]


def _least(had: Flags) -> int:
    return int(min(had.sum(), (~had).sum()))


def clustered(y: Numbers, had: Numbers, held: Numbers, who: Whole, level: float = LEVEL) -> tuple[list[float], str]:
    """The difference that goes with *had* when *held* is held level: difference, low, high and p, and a state.

    In: per row the outcome *y* (any unit), *had* 0 or 1, the columns *held* of `analytics.adjusted.design`, and the
    patient *who* (0, 1, ...). Out: the four figures (unit of *y*; p 0..1), NaN unless the state is "compared"; "not
    told apart" where the rest of *had* says less than ten with and ten without would (10 * 10 / 20 = 5).

    Notes: what *held* explains is taken out of both *y* and *had*; the slope of the rest on the rest is the coefficient
    of the whole model, and its variance G/(G-1) (n-1)/(n-k) * sum over patients of (sum of rest of had * residual)^2
    / (sum of rest of had squared)^2. The t distribution has as many degrees of freedom as the smaller side has people,
    less one, which is careful where few had a thing. Assumes straight lines and enough patients. It does not show a
    cause.

    References: as `differences`; the tests hold it against statsmodels' OLS with clustered covariance.

    >>> y, had = np.tile([1.0, 2.0, 3.0, 4.0], 10), np.tile([0.0, 0.0, 1.0, 1.0], 10)
    >>> found, state = clustered(y, had, np.ones((40, 1)), np.arange(40))
    >>> round(found[0], 6), state
    (2.0, 'compared')
    """
    from scipy.special import stdtr, stdtrit

    blank = [np.nan] * len(FIGURES)
    cross = np.linalg.pinv(held.T @ held, rcond=1e-12, hermitian=True)
    k = int(np.linalg.matrix_rank(cross, hermitian=True)) + 1
    people = _people(who)
    if y.size < PER_TERM * k or people < LEAST:
        return blank, FEW
    rest, y_rest = (one - held @ (cross @ (held.T @ one)) for one in (had, y))
    spread = float(rest @ rest)
    if spread < LEAST / 2:
        return blank, SAME
    slope = float(rest @ y_rest) / spread
    of_person = np.bincount(who, rest * (y_rest - slope * rest))
    fitted = people / (people - 1) * (y.size - 1) / (y.size - k)
    error = float(np.sqrt(fitted * (of_person**2).sum())) / spread
    free = max(1, min(_people(who[had == side]) for side in (0, 1)) - 1)
    reach = float(stdtrit(free, (1 + level) / 2)) * error
    p = 2 * float(stdtr(free, -abs(slope) / error)) if error else float(slope == 0)
    return [slope, slope - reach, slope + reach, p], COMPARED


def _people(who: Whole) -> int:
    """How many different ones there are among small whole numbers."""
    return int(np.count_nonzero(np.bincount(who)))


def _among_all(frame: pd.DataFrame) -> pd.DataFrame:
    """Add what each p is among all that was compared."""
    among = np.full(len(frame), np.nan)
    known = frame["p"].notna().to_numpy(dtype=bool)
    if known.any():
        from scipy.stats import false_discovery_control

        among[known] = false_discovery_control(frame.loc[known, "p"].to_numpy(dtype=float))
    return frame.assign(p_among_all=among, beyond_chance=among <= FALSE_SHARE)
