"""Which browser of this machine draws, and the sentence for a machine that has none."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

MISSING = (
    "Chromium or Google Chrome is needed for PDF files, packs and the command line; install it, or set CHROME_PATH. "
    "PNG and SVG can be made on the Chart studio page without it."
)
NAMES = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable", "chrome")
ON_A_MAC = ("Google Chrome", "Chromium", "Microsoft Edge")
ON_WINDOWS = (  # Edge is a Chromium too, and on every Windows
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)


class ChromeMissing(ValueError):
    """There is no Chromium or Chrome on this machine."""

    def __init__(self, sentence: str = MISSING) -> None:
        super().__init__(sentence)


def browser_path() -> str:
    """The program: ``$CHROME_PATH``, else the first found. Raises `ChromeMissing`."""
    asked = os.environ.get("CHROME_PATH")
    if asked:
        found = shutil.which(asked)
        if not found:
            raise ChromeMissing(f"CHROME_PATH names no program that can be started. {MISSING}")
        return found
    for place in _places():
        found = shutil.which(place)
        if found:
            return found
    raise ChromeMissing


def _places() -> Iterator[str]:
    yield from NAMES
    if sys.platform == "darwin":
        yield from (f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ON_A_MAC)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        folder = os.environ.get(variable)
        if folder:
            yield from (str(Path(folder) / name) for name in ON_WINDOWS)
