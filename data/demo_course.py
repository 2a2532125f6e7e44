"""How one invented course of care goes underneath: pain over time, visits, and when the person stops coming.

People come when it is worst: presenting pain is the usual level plus a flare that settles by itself
(regression to the mean), and the usual level falls on its own pace by a share that for some is below 0
(they get worse). Needling is not a cause of anything here; that is the point of an uncontrolled record.

Leaving is not at random: those who are no better, and those who are much better, leave more often than
those in between (`leaving`), so that observed cases look neither all better nor all worse than they were.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.demo_conditions import Profile
from data.demo_people import working_day

REVIEW_WEEKS = (6, 12, 26)
REVIEWED = (0.9, 0.84, 0.66)  # how often each review takes place when the person still comes
REVIEWED_LOST = 0.06  # and when the person had left: reached by telephone


@dataclass(frozen=True)
class Course:
    """What is true of one limb's course, unseen: all levels in points of pain 0-10, time in weeks."""

    usual: float
    flare: float
    lost_share: float
    pace: float

    def pain(self, weeks: float) -> float:
        """Pain at *weeks* after the first visit, before any noise; 0 to 10."""
        level = self.usual * (1 - self.lost_share * (1 - math.exp(-weeks / self.pace)))
        return min(10.0, max(0.0, level + self.flare * math.exp(-weeks / 2.5)))

    def better(self, weeks: float) -> float:
        """The share of presenting pain that is gone at *weeks*; below 0 when it is worse."""
        return 1 - self.pain(weeks) / self.pain(0)


def course(profile: Profile, chance: Random) -> Course:
    """A course drawn at random: presenting pain about 6 of 10 (SD 1.7), as in dunning2018pf (PMID 30379937)."""
    usual = min(8.5, max(1.5, chance.gauss(4.7, 1.35)))
    flare = min(chance.gammavariate(2.0, 0.65), 10 - usual)
    lost = min(1.0, chance.gauss(0.21 + profile.ease, 0.58))
    return Course(usual, flare, lost, max(1.5, chance.gauss(5.0, 1.5)))


@dataclass(frozen=True)
class Calendar:
    """The days of one course: visits with needling, stand-alone reviews, and how it ended (empty: still open)."""

    visits: tuple[date, ...]
    reviews: tuple[date, ...]
    planned: int
    ended: date | None
    ended_how: str


def leaving(better: float, visit: int) -> float:
    """The chance of not coming back after *visit* (1 is the first), by the share of pain gone so far."""
    base = 0.39 if visit == 1 else 0.06
    return base * (1.6 if better < 0.05 else 1.75 if better > 0.4 else 0.7)


def calendar(start: date, until: date, true: Course, chance: Random) -> Calendar:
    """Visits every one to two weeks until the plan is done or the person leaves; reviews at 6, 12 and 26 weeks."""
    planned = chance.choices((3, 4, 5, 6, 8, 10), (10, 18, 24, 24, 16, 8))[0]
    visits, lost = _visits(start, planned, true, chance)
    reviews = _reviews(visits, lost, chance)
    last = max(visits + reviews)
    ended = last + timedelta(days=56) if lost else last
    how = "lost" if lost else "referred" if true.better(12) < 0 and chance.random() < 0.4 else "discharged"
    seen, asked = (tuple(day for day in days if day <= until) for days in (visits, reviews))
    closed = ended <= until
    return Calendar(seen, asked, planned, ended if closed else None, how if closed else "")


def _visits(start: date, planned: int, true: Course, chance: Random) -> tuple[tuple[date, ...], bool]:
    days = [start]
    while len(days) < planned:
        weeks = (days[-1] - start).days / 7
        if chance.random() < leaving(true.better(weeks + 2), len(days)):
            return tuple(days), True
        gap = max(4, round(chance.gauss(8 if len(days) < 4 else 14, 2.5)))
        days.append(working_day(days[-1] + timedelta(days=gap)))
    return tuple(days), False


def _reviews(visits: tuple[date, ...], lost: bool, chance: Random) -> tuple[date, ...]:
    days = []
    for weeks, often in zip(REVIEW_WEEKS, REVIEWED, strict=True):
        day = working_day(visits[0] + timedelta(days=weeks * 7 + chance.randint(-4, 3)))
        if chance.random() < (REVIEWED_LOST if lost else often) and day not in visits:
            days.append(day)
    return tuple(days)
