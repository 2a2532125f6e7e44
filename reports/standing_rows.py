"""The row of each measure and limb of one person: class, zone, the last two changes, and what is missing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.classes import label
from analytics.needs import WAITING, flags
from analytics.session_effect import session_changes
from analytics.zones import Zone, zone
from charts.words import short_source
from data.frames import SEVERITIES
from data.progress_rules import load_progress_rules
from reports.compared import method_is

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord
    from reports.reader import Reader

COLUMNS = (
    "measure", "side", "method", "baseline", "baseline_on", "last", "last_on", "weeks", "change", "error", "error_kind",
    "important", "important_source", "error_source", "cls", "cls_words", "zone", "zone_name", "zone_words", "next_step",
    "off_track", "immediate", "immediate_on", "carried", "sessions", "usual_n", "usual_q1", "usual_median", "usual_q3",
    "days_since_reading", "other_methods", "adverse_asked", "adverse_any", "adverse_worst", "co_interventions",
    "missing", "n",
)  # fmt: skip


def rows(read: Reader, record: EpisodeRecord, found: pd.DataFrame) -> pd.DataFrame:
    """*found* (`analytics.standing.standing`) with everything else a person wants to know beside it: `COLUMNS`.

    ``cls_words`` and ``zone_words`` are sentences; ``immediate`` and ``carried`` the newest change of each kind
    (positive is better, NaN: none); ``usual_...`` the quartiles of sessions per closed course of this condition here;
    ``adverse_asked`` and ``adverse_any`` count sessions; ``missing`` says what is, blank where nothing is.
    """
    zones = [_zone(read, record, found.iloc[[place]]) for place in range(len(found))]
    changes = [_newest_changes(read, row) for row in found.itertuples()]
    sources = [_sources(read, record, row) for row in found.itertuples()]
    usual = read.clinic.usual(record.condition)
    made = found.assign(
        cls_words=[_words(row) for row in found.itertuples()],
        zone=[one.rule for one in zones], zone_name=[one.name for one in zones],
        zone_words=[one.words for one in zones], next_step=[one.next_step for one in zones],
        off_track=[one.off_track for one in zones],
        immediate=[one for one, _, _ in changes], immediate_on=pd.to_datetime([on for _, on, _ in changes]),
        carried=[one for _, _, one in changes],
        important_source=[one for one, _ in sources], error_source=[one for _, one in sources],
        sessions=len(record.sessions), days_since_reading=found["days_since"], usual_n=usual.n,
        usual_q1=usual.q1, usual_median=usual.median, usual_q3=usual.q3, n=1, **_of_the_course(record),
        missing=[_missing(read, record, found.iloc[[place]], zones[place]) for place in range(len(found))],
    )  # fmt: skip
    return made[list(COLUMNS)]


def _zone(read: Reader, record: EpisodeRecord, row: pd.DataFrame) -> Zone:
    asked = row.assign(condition=record.condition, patient=int(read.episodes()["patient"].iloc[0]))
    measure, method = read.catalogue.measure(row["measure"].iloc[0]), _text(row["method"].iloc[0])
    return zone(load_progress_rules().rules, read.clinic.facts(asked, record.condition, measure, method))


def _newest_changes(read: Reader, row: Any) -> tuple[float, pd.Timestamp, float]:
    """The newest immediate change with its day, and the newest carried-over one."""
    measure = read.catalogue.measure(row.measure)
    readings = read.readings(measure)
    found = session_changes(readings[method_is(readings, _text(row.method))], measure)
    mine = found[(found["side"] == row.side).to_numpy()]
    both, carried = mine.dropna(subset="immediate").tail(1), mine["carried"].dropna()
    at_once = (float(both["immediate"].iloc[0]), both["on"].iloc[0]) if len(both) else (float("nan"), pd.NaT)
    return (*at_once, float(carried.iloc[-1]) if len(carried) else float("nan"))


def _sources(read: Reader, record: EpisodeRecord, row: Any) -> tuple[str, str]:
    kinds = (read.catalogue.threshold(row.measure, kind, record.condition) for kind in ("important", "error"))
    important, error = (short_source(one) if one is not None else "" for one in kinds)
    return important, error


def _words(row: Any) -> str:
    return "" if pd.isna(row.cls) else label(str(row.cls), row.important, row.error)


def _of_the_course(record: EpisodeRecord) -> dict[str, Any]:
    """What is true of the whole course of care, the same in every row."""
    held = [session.facts for session in record.sessions]
    events = [event for one in held for event in one.adverse_events]
    worst = max((SEVERITIES.index(event.severity) for event in events), default=0)
    done = dict.fromkeys(name for one in held for name in one.co_interventions)
    return {
        "adverse_asked": sum(one.adverse_asked is True for one in held),
        "adverse_any": sum(bool(one.adverse_events) for one in held),
        "adverse_worst": SEVERITIES[worst] if events else "",
        "co_interventions": ", ".join(done),
    }


def _missing(read: Reader, record: EpisodeRecord, row: pd.DataFrame, found: Zone) -> str:
    """What is missing, one sentence each: by the limits of days, and sessions whose adverse events were not asked."""
    limits = load_progress_rules().limits
    reviews = [one.on for one in record.reviews if one.on <= read.as_of]
    newest = row["last_on"].fillna(row["baseline_on"]).to_numpy()
    course = row.assign(
        started=_day(record.started), ended=_day(record.ended), last_reading_on=newest,
        last_review_on=_day(max(reviews, default=None)),
    )  # fmt: skip
    flagged = flags(course, [found], read.as_of, limits).iloc[0]
    days = {"not_remeasured": flagged["waited"], "due_for_review": flagged["no_review_weeks"] * 7}
    said = [
        limits[name].words.format(days=days.get(name, 0.0), limit=limits[name].value)
        for name in WAITING
        if flagged[name]
    ]
    silent = sum(session.facts.adverse_asked is not True for session in record.sessions)
    if silent:
        said.append(f"Adverse events were not asked about in {silent} of {len(record.sessions)} sessions.")
    return " ".join(said)


def _day(on: date | None) -> pd.DatetimeIndex:
    return pd.DatetimeIndex([pd.NaT if on is None else pd.Timestamp(on)])


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
