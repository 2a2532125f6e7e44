"""The needling written down at one invented visit, and adverse events asked about or not."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from data.demo_conditions import Profile
from data.demo_course import Calendar
from data.demo_people import Podiatrist
from data.rows import AdverseEvent, SessionFacts

MILD = 0.1918  # sessions with a mild event, of those asked: 1,463 of 7,629 treatments, brady2014 (PMID 25125935)
SIGNIFICANT = 20 / 20494  # major events, boyce2020 (PMID 32089962): 20 of 20,494 treatments
# percent of 7,629 treatments, brady2014 (PMID 25125935); onset and what was done are invented
TERMS: dict[str, tuple[float, str, str]] = {
    "bruising": (7.55, "within_24h", "none"),
    "bleeding": (4.65, "during", "pressure"),
    "pain during treatment": (3.01, "during", "needle withdrawn"),
    "pain after treatment": (2.19, "within_24h", "advice"),
    "aggravation of symptoms": (0.88, "later", "advice"),
    "drowsiness": (0.26, "during", "rest"),
    "headache": (0.14, "within_24h", "none"),
    "nausea": (0.13, "during", "rest"),
    "fatigue": (0.04, "later", "none"),
    "altered emotions": (0.04, "during", "rest"),
    "shaking": (0.01, "during", "rest"),
    "itching": (0.01, "within_24h", "none"),
    "numbness": (0.01, "within_24h", "advice"),
}


def session(
    number: int, days: Calendar, profile: Profile, who: Podiatrist, form_asks: bool, both: bool, chance: Random
) -> SessionFacts:
    """The record of visit *number* (from 1). *form_asks* is whether the form of that day had the question."""
    on = days.visits[number - 1]
    asked = _asked(who, form_asks, chance)
    muscles = tuple(sorted(chance.sample(profile.muscles, min(len(profile.muscles), chance.randint(1, 3)))))
    return SessionFacts(
        on=on,
        number=number,
        muscles=muscles,
        bilateral=both,
        needle_diameter_mm=chance.choice((0.25, 0.3, 0.3)),
        needle_length_mm=chance.choice((30.0, 40.0, 40.0, 50.0)),
        needle_material="stainless steel",
        insertions=len(muscles) * chance.randint(1, 3) * (2 if both else 1),
        depth_mm=float(chance.randrange(10, 30, 5)),
        planned_sessions=days.planned,
        planned_frequency=_frequency(days.planned),
        co_interventions=_extras(profile, chance),
        soreness=float(min(10, max(0, round(chance.gauss(2.2, 1.6))))),
        consent_on=days.visits[0],
        consent_version="demo 1",
        contraindications_screened=chance.random() < 0.97,
        adverse_asked=asked,
        adverse_events=_events(chance) if asked else (),
        **_technique(chance),
    )


def _frequency(planned: int) -> str:
    """How often visits are planned, as `data.demo_course` lays their days: the first four about a week apart."""
    return "once a week" if planned <= 4 else "once a week, then every two weeks"


def _technique(chance: Random) -> dict[str, Any]:
    """Response, technique and stimulation, which go together."""
    twitch = chance.random() < 0.68
    stimulation = chance.choices(("none", "manual", "electrical"), (55, 30, 15))[0]
    electrical = stimulation == "electrical"
    return {
        "response_sought": "local twitch",
        "twitch": "yes" if twitch else "no",
        "twitch_count": chance.randint(1, 6) if twitch else 0,
        "technique": "static" if electrical else chance.choice(("pistoning", "pistoning", "static", "rotation")),
        "stimulation": stimulation,
        "stimulation_hz": chance.choice((2.0, 4.0, 10.0)) if electrical else None,
        "stimulation_minutes": chance.choice((8.0, 10.0, 15.0)) if electrical else None,
        "retention_minutes": 15.0 if electrical else chance.choice((1.0, 3.0, 5.0, 10.0)),
    }


def _extras(profile: Profile, chance: Random) -> tuple[str, ...]:
    """What else was done: the main reason why a change is not the needle's."""
    return tuple(extra for extra in profile.extras if chance.random() < 0.45)


def _asked(who: Podiatrist, form_asks: bool, chance: Random) -> bool | None:
    if who.asks is None or not form_asks or chance.random() < 0.03:
        return None
    return chance.random() < who.asks


def _events(chance: Random) -> tuple[AdverseEvent, ...]:
    found = []
    if chance.random() < MILD:
        weights = [percent for percent, _, _ in TERMS.values()]
        terms = dict.fromkeys(chance.choices(list(TERMS), weights, k=2 if chance.random() < 0.08 else 1))
        found = [AdverseEvent(term, "mild", *TERMS[term][1:]) for term in terms]
    if chance.random() < SIGNIFICANT:
        found.append(AdverseEvent("prolonged aggravation", "significant", "later", "seen by a doctor"))
    return tuple(found)


def form_asks(on: date, first: date) -> bool:
    """The question about adverse events came onto the form one year into the record."""
    return (on - first).days >= 365
