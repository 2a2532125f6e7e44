"""The scripts that draw a picture: Plotly's own, as installed, and ours, each with the mark of its version."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

OURS = Path(__file__).parent / "drawing"
PLOTLY, DRAW, PAGE = "plotly.min.js", "draw.js", "page.js"
_VERSION = re.compile(r"plotly\.js v([\d.]+)")


@lru_cache(maxsize=1)
def _plotly() -> Path:
    """Where the installed package keeps its script; found without loading the package."""
    found = find_spec("plotly")
    folders = list(found.submodule_search_locations or ()) if found else []
    return Path(folders[0] if folders else "") / "package_data" / PLOTLY


def script(name: str) -> Path:
    """The file behind *name*; a ``KeyError`` for any other name."""
    return {PLOTLY: _plotly(), DRAW: OURS / DRAW, PAGE: OURS / PAGE}[name]


@lru_cache(maxsize=8)
def mark(name: str) -> str:
    """Twelve letters that change with the script, so that a browser may keep it for long."""
    return hashlib.sha256(script(name).read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=1)
def plotly_version() -> str:
    """The version that the drawing script says of itself."""
    with script(PLOTLY).open(encoding="utf-8") as text:
        found = _VERSION.search(text.read(400))
    return found[1] if found else "unknown"
