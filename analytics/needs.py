"""Who on the list needs something: the flags of each course, how much, what next and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

from analytics.zones import Zone

FLAGS = ("off_track", "worse", "not_remeasured", "due_for_review", "closed_without_final")
WAITING = ("not_remeasured", "due_for_review", "closed_without_final")  # those that are a limit of days


class Limit(Protocol):
    """What is needed of a limit (`data.progress_rules.Limit` has it)."""

    @property
    def value(self) -> float:
        """Days at which the flag goes up."""

    @property
    def words(self) -> str:
        """What the list says, with {days} and {limit}."""

    @property
    def next_step(self) -> str:
        """What it advises."""

    @property
    def need(self) -> float:
        """How much need it adds."""


def flags(frame: pd.DataFrame, zones: Sequence[Zone], as_of: date, limits: Mapping[str, Limit]) -> pd.DataFrame:
    """The five flags of each course of care, with the days since it was last measured and reviewed.

    In: one row per course: started, ended, last_on (of the change, NaT: none), cls, last_reading_on, last_review_on; a
    `Zone` for each; the day of asking; limits in days.
    Out: the rows with days_since_reading (days, NaN: never), no_review_weeks (weeks since the last review, or since the
    start; NaN once closed), and off_track, worse, not_remeasured, due_for_review, closed_without_final (bool).

    Notes: worse: by class, open or closed. off_track: open, and the zone is off track. not_remeasured, due_for_review:
    open, and so many days or more since the last reading, or review, or else since the start. closed_without_final:
    ended, and no reading after the first one within so many days before the end or later. It does not show whose
    doing it is.

    References: house rules, `data/progress_rules.toml`.

    >>> from types import SimpleNamespace as Plain
    >>> day = pd.to_datetime(["2026-01-05"]).astype("datetime64[s]")
    >>> row = pd.DataFrame({"started": day, "ended": day[:0].append(pd.DatetimeIndex(["NaT"])), "cls": ""})
    >>> row = row.assign(last_on=row["ended"], last_reading_on=day, last_review_on=row["ended"])
    >>> limits = {name: Plain(value=28, words="", next_step="", need=1) for name in WAITING}
    >>> zone = Zone("early", "Early", "", "", False, 0, {})
    >>> flags(row, [zone], date(2026, 2, 2), limits)[["days_since_reading", "not_remeasured"]].values.tolist()
    [[28.0, True]]
    """
    now, is_open = pd.Timestamp(as_of), frame["ended"].isna()
    measured = (now - frame["last_reading_on"].fillna(frame["started"])).dt.days
    reviewed = (now - frame["last_review_on"].fillna(frame["started"])).dt.days
    early = frame["last_on"] < frame["ended"] - pd.Timedelta(days=limits["closed_without_final"].value)
    return frame.assign(
        days_since_reading=(now - frame["last_reading_on"]).dt.days.astype(float),
        no_review_weeks=(reviewed / 7).where(is_open),
        waited=measured.astype(float),
        off_track=is_open & np.array([zone.off_track for zone in zones], dtype=bool),
        worse=(frame["cls"] == "worse").astype(bool),
        not_remeasured=is_open & (measured >= limits["not_remeasured"].value),
        due_for_review=is_open & (reviewed >= limits["due_for_review"].value),
        closed_without_final=~is_open & (frame["last_on"].isna() | early),
    )


def advice(frame: pd.DataFrame, zones: Sequence[Zone], limits: Mapping[str, Limit]) -> pd.DataFrame:
    """How much each course needs somebody, what next, and why.

    In: a frame of `flags`, a `Zone` for each row, the limits. Out: the rows with need (no unit, higher first),
    next_step and why (words).

    Notes: need is the sum of the needs of what is up (the zone's where the course is open or worse), and a thousandth
    per day since it was measured, so that of two alike the one waiting longer comes first. next_step is that of what
    has most need; why says all that is up, most need first, or else the zone. It does not show urgency in a
    clinical sense.

    References: house rules, `data/progress_rules.toml`.

    >>> from types import SimpleNamespace as Plain
    >>> limit = Plain(value=28, words="Not measured for {days:.0f} days.", next_step="Measure.", need=30)
    >>> row = dict.fromkeys(FLAGS, False) | dict(not_remeasured=True, waited=40.0, ended=pd.NaT, no_review_weeks=1.0)
    >>> zone = Zone("early", "Early", "Too early.", "Wait.", False, 2, {})
    >>> limits = dict.fromkeys([*WAITING, "recently_closed"], limit)
    >>> advice(pd.DataFrame([row]), [zone], limits)[["next_step", "why"]].values.tolist()
    [['Measure.', 'Not measured for 40 days. Too early.']]
    """
    closed, rows = frame["ended"].notna(), frame[[*FLAGS, "waited", "no_review_weeks"]].to_dict("records")
    found = []
    for row, zone, over in zip(rows, zones, closed, strict=True):
        up = _up(row, limits)
        if not over or row["worse"]:
            up.append((zone.need, zone.words, zone.next_step))
        up = sorted(up, key=lambda one: -one[0])
        words = " ".join(words for _, words, _ in up) or zone.words
        step = up[0][2] if up else limits["recently_closed"].next_step
        found.append((sum(need for need, _, _ in up) + min(row["waited"], 365.0) / 1000, step, words))
    need, steps, why = zip(*found, strict=True) if found else ((), (), ())
    return frame.assign(
        need=np.array(need, dtype=float),
        next_step=pd.Series(steps, index=frame.index, dtype="str"),
        why=pd.Series(why, index=frame.index, dtype="str"),
    )


def _up(row: dict, limits: Mapping[str, Limit]) -> list[tuple[float, str, str]]:
    """What of the limits is up: need, words, next step."""
    since = {"not_remeasured": row["waited"], "due_for_review": row["no_review_weeks"] * 7, "closed_without_final": 0.0}
    return [
        (limits[name].need, limits[name].words.format(days=days, limit=limits[name].value), limits[name].next_step)
        for name, days in since.items()
        if row[name]
    ]
