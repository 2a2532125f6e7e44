"""Where one patient stands: change since the start, against the error that fits who measured and with what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.classes import classify, thresholds
from analytics.courses import courses
from analytics.readings import usable

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

SAME = "same rater and instrument"
OTHER = "another rater or instrument"
UNKNOWN = "rater or instrument not recorded"
ANSWERED = "answered by the patient"
ERROR_KINDS = (SAME, OTHER, UNKNOWN, ANSWERED)
BY_THE_PATIENT = ("pain", "function", "global", "stiffness")  # who asks is no rater: the patient answers
COLUMNS = (
    "episode", "measure", "side", "method", "baseline", "baseline_on", "last", "last_on", "weeks", "change", "percent",
    "error", "error_kind", "important", "cls", "days_since", "other_methods",
)  # fmt: skip


def standing(
    readings: pd.DataFrame,
    episodes: pd.DataFrame,
    measures: Iterable[Measure],
    catalogue: Catalogue,
    *,
    as_of: date,
    sessions: pd.DataFrame | None = None,
    weeks: float | None = None,
) -> pd.DataFrame:
    """One row per measure and limb: baseline, last, change, the error that holds for the pair, and the class.

    In: a readings frame, with the columns rater and instrument where they are known; the episodes asked about; the
    measures; the day of asking; sessions and the horizon *weeks* as in `courses.courses`.
    Out, in the order of the measures, by episode and side: episode, measure (id), side, method, baseline, baseline_on,
    last, last_on (the measure's unit), weeks (between them), change (oriented), percent, error (unit, NaN: none),
    error_kind (one of `ERROR_KINDS`, empty without a pair), important (unit, NaN: none), cls (of `classes.CLASSES`),
    days_since (from the last reading, or the baseline, to *as_of*), other_methods. Limbs without a reading of a measure
    have no row.

    Notes: baseline, last, change as `courses.courses`; error as `errors` for the pair's `error_kind`; class as
    `classes.classify`. It does not show what caused a change, nor that a change within error is none.

    References: as `courses.courses` and `classes.classify`.

    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, words = clinic(), load_catalogue()
    >>> found = standing(ours.readings, ours.episodes, [words.measure("nprs")], words, as_of=TODAY)
    >>> found[["change", "error", "cls"]].values.tolist()[0]
    [3.0, 1.33, 'improved beyond both']
    """
    parts = [_of_measure(readings, episodes, one, catalogue, as_of, sessions, weeks) for one in measures]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(parts, ignore_index=True)


def errors(
    measure: Measure, catalogue: Catalogue, condition: str | None = None, weeks: float | None = None
) -> tuple[float, float]:
    """The measurement error with the same rater and instrument, and the larger one when either changed.

    In: a *measure*, the *catalogue*, *condition* and *weeks* as in `Catalogue.threshold`. Out: two magnitudes in the
    measure's unit; NaN where there is none that decides.

    Notes: the first is the rule threshold. The second is the largest of it and of every published error of the measure
    in its unit for this condition or any (the upper end of a published range counts), those from general knowledge left
    out; never smaller than the first. Where nothing larger is published they are equal: that is no proof that changing
    hands adds nothing. It does not show bias: another instrument may read higher throughout.

    References: each threshold's own, in `data/measures/`; taking the larger is a product choice.

    >>> from data.catalogue import load_catalogue
    >>> words = load_catalogue()
    >>> errors(words.measure("wblt_cm"), words), errors(words.measure("stiffness"), words)
    ((1.9, 1.9), (nan, nan))
    """
    rule = catalogue.threshold(measure.id, "error", condition, weeks)
    if rule is None:
        return float("nan"), float("nan")
    fitting = [
        one.value if one.high is None else max(one.value, one.high)
        for one in measure.thresholds
        if one.kind == "error"
        and one.unit == measure.unit
        and one.verified != "memory"
        and one.condition in (None, condition)
        and one.weeks in (None, rule.weeks)
    ]
    return rule.value, max([rule.value, *fitting])


def error_kind(measure: Measure, first: tuple[str, str], second: tuple[str, str]) -> str:
    """Whether two readings were taken by the same hands and instrument: one of `ERROR_KINDS`.

    In: the *measure*; rater and instrument of each reading, empty where not recorded. Out: words.

    Notes: case and spaces do not count. Different where both are recorded and differ; not recorded where one of
    the four is empty and nothing differs. A score the patient answers has no rater, and an instrument only where both
    are recorded and differ. It does not show whether two instruments of one name are alike.

    References: a product choice.

    >>> from data.catalogue import load_catalogue
    >>> lunge, pain = (load_catalogue().measure(name) for name in ("wblt_cm", "nprs"))
    >>> error_kind(lunge, ("Jo", "tape"), ("jo ", "tape")), error_kind(lunge, ("Jo", "tape"), ("Al", ""))
    ('same rater and instrument', 'another rater or instrument')
    >>> error_kind(lunge, ("Jo", ""), ("Jo", "tape")), error_kind(pain, ("Jo", ""), ("Al", ""))
    ('rater or instrument not recorded', 'answered by the patient')
    """
    (rater, tool), (other_rater, other_tool) = (
        [" ".join(part.split()).casefold() for part in one] for one in (first, second)
    )
    answered = measure.kind in BY_THE_PATIENT
    changed_hands = bool(rater and other_rater) and rater != other_rater and not answered
    if changed_hands or (tool and other_tool and tool != other_tool):
        return OTHER
    if answered:
        return ANSWERED
    return SAME if all((rater, other_rater, tool, other_tool)) else UNKNOWN


def _of_measure(
    readings: pd.DataFrame,
    episodes: pd.DataFrame,
    measure: Measure,
    catalogue: Catalogue,
    as_of: date,
    sessions: pd.DataFrame | None,
    weeks: float | None,
) -> pd.DataFrame:
    ours = readings[readings["episode"].isin(episodes["episode"])]
    rows = courses(ours, episodes, measure, as_of=as_of, weeks=weeks, sessions=sessions)
    rows = rows[rows["baseline"].notna()].reset_index(drop=True)
    side = episodes.set_index("episode")["side"].astype(object).reindex(ours["episode"]).to_numpy()
    ours = ours.assign(side=ours["side"].astype(object).where(ours["side"].notna(), side))  # as `courses.courses` does
    kinds = _kinds(rows, usable(ours, measure), measure)
    known = {name: errors(measure, catalogue, name, weeks) for name in rows["condition"].astype(object).unique()}
    pairs = [known[name] for name in rows["condition"].astype(object)]
    error = np.array(
        [same if kind in (SAME, ANSWERED, "") else larger for (same, larger), kind in zip(pairs, kinds, strict=True)],
        dtype=float,
    )
    important = thresholds(rows, measure, catalogue, weeks)[0]
    since = rows["last_on"].fillna(rows["baseline_on"])
    return rows.assign(
        measure=measure.id,
        error=error,
        error_kind=pd.Series(kinds, index=rows.index, dtype="str"),
        important=important,
        cls=classify(rows["change"], important, error),
        days_since=(pd.Timestamp(as_of) - since).dt.days,
    )[list(COLUMNS)]


def _kinds(rows: pd.DataFrame, taken: pd.DataFrame, measure: Measure) -> list[str]:
    """The kind of error of each row's pair of readings; empty where there is no pair."""
    ends = [_hands(rows, taken, name) for name in ("baseline_on", "last_on")]
    paired = rows["last"].notna()
    return [
        error_kind(measure, first, second) if pair else "" for first, second, pair in zip(*ends, paired, strict=True)
    ]


def _hands(rows: pd.DataFrame, taken: pd.DataFrame, on: str) -> list[tuple[str, str]]:
    """Rater and instrument of the reading behind each row: the first of its day, as `courses.courses` takes it."""
    taken = taken[taken["phase"] != "after"].assign(review=lambda frame: frame["phase"] == "review")
    taken = taken.sort_values(["review", "number", "reading"])
    keys = _keys(taken, "on")
    for name in ("rater", "instrument"):
        taken[name] = taken[name].fillna("").astype(str) if name in taken.columns else ""
    first: dict[tuple[object, ...], tuple[str, str]] = {}
    for key, rater, tool in zip(keys, taken["rater"], taken["instrument"], strict=True):
        first.setdefault(key, (rater, tool))
    return [first.get(key, ("", "")) for key in _keys(rows, on)]


def _keys(frame: pd.DataFrame, on: str) -> list[tuple[object, ...]]:
    parts = [frame[name].astype(object).where(frame[name].notna(), "") for name in ("episode", "side", "method", on)]
    return list(zip(*parts, strict=True))
