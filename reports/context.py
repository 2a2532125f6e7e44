"""The figures of a public picture in words: what each placeholder of the rules' sentences stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from charts.words import decimals, interval, number, percent, short_source, trimmed, whole
from data.clock import shown
from reports.context_care import adverse_words, care_words
from reports.sentences import listed

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure, Threshold
    from reports.facts import Facts
    from reports.period import Period
    from reports.studio_request import Request

NOT_TOLD = ""  # what may not be told leaves its placeholder empty, and the check of that name refuses the picture


@dataclass(frozen=True)
class Told:
    """What a picture is told about beside its figures."""

    request: Request
    period: Period
    setting: str
    as_of: date
    version: int
    code: str
    expires: date


def values(facts: Facts, told: Told, catalogue: Catalogue) -> dict[str, str]:
    """The words for every placeholder; empty where a figure may not be shown or does not exist."""
    measure, request = facts.measure, told.request
    condition = catalogue.conditions.get(request.condition)
    return {
        "counted": counted(facts),
        "dates": told.period.words,
        "setting": told.setting,
        "inclusion": (
            f"every course of care for {condition.name.lower() if condition else 'any condition'}, but of people who "
            "withdrew consent"
        ),
        "measure": f"{measure.short}, whole scale {trimmed(measure.low)} to {trimmed(measure.high)} {measure.unit}",
        "direction": "higher is better" if measure.better == "up" else "lower is better",
        "time_point": time_point(request.horizon),
        "mean": mean(facts),
        "interval": mean_interval(facts),
        "spread": number(facts["sd_change"]) if math.isfinite(facts["sd_change"]) else NOT_TOLD,
        "shares": shares(facts),
        "thresholds": thresholds(measure, catalogue, request),
        "other_care": care_words(facts.other_care),
        "adverse_events": adverse_words(facts.safety),
        "version": str(told.version),
        "code": told.code,
        "expires": shown(told.expires),
    }


def counted(facts: Facts) -> str:
    """``101 of 146 courses of care that were due (69 %)``, as the rule's sentence goes on."""
    n, due = facts.n, facts["eligible"]
    if math.isfinite(due) and due > 0 and math.isfinite(n):
        return f"{whole(n)} of {whole(due)} courses of care that were due ({percent(n / due)})"
    if facts["few_lost"] == 1 and math.isfinite(n):
        return f"{whole(n)} courses of care, all but fewer than 10 of those due,"
    return NOT_TOLD


def time_point(horizon: float | None) -> str:
    """From which reading to which."""
    if horizon is None:
        return "first reading before needling to the last one before a session or at a review"
    return f"first reading before needling to {trimmed(horizon)} weeks later, within 7 days"


def mean(facts: Facts) -> str:
    """``2.0 points better``."""
    found, places = facts["mean_change"], decimals(facts.measure)
    if not math.isfinite(found):
        return NOT_TOLD
    which = "better" if found >= 0 else "worse"
    return f"{number(abs(found), places)} {facts.measure.unit} {which}"


def mean_interval(facts: Facts) -> str:
    """``95 % CI 1.4 to 2.5``, turned as the mean is."""
    low, high, places = facts["ci_low"], facts["ci_high"], decimals(facts.measure)
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOT_TOLD
    low, high = (low, high) if facts["mean_change"] >= 0 else (-high, -low)
    return interval(0, low, high, places).partition("(")[2].rstrip(")")


def shares(facts: Facts) -> str:
    """``52 % improved, 38 % unchanged, 10 % worse``, or the last two together where one of them is small."""
    n, better, together = (facts[name] for name in ("classed", "improved", "unchanged_or_worse"))
    if not (np.isfinite([n, better, together]).all() and n > 0):
        return NOT_TOLD
    unchanged, worse = facts["unchanged"], facts["worse"]
    if math.isfinite(unchanged) and math.isfinite(worse):
        return f"{percent(better / n)} improved, {percent(unchanged / n)} unchanged, {percent(worse / n)} worse"
    said = few_worse(facts["few_worse"])
    return f"{percent(better / n)} improved, {percent(together / n)} unchanged or worse ({said})"


def few_worse(flag: float) -> str:
    """What is said of the worse where their number may not be; *flag* is 1 where they are fewer than ten."""
    return "fewer than 10 worse" if flag == 1 else "10 or more worse"


def thresholds(measure: Measure, catalogue: Catalogue, request: Request) -> str:
    """The important change and the measurement error that decide, each with its source in short."""
    found = [(kind, catalogue.threshold(measure.id, kind, request.condition or None, request.horizon))
             for kind in ("important", "error")]  # fmt: skip
    said = [_threshold(kind, rule) for kind, rule in found if rule is not None]
    missing = [kind for kind, rule in found if rule is None]
    lacking = {"important": "no important change is published", "error": "no measurement error is published"}
    return listed([*said, *(lacking[kind] for kind in missing)])


def _threshold(kind: str, rule: Threshold) -> str:
    what = f"at least {trimmed(rule.value)}" if kind == "important" else f"more than the error of {trimmed(rule.value)}"
    return f"{what} {rule.unit} ({short_source(rule)})"
