"""What every test stands on: records in a folder of its own, a catalogue, a demo clinic built once, no silent skips."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from data.catalogue import Catalogue
    from data.store import Store

ROOT = Path(__file__).resolve().parent.parent
REAL_KEYS = platformdirs.user_config_dir("dry-needling-outcomes", appauthor=False)
REAL_HOME = platformdirs.user_data_dir("dry-needling-outcomes", appauthor=False)
MAY_BE_ABSENT = re.compile(r"real data|beside this checkout", re.IGNORECASE)
QUIET = ("--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync")
_WATCHED = frozenset({"open", "sqlite3.connect", "os.mkdir", "os.listdir", "os.scandir"})


class RealRecordsError(RuntimeError):
    """A test reached for the records of a real clinic."""


def _keep_out(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _WATCHED and arguments and REAL_KEYS in str(arguments[0]):
        raise RealRecordsError(f"A test reached for the real keys in {REAL_KEYS}. CLINIC_KEYS names this test's own.")
    if event in _WATCHED and arguments and REAL_HOME in str(arguments[0]):
        raise RealRecordsError(
            f"A test reached for the real records in {REAL_HOME}. Use the fixture 'clinic_store' for an empty clinic, "
            "'demo_store' for the invented one, or 'own_home' for the folder."
        )


settings.register_profile("house", deadline=None)  # a busy machine is not a failure
settings.load_profile("house")
sys.addaudithook(_keep_out)
_first_home = tempfile.mkdtemp(prefix="clinic-tests-")
os.environ["CLINIC_HOME"] = _first_home
os.environ["CLINIC_KEYS"] = f"{_first_home}-keys"
os.environ.pop("CLINIC_DATABASE", None)
os.environ.pop("CLINIC_CATALOGUE", None)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    for folder in (_first_home, f"{_first_home}-keys"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The records of this test: an empty folder that CLINIC_HOME and CLINIC_DATABASE point into; keys beside it."""
    home = tmp_path / "clinic-home"
    monkeypatch.setenv("CLINIC_HOME", str(home))
    monkeypatch.setenv("CLINIC_KEYS", str(tmp_path / "clinic-keys"))
    monkeypatch.setenv("CLINIC_DATABASE", f"sqlite:///{home / 'clinic.db'}")
    return home


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The measures and conditions that come with the program."""
    from data.catalogue import load_catalogue

    return load_catalogue()


@pytest.fixture
def valid_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plotly looks at every value of every picture that is drawn in the test; the program itself leaves that out."""
    import plotly.graph_objects as go

    from charts import theme

    plain = theme.figure

    def looked_at(*args: Any, **more: Any) -> go.Figure:
        made = plain(*args, **more)
        go.Figure(made.to_dict())
        return made

    monkeypatch.setattr(theme, "figure", looked_at)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo clinic's database, built once in a run and closed. Copy it; never write to it."""
    from data import demo

    path = tmp_path_factory.mktemp("demo") / "demo.db"
    demo.build(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def demo_store(demo_file: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo clinic, open and shared by every test of a run: for reading only, which leaves events in its copy."""
    from data.store import open_store

    copy = tmp_path_factory.mktemp("shared-demo") / "demo.db"
    shutil.copy(demo_file, copy)
    store = open_store(f"sqlite:///{copy}", catalogue)
    yield store
    store.close()


@pytest.fixture
def demo_home(own_home: Path, demo_file: Path) -> Path:
    """This test's own folder with a copy of the demo clinic in it, as after a first start."""
    own_home.mkdir(parents=True, exist_ok=True)
    shutil.copy(demo_file, own_home / "demo.db")
    return own_home


@pytest.fixture
def clinic_store(own_home: Path, catalogue: Catalogue) -> Iterator[Store]:
    """An empty clinic of this test's own."""
    from data.store import open_store

    store = open_store(None, catalogue)
    yield store
    store.close()


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real, published data beside the checkout (or $CLINIC_REALDATA); skips where there is none."""
    path = Path(os.environ.get("CLINIC_REALDATA") or ROOT.parent / "shared" / "realdata")
    if not path.is_dir():
        pytest.skip("real data is not beside this checkout")
    return path


def browser_path() -> str | None:
    """Chromium or Chrome: ``$CHROME_PATH``, else the first one found."""
    names = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
    return os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; skips by name where there is none."""
    path = browser_path()
    if path is None:
        pytest.skip("needs Chromium or Chrome (or CHROME_PATH)")
    from playwright.sync_api import sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*QUIET, *(["--no-sandbox"] if root else [])])
        yield running
        running.close()


def refused_skip(reason: str) -> str | None:
    """Why a skip is a failure when NO_SKIPS is set; only absent real data may be skipped."""
    if not os.environ.get("NO_SKIPS") or MAY_BE_ABSENT.search(reason):
        return None
    return f"NO_SKIPS is set and this was skipped: {reason}"


def _refuse(report: Any) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        refused = refused_skip(reason)
        if refused:
            report.outcome, report.longrepr = "failed", refused


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Make a skipped test fail where every test has to run."""
    report = yield
    _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """Make a skipped file fail where every test has to run."""
    report = yield
    _refuse(report)
    return report
