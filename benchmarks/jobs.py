"""Jobs done once in a process of their own, for the memory they take: ``python3 -m benchmarks.jobs JOB ...``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from benchmarks import clinics, recompute
from benchmarks.memory import peak
from data.catalogue import load_catalogue
from data.store import open_store, read_frames
from reports.access import OWNER, Viewer
from reports.desk import open_report
from reports.filters import Filters
from reports.intake import Intake


def read(url: str) -> None:
    """The whole record into frames."""
    with open_store(url) as store:
        read_frames(store)


def page(url: str) -> None:
    """The record into memory, the Effectiveness page once, and again after a filter change."""
    catalogue, owner = load_catalogue(), Viewer("benchmark", OWNER)
    with open_store(url, catalogue) as store:
        for filters in (Filters(), Filters(since=date(2022, 1, 1))):
            for name in recompute.PAGE:
                open_report(name, store, catalogue, owner, filters)


def bring_in(sheet: str, database: str) -> None:
    """A session sheet into a new database."""
    file, catalogue = Path(sheet), load_catalogue()
    with open_store(f"sqlite:///{database}", catalogue) as store:
        intake = Intake(store, catalogue, Viewer("benchmark", OWNER), clinics.UNTIL)
        intake.store(intake.read(intake.open(file, file.name), None))


JOBS = {job.__name__: job for job in (read, page, bring_in)}

if __name__ == "__main__":
    JOBS[sys.argv[1]](*sys.argv[2:])
    print(peak())
