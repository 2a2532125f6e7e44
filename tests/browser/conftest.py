"""The real dashboard in a process of its own, and a real browser that may talk to nobody else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from data.catalogue import Catalogue
from data.store import Store, open_store

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds; a busy machine of two cores
# Streamlit asks below the page's own address first, then where they are.
ASKED_TWICE = ("/_stcore/health", "/_stcore/host-config")
NOT_OURS = ("Unrecognized feature:", "[Report Only]", "preloaded using link preload")


@dataclass(frozen=True)
class Dashboard:
    """A running dashboard: where it answers, where its records are, what it has printed."""

    url: str
    port: int
    home: Path
    log: Path
    process: subprocess.Popen[bytes]


@contextmanager
def started(home: Path, log: Path, port: int = 0, **environment: str) -> Iterator[Dashboard]:
    """Start ``dashboard.py`` with its records in *home*, wait until it answers, and stop it at the end."""
    port = port or _free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CLINIC_", "STREAMLIT_"))}
    command = [sys.executable, str(ROOT / "dashboard.py"), "--port", str(port), "--no-browser"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=clean | {"CLINIC_HOME": str(home), "CLINIC_KEYS": str(keys_of(home))} | environment,
            cwd=home.parent,
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(process, port, log)
            yield Dashboard(f"http://127.0.0.1:{port}", port, home, log, process)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def keys_of(home: Path) -> Path:
    """Where a dashboard of a test keeps the key of the records in *home*."""
    return home.parent / "keys"


@contextmanager
def records_of(running: Dashboard, catalogue: Catalogue) -> Iterator[Store]:
    """The clinic's own records of a running dashboard, with its key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINIC_KEYS", str(keys_of(running.home)))
        store = open_store(f"sqlite:///{running.home / 'clinic.db'}", catalogue)
        store.version()  # a connection that has the key; later ones remember it
    with store:
        yield store


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The dashboard did not start:\n{log.read_text(errors='replace')}", pytrace=False)


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Dashboard]:
    """The dashboard on the demo clinic, started once in a run; all tests share it, so none may need it empty."""
    with _on_the_demo(tmp_path_factory.mktemp("dashboard"), demo_file) as running:
        yield running


def is_local(url: str) -> bool:
    """Whether an address stays on this computer."""
    return url.startswith(("data:", "blob:", "about:", "http://127.0.0.1:", "ws://127.0.0.1:"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page. The test fails at its end when the page called anybody else or wrote an error to its console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    expect.set_options(timeout=PATIENCE * 1000)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE * 1000)
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "404" in message.text and message.location["url"].endswith(ASKED_TWICE):
            return
        if message.type == "error" and not any(known in message.text for known in NOT_OURS):
            wrong.append(f"console: {message.text}")

    opened.on("request", lambda asked: None if is_local(asked.url) else wrong.append(f"called {asked.url}"))
    opened.on("console", heard)
    opened.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    yield opened
    context.close()
    if wrong:
        pytest.fail("The page is not clean:\n" + "\n".join(wrong), pytrace=False)


@pytest.fixture(scope="session")
def own_clinic(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Dashboard]:
    """A second dashboard whose clinic has no records of its own yet, for the tests that bring some in."""
    with _on_the_demo(tmp_path_factory.mktemp("own-clinic"), demo_file) as running:
        yield running


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Dashboard]:
    """A dashboard for the tests of one file alone."""
    with _on_the_demo(tmp_path_factory.mktemp("clinic"), demo_file) as running:
        yield running


@contextmanager
def _on_the_demo(place: Path, demo_file: Path) -> Iterator[Dashboard]:
    home = place / "home"
    home.mkdir()
    shutil.copy(demo_file, home / "demo.db")
    with started(home, place / "log.txt") as running:
        yield running
