"""What was measured, one file of JSON for each part: on which machine, when, with which versions, and the rows."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.timing import Result
from data.clock import today
from data.sqlite_driver import sqlite

FOLDER = Path(__file__).parent / "results"
LIBRARIES = ("streamlit", "pandas", "numpy", "plotly", "SQLAlchemy", "scipy", "statsmodels", "sqlcipher3", "pyarrow")


@dataclass(frozen=True)
class Part:
    """The results of one part: *date* as ISO, *versions* by name (those of peers among them)."""

    part: str
    date: str
    machine: str
    versions: dict[str, str]
    rows: tuple[Result, ...]


def measured(part: str, rows: Sequence[Result]) -> Part:
    """*rows* of *part*, measured now and here."""
    return Part(part, today().isoformat(), machine(), versions() | _peers(rows), tuple(rows))


def write(part: Part, folder: Path = FOLDER) -> None:
    """Keep *part* in place of what was kept of it before."""
    said = {"part": part.part, "date": part.date, "machine": part.machine, "versions": part.versions}
    text = json.dumps(said | {"rows": [row.as_row() for row in part.rows]}, indent=1)
    folder.mkdir(exist_ok=True)
    (folder / f"{part.part}.json").write_text(text + "\n", encoding="utf-8")


def kept(folder: Path = FOLDER) -> dict[str, Part]:
    """Every part that was kept, by its name."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.json"))}


def _read(path: Path) -> Part:
    said = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(Result(**row) for row in said.pop("rows"))
    return Part(**said, rows=rows)


def machine() -> str:
    """The computer in a few words: its processor, cores, memory and system."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    memory = f", {pages / 2**30:.0f} GB of memory" if pages else ""
    return f"{os.cpu_count()} processor cores ({_processor()}){memory}, {platform.system()}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", told.read_text(), re.MULTILINE) if told.exists() else None
    return found.group(1).strip() if found else platform.processor() or platform.machine()


def versions() -> dict[str, str]:
    """What the program stands on here."""
    own = {"Python": platform.python_version(), "SQLite": str(sqlite.sqlite_version)}
    return own | {name: version(name) for name in LIBRARIES}


def _peers(rows: Sequence[Result]) -> dict[str, str]:
    return {row.floor_name: row.floor_version for row in rows if row.floor_version}
