"""The rows of the invented clinic: patients, their courses of care, visits and reviews, in order of date."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from data.demo_conditions import PROFILES, Profile
from data.demo_course import Calendar, calendar, course
from data.demo_needling import form_asks, session
from data.demo_people import DAYS, Person, Podiatrist, person, podiatrist, working_day
from data.demo_readings import Limb, Recorder, limb
from data.rows import SourceRow

EPISODES = 1500
ODD_DAY = 1035  # a day of the month in which pain was asked otherwise, counted from the first day
CHANGED_DAY = 900  # Riverside changed from goniometer to inclinometer
REPEATS = (0.66, 0.24, 0.1)  # patients with one, two or three courses of care


def clinic(seed: int, until: date) -> list[SourceRow]:
    """All rows, numbered from 1 in order of date; about `EPISODES` courses of care in the 4 years to *until*."""
    found: list[SourceRow] = []
    number = courses = 0
    while courses < EPISODES:
        number += 1
        made = list(_patient(number, until, Random(f"{seed} patient {number}")))  # noqa: S311 - invented people, not secrets
        courses += len({(row.condition, row.side, row.course) for row in made})
        found += made
    found.sort(key=lambda row: (_day(row), row.patient, row.session is None))
    return [replace(row, row=place) for place, row in enumerate(found, 1)]


def _day(row: SourceRow) -> date:
    return row.session.on if row.session else row.readings[0].on


def _patient(number: int, until: date, chance: Random) -> Iterator[SourceRow]:
    """The courses of one patient, one after the other; the first begins on any day of the four years."""
    who, first = person(number, until, chance), until - timedelta(days=DAYS)
    # the clinic grows a little: later days are likelier than earlier ones
    start = working_day(first + timedelta(days=int((DAYS - 1) * chance.random() ** 0.8)))
    seen: dict[tuple[str, str], int] = {}
    condition, side = _complaint(None, chance)
    for _ in range(chance.choices((1, 2, 3), REPEATS)[0]):
        if start > until:
            return
        seen[condition, side] = seen.get((condition, side), 0) + 1
        days = yield from _episode(who, condition, side, seen[condition, side], start, until, chance)
        start = working_day((days.ended or until) + timedelta(days=chance.randint(40, 420)))
        condition, side = _complaint((condition, side), chance)


def _complaint(before: tuple[str, str] | None, chance: Random) -> tuple[str, str]:
    """A condition and a side; after an earlier one often the same again, or the same on the other side."""
    again = chance.random() if before else 1.0
    if before and again < 0.4:
        return before
    if before and again < 0.65 and before[1] != "both":
        return before[0], "left" if before[1] == "right" else "right"
    condition = chance.choices(list(PROFILES), [profile.share for profile in PROFILES.values()])[0]
    both = chance.random() < PROFILES[condition].both
    return condition, "both" if both else chance.choice(("left", "right"))


def _episode(
    who: Person, condition: str, side: str, number: int, start: date, until: date, chance: Random
) -> Generator[SourceRow, None, Calendar]:
    """The rows of one course of care, and its days."""
    profile, first = PROFILES[condition], until - timedelta(days=DAYS)
    limbs = [limb(one, course(profile, chance), chance) for one in (("left", "right") if side == "both" else (side,))]
    days = calendar(start, until, limbs[0].true, chance)
    by = podiatrist(who.site, (start - first).days, chance)
    odd, changed = first + timedelta(days=ODD_DAY), first + timedelta(days=CHANGED_DAY)
    write = Recorder(profile, by, start, odd, changed, chance)
    base = _base(who, condition, side, number, by, days, _duration(profile, chance))
    for place in range(1, len(days.visits) + 1):
        yield _visit(base, place, days, profile, by, limbs, write, form_asks(days.visits[place - 1], first))
    for on in (start, *days.reviews):
        yield from _review(base, on, limbs, write, first=on == start)
    return days


def _base(
    who: Person, condition: str, side: str, number: int, by: Podiatrist, days: Calendar, weeks: float
) -> SourceRow:
    """What every row of one course of care repeats."""
    return SourceRow(
        row=0,
        patient=who.reference,
        display_name=who.display_name,
        birth_year=who.birth_year,
        sex=who.sex,
        condition=condition,
        side=side,
        course=number,
        started=days.visits[0],
        site=who.site,
        podiatrist=by.name,
        ended=days.ended,
        ended_how=days.ended_how,
        duration_weeks=weeks,
    )


def _duration(profile: Profile, chance: Random) -> float:
    """Weeks of symptoms, skewed to the right: SD nearly the mean, dunning2018pf (PMID 30379937)."""
    spread = 0.744  # sigma of a log-normal whose SD is 0.86 of its mean (288.8 / 336.4 days)
    return float(max(1, round(chance.lognormvariate(math.log(profile.weeks) - spread**2 / 2, spread))))


def _visit(
    base: SourceRow, number: int, days: Calendar, profile: Profile, by: Podiatrist, limbs: list[Limb], write: Recorder,
    asks: bool,
) -> SourceRow:  # fmt: skip
    on = days.visits[number - 1]
    facts = session(number, days, profile, by, asks, base.side == "both", write.chance)
    readings = tuple(reading for one in limbs for reading in write.visit(one, on, number))
    return replace(base, session=facts, readings=readings)


def _review(base: SourceRow, on: date, limbs: list[Limb], write: Recorder, *, first: bool) -> Iterator[SourceRow]:
    """A stand-alone review; at the first visit only the scores, for pain is asked at the session itself."""
    readings = [] if first else [reading for one in limbs for reading in write.review(one, on)]
    readings += write.scores(limbs, base.side, on)
    if readings:
        yield replace(base, readings=tuple(readings))
