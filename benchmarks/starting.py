"""From starting the program to its first chart in a browser, against an empty Streamlit page."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks.timing import Result, in_turns
from data import demo

ROOT = Path(__file__).parent.parent
FLAGS = ["--disable-background-networking", "--no-first-run", "--no-sandbox"]


def run(folder: Path, rounds: int) -> list[Result]:
    """The demo clinic is there already; the browser is open, its cache empty."""
    browser = browser_path()
    if not browser:
        return []
    empty = folder / "empty.py"
    empty.write_text("import streamlit as st\n\nst.title('Empty')\n", encoding="utf-8")
    home = folder / "home"
    os.environ["CLINIC_HOME"] = str(home)
    demo.build()
    ours = [sys.executable, str(ROOT / "dashboard.py"), "--no-browser", "--port"]
    floor = [sys.executable, "-m", "streamlit", "run", str(empty), "--server.headless=true", "--server.port"]
    return [
        in_turns(
            "Start to first chart",
            "demo clinic",
            lambda: _visit(browser, ours, ".js-plotly-plot .main-svg"),
            "start to an empty Streamlit page",
            lambda: _visit(browser, floor, "h1"),
            rounds,
        )
    ]


def browser_path() -> str | None:
    """A Chromium or Chrome on this machine, if there is one."""
    return os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")


def _visit(browser: str, command: list[str], selector: str) -> float:
    """Seconds from starting *command* until *selector* shows in a fresh browser page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, play.chromium.launch(executable_path=browser, args=FLAGS) as chromium:
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        port = free_port()
        begun = time.perf_counter()
        server = subprocess.Popen([*command, str(port)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            page.goto(f"http://127.0.0.1:{port}/")
            page.locator(selector).first.wait_for(timeout=120_000)
            return time.perf_counter() - begun
        finally:
            server.terminate()
            server.wait(30)


def wait_for(port: int) -> None:
    """Return once a page answers on *port*, whatever it answers: Streamlit's own health is behind our gate."""
    for _ in range(1200):
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("The page did not start within a minute.")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
