"""The list of patients: one row per course of care that is open or closed not long ago, those in need first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics import courses as course_frames
from analytics.facts import FIELDS, Facts, facts
from analytics.followed import in_turn, main_measures
from analytics.needs import Limit, advice, flags
from analytics.zones import Rule, zone

if TYPE_CHECKING:
    from data.catalogue import Catalogue

COLUMNS = (
    "episode", "patient", "condition", "side", "podiatrist", "started", "ended", "sessions", "last_session_on",
    "measure", "limb", "last_reading_on", "days_since_reading", "baseline", "last", "change", "cls",
    "zone", "zone_name", "zone_words", "trend", "no_review_weeks",
    "off_track", "worse", "not_remeasured", "due_for_review", "closed_without_final", "need", "next_step", "why",
)  # fmt: skip
OWN = ("episode", "patient", "condition", "side", "podiatrist", "started", "ended")


def caseload(
    episodes: pd.DataFrame,
    sessions: pd.DataFrame,
    readings: pd.DataFrame,
    courses: Mapping[str, pd.DataFrame],
    catalogue: Catalogue,
    *,
    as_of: date,
    rules: Iterable[Rule],
    limits: Mapping[str, Limit],
    all_episodes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Each course of care on the list: how it stands, what is missing, what next and why.

    In: *episodes* to list (open, or closed within the limit `recently_closed`, are taken); *sessions* and *readings* of
    the whole clinic, with which each is compared; *courses*: the whole clinic's frames of `courses.courses` by measure
    id (one that is missing is worked out from *all_episodes*, or else from *episodes*); the day of asking; the rules
    and limits of `data.progress_rules`.
    Out, most need first, then by episode: episode, patient, condition, side, podiatrist, started, ended, sessions
    (held), last_session_on, measure (id), limb (side read), last_reading_on, days_since_reading (days), baseline,
    last, change (the measure's unit, change oriented), cls, zone (id of the rule), zone_name, zone_words, trend (list
    of readings, oldest first), no_review_weeks, five flags (bool), need, next_step, why.

    Notes: measure as `followed.main_measures`; of two limbs the one that changed least, where both are known; zone as
    `zones.zone`; flags as `needs.flags`. It does not show the measures it does not follow.

    References: house rules, `data/progress_rules.toml`.

    >>> from types import SimpleNamespace as Plain
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> rule = Plain(id="any", name="", when="otherwise", words="", next_step="", off_track=False, need=0, numbers={})
    >>> names = ("not_remeasured", "due_for_review", "closed_without_final", "recently_closed")
    >>> limits = {name: Plain(value=28, words=name, next_step="", need=1) for name in names}
    >>> asked = dict(as_of=TODAY, rules=[rule], limits=limits)
    >>> found = caseload(ours.episodes, ours.sessions, ours.readings, {}, load_catalogue(), **asked)
    >>> found[["episode", "trend", "days_since_reading"]].values.tolist()[0]
    [2, [8.0, 8.0], 314.0]
    """
    kept = episodes["ended"].isna() | (episodes["ended"] >= _days_ago(as_of, limits["recently_closed"].value))
    listed = episodes[kept].sort_values("episode", ignore_index=True)
    own = readings[readings["episode"].isin(listed["episode"])]
    measures = main_measures(listed, own, catalogue)
    parts = []
    for name in sorted(measures.unique()):
        measure = catalogue.measure(name)
        every = courses.get(name)
        if every is None:
            whole = episodes if all_episodes is None else all_episodes
            every = course_frames.courses(readings, whole, measure, as_of=as_of, sessions=sessions)
        asked = every[every["episode"].isin(measures.index[measures == name])]
        found = facts(asked, every, readings, sessions, measure, catalogue).assign(
            measure=name, last_on=asked["last_on"].to_numpy(), trend=_lists(in_turn(asked, own, measure))
        )
        parts.append(found)
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    limb = pd.concat(parts, ignore_index=True).sort_values(["episode", "change", "side"]).drop_duplicates("episode")
    frame = listed[list(OWN)].merge(limb.rename(columns={"side": "limb", "sessions": "behind"}), on="episode")
    return _judged(_dates(frame, sessions, own, measures), as_of, tuple(rules), limits)


def _judged(frame: pd.DataFrame, as_of: date, rules: tuple[Rule, ...], limits: Mapping[str, Limit]) -> pd.DataFrame:
    given = frame[[name if name != "sessions" else "behind" for name in FIELDS]].to_numpy(dtype=object)
    zones = [zone(rules, Facts(*row)) for row in given]
    frame = frame.assign(
        zone=[one.rule for one in zones], zone_name=[one.name for one in zones], zone_words=[one.words for one in zones]
    )
    frame = advice(flags(frame, zones, as_of, limits), zones, limits)
    return frame.sort_values(["need", "episode"], ascending=[False, True], ignore_index=True)[list(COLUMNS)]


def _dates(frame: pd.DataFrame, sessions: pd.DataFrame, own: pd.DataFrame, measures: pd.Series) -> pd.DataFrame:
    """Sessions held, and the days of the last session, reading of the measure, and review of any."""
    held = sessions[sessions["episode"].isin(frame["episode"])].drop_duplicates("session")
    visits = held.groupby("episode")["on"].agg(["size", "max"]).reindex(frame["episode"])
    taken = own[own["phase"] != "after"]
    ours = taken["measure"].astype(object).to_numpy() == measures.reindex(taken["episode"]).to_numpy(dtype=object)
    last = taken[ours].groupby("episode")["on"].max().reindex(frame["episode"])
    review = taken[taken["phase"] == "review"].groupby("episode")["on"].max().reindex(frame["episode"])
    return frame.assign(
        sessions=visits["size"].fillna(0).to_numpy(dtype=np.int64),
        last_session_on=visits["max"].to_numpy(),
        last_reading_on=last.to_numpy(),
        last_review_on=review.to_numpy(),
    )


def _lists(values: list[list[float]]) -> np.ndarray:
    """Lists as the cells of one column."""
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    return cells


def _days_ago(as_of: date, days: float) -> pd.Timestamp:
    return pd.Timestamp(as_of) - pd.Timedelta(days=days)
