"""The first page is ready before it is asked for: what it opens, for whom, and what it does not load."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from data import demo
from reports import desk, stores
from reports.access import MARKETING, OWNER, Viewer
from reports.report import Report
from tests.views.test_pages import started
from views import first_page

ROOT = Path(__file__).parents[2]
LATE = {
    "scipy.stats",
    "statsmodels",
    "reportlab",
    "playwright",
    "xlsxwriter",
    "openpyxl",
    "alembic",
    "jinja2",
    "authlib",
}
LOADED = """
import sys
from views import first_page, front
first_page.prepare()
print(*sorted(set(sys.argv[1:]) & set(sys.modules)))
"""

LOOKED = """
import sys
from views import front, gate
assert gate.look(None, active=False)
print(*sorted({"pandas", "numpy"} & set(sys.modules)))
"""


class Rebuilt(Exception):
    """A report was worked out although it was kept."""


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    """No store of one test stays open for the next."""
    yield
    stores.forget()


def _refuse(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_: object) -> None:
        raise Rebuilt(module.__name__)

    monkeypatch.setattr(module, "build", build)


def test_the_owner_finds_every_answer_of_the_page_and_nobody_else_does(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_page.prepare()
    store, catalogue = stores.invented(), demo.catalogue()
    for name in first_page.REPORTS:
        _refuse(desk.find(name), monkeypatch)
        desk.open_report(name, store, catalogue, Viewer("Olive", OWNER))
    with pytest.raises(Rebuilt):
        desk.open_report("overview", store, catalogue, Viewer("Mia", MARKETING))


def test_what_is_made_ready_is_what_the_page_opens(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = desk.open_report

    def noted(name: str, *arguments: Any, **more: Any) -> Report:
        opened.append(name)
        return real(name, *arguments, **more)

    monkeypatch.setattr(desk, "open_report", noted)
    assert not started().exception
    assert set(opened) == set(first_page.REPORTS)


def test_a_demo_clinic_that_is_not_made_yet_is_left_to_the_page(own_home: Path) -> None:
    first_page.prepare()
    assert not demo.is_built()


def _run(lines: str, *given: str) -> list[str]:
    """What *lines*, run as a program of their own, print."""
    run = subprocess.run(
        [sys.executable, "-c", lines, *given], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return run.stdout.split()


def test_the_first_page_loads_no_library_that_it_has_no_use_for(demo_home: Path) -> None:
    stores.own()  # made before: its making needs the migrations
    assert _run(LOADED, *LATE) == []


def test_who_may_come_in_is_known_before_the_tables_are_loaded(demo_home: Path) -> None:
    stores.own()
    assert _run(LOOKED) == []
