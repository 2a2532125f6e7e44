"""A clinic large enough for public pictures, written through the ledger, and a request that keeps every rule."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.rows import ReadingFacts, SessionFacts, SourceRow
from data.store import Store, open_store
from reports.access import MARKETING, OWNER, PODIATRIST, Viewer
from reports.studio_request import Request
from tests.reports.conftest import fill

TODAY = date(2026, 11, 22)
MARKETER = Viewer("marketing", MARKETING)
CLINIC_OWNER = Viewer("owner", OWNER)
PRACTITIONER = Viewer("Ann Lee", PODIATRIST, "Ann Lee")
GOOD = Request("first_last", "plantar_heel_pain", "2025", purpose="the newsletter")
APPROVAL = ("Ann Lee", "POD0001234567", "Figures and words were checked.")


def large_clinic(path: Path, catalogue: Catalogue) -> Store:
    """90 people with heel pain and 60 with Achilles in 2025, 80 and 40 in 2024; one in five of them gets worse."""
    store = open_store(f"sqlite:///{path}", catalogue)
    rows: list[SourceRow] = []
    for year, heel, achilles in ((2024, 80, 40), (2025, 90, 60)):
        rows += people(year, heel, "plantar_heel_pain", f"H{year}") + people(year, achilles, "achilles_tendinopathy",
                                                                             f"A{year}")  # fmt: skip
    fill(store, catalogue, rows)
    return store


def people(year: int, count: int, condition: str, name: str) -> list[SourceRow]:
    """*count* people, begun evenly over the year, each with three sessions; the last reading is by their number."""
    every = []
    for number in range(count):
        started = date(year, 1, 2) + timedelta(days=number * (360 if year < TODAY.year else 200) // count)
        last = 8.0 if number % 5 == 0 else 6.0 if number % 3 == 0 else 2.0
        for place, (before, after) in enumerate(((6.0, 5.0), (5.0, 4.0), (last, None))):
            on = started + timedelta(days=21 * place)
            pair = (("before", before), ("after", after))
            taken = [(phase, value) for phase, value in pair if value is not None]
            readings = tuple(ReadingFacts("nprs", value, on, phase, "left") for phase, value in taken)
            every.append(SourceRow(
                row=0, patient=f"{name}-{number:04d}", condition=condition, side="left", started=started,
                birth_year=1970 + number % 30, site="North", podiatrist="Ann Lee" if number % 2 else "Bo Chan",
                session=SessionFacts(on, adverse_asked=True, co_interventions=("orthoses",) if number % 2 else ()),
                readings=readings,
            ))  # fmt: skip
    return every


def bring_more(store: Store, catalogue: Catalogue) -> None:
    """New data arrives: another year's people."""
    fill(store, catalogue, people(2026, 20, "plantar_heel_pain", "N2026"), "more.csv")


def set_look(store: Store, catalogue: Catalogue, **look: object) -> None:
    """The clinic's look, written past the checks of the form."""
    Ledger(store, catalogue, "tester").set_look({"main": "#17568c", "second": "#b3541e", "font": "Inter", **look})
