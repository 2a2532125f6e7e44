"""An environment of its own for each peer, made once with uv and kept in a cache.

``BENCH_PEERS`` names another folder for them. They are no part of the program and in none of its requirements.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import platformdirs

PACKAGES = {
    # rich and cachetools: it needs them and does not say so; Flask-Caching: a later one asks its cache what it has not
    "superset": ("apache-superset>=6,<7", "rich", "cachetools", "flask-caching<2.4"),
    "datasette": ("datasette",),
    "frames": ("duckdb", "polars", "pandas", "pyarrow"),
}
PYTHON = "3.11"
_VERSIONS = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"


class PeerMissing(RuntimeError):
    """A peer cannot be run here; the message says why."""


def folder() -> Path:
    """Where the environments are."""
    own = os.environ.get("BENCH_PEERS")
    return Path(own).expanduser() if own else platformdirs.user_cache_path("dry-needling-outcomes") / "bench-peers"


def python_of(name: str) -> Path:
    """The Python of the environment *name* (of `PACKAGES`), made now if it is not there yet.

    Raises `PeerMissing` when there is no uv, or when the packages cannot be installed.
    """
    place = folder() / name
    python = place / "bin" / "python"
    if (place / "whole").exists():
        return python
    if not shutil.which("uv"):
        raise PeerMissing(f"{name} is left out: uv, which makes its environment, is not installed.")
    _run(["uv", "venv", "--clear", "--python", PYTHON, str(place)], name)
    _run(["uv", "pip", "install", "--python", str(python), *PACKAGES[name]], name)
    (place / "whole").touch()
    return python


def versions_in(python: Path, *packages: str) -> dict[str, str]:
    """The version of each of *packages* in the environment of *python*."""
    told = subprocess.run([python, "-c", _VERSIONS, *packages], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(told.stdout)
    return found


def _run(command: list[str], name: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        why = " ".join(done.stderr.split())[-300:]
        raise PeerMissing(f"{name} is left out: its environment could not be made. {why}")
