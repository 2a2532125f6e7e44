"""From starting the program to its first chart in a browser, against an empty Streamlit page with one chart."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks.timing import Result, in_turns
from data import demo

ROOT = Path(__file__).parent.parent
OURS = [sys.executable, str(ROOT / "dashboard.py"), "--no-browser", "--port"]
FLAGS = ["--disable-background-networking", "--no-first-run", "--no-sandbox"]


ONE_CHART = """import plotly.graph_objects as go
import streamlit as st

st.title("One chart")
st.plotly_chart(go.Figure({"data": [{"type": "bar", "x": list(range(10)), "y": list(range(10))}]}))
"""
CHART = ".js-plotly-plot .main-svg"
FLOOR = "start to one chart of an empty Streamlit page"


def run(folder: Path, rounds: int) -> list[Result]:
    """Later starts, with the demo clinic there, and first ones, which make it; an open browser, its cache empty."""
    browser = browser_path()
    if not browser:
        return []
    bare = folder / "one_chart.py"
    bare.write_text(ONE_CHART, encoding="utf-8")
    floor = alone(bare)

    def later() -> float:
        os.environ["CLINIC_HOME"] = str(folder / "home")
        return _visit(browser, _ours(), CHART)

    def first() -> float:
        with tempfile.TemporaryDirectory(dir=folder) as home:
            os.environ["CLINIC_HOME"] = home
            return _visit(browser, _ours(), CHART)

    def bare_page() -> float:
        return _visit(browser, floor, CHART)

    first()  # what is read from the disk once, and our own compiled files
    os.environ["CLINIC_HOME"] = str(folder / "home")
    demo.build()
    return [
        in_turns("Start to first chart", "demo clinic, there already", later, FLOOR, bare_page, rounds),
        in_turns("First start to first chart", "demo clinic, made then", first, FLOOR, bare_page, rounds),
    ]


def _ours() -> list[str]:
    """As a person starts it: with any Python, which goes on in the program's own."""
    python = getattr(sys, "_base_executable", sys.executable)
    return [python, str(ROOT / "dashboard.py"), "--no-browser", "--port"]


def alone(script: Path) -> list[str]:
    """The command that serves *script* as a Streamlit page of its own."""
    return [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true", "--server.port"]


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
