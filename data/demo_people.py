"""The people of the invented clinic: sites, podiatrists with their habits, and patients. No real person is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

HARBOUR, HILLTOP, RIVERSIDE = "Harbour (demo)", "Hilltop (demo)", "Riverside (demo)"
YEARS = 4
DAYS = 1461  # four years, one of them a leap year
_FIRST = ("Banksia", "Boronia", "Correa", "Dianella", "Grevillea", "Hakea", "Kurrajong", "Lilly", "Mallee", "Melaleuca",
          "Myrtle", "Quandong", "Saltbush", "Sedge", "Tea-tree", "Waratah", "Wattle", "Yarran")  # fmt: skip


@dataclass(frozen=True)
class Podiatrist:
    """One podiatrist and habits of recording.

    ``heaps``: how often pain is written as 0, 5 or 10. ``skips``: how often a reading after the session
    is missing. ``asks``: how often adverse events are asked about; ``None`` when the record never says.
    ``from_day`` and ``to_day`` count from the first day of the clinic's record.
    """

    name: str
    site: str
    load: float
    heaps: float = 0.0
    skips: float = 0.06
    asks: float | None = 0.9
    from_day: int = 0
    to_day: int = DAYS + 1


PODIATRISTS = (
    Podiatrist("Alex Sample (demo)", HARBOUR, 1.3),
    Podiatrist("Billie Sample (demo)", HARBOUR, 1.0, heaps=0.8),
    Podiatrist("Casey Sample (demo)", HARBOUR, 0.7, from_day=500),
    Podiatrist("Devi Sample (demo)", HILLTOP, 1.2, skips=0.28),
    Podiatrist("Emery Sample (demo)", HILLTOP, 0.9, asks=None),
    Podiatrist("Frankie Sample (demo)", RIVERSIDE, 1.1),
    Podiatrist("Gale Sample (demo)", RIVERSIDE, 0.8, asks=0.6, to_day=1100),
)


@dataclass(frozen=True)
class Person:
    """One invented patient, and the site they go to."""

    reference: str
    display_name: str
    birth_year: int
    sex: str
    site: str


def person(number: int, until: date, chance: Random) -> Person:
    """The patient with this *number*; nobody is younger than 13 at the start of the record."""
    sex = chance.choices(("female", "male", "other", "unknown"), (55, 42, 1, 2))[0]
    age = min(86, max(14, round(chance.gauss(47, 16))))
    site = chance.choices((HARBOUR, HILLTOP, RIVERSIDE), (3.0, 2.1, 1.9))[0]
    name = f"{chance.choice(_FIRST)} Invented"
    return Person(f"Demo {number:04d}", name, until.year - max(age, 17), sex, site)


def podiatrist(site: str, day: int, chance: Random) -> Podiatrist:
    """One who works at *site* on that *day* of the record."""
    there = [one for one in PODIATRISTS if one.site == site and one.from_day <= day < one.to_day]
    return chance.choices(there, [one.load for one in there])[0]


def working_day(day: date) -> date:
    """*day*, or the Monday after it."""
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
