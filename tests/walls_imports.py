"""Who may import whom, read from the source. Each breach is a sentence that names the file and the wall."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOMS = ("analytics", "charts", "data", "reports", "views", "benchmarks", "deploy")
# What each room may import from the others. A name stands for itself and everything inside it.
MAY = {
    "analytics": ("analytics", "data.catalogue", "data.frames"),
    "charts": ("charts", "data.catalogue", "data.frames"),
    "data": ("data",),
    "reports": ("reports", "charts", "analytics", "data"),
    "views": ("views", "reports", "data"),
    "benchmarks": ROOMS,
    "deploy": ("deploy",),
    "dashboard.py": ("views", "reports", "launch"),
    "launch.py": (),
}
# Places inside a room that are held closer than the room itself.
NEVER = {
    "data/importers/": ("data.ledger", "data.store", "data.store_open", "data.tables", "data.snapshot"),
    "data/sheets/": ("data.ledger", "data.store", "data.store_open", "data.tables", "data.snapshot"),
    "data/store": ("data.ledger",),
    "views/": ("data.tables", "data.snapshot", "data.store.read_frames"),
    "reports/": ("data.tables",),
}
LIBRARIES = {
    "streamlit": ("views/", "dashboard.py", "benchmarks/"),
    "sqlalchemy": ("data/", "benchmarks/"),
    "alembic": ("data/",),
    "psycopg": ("data/",),
    "sqlite3": (),  # the records are opened with SQLCipher's build only: see data/sqlite_driver.py
    "sqlcipher3": ("data/sqlite_driver.py",),
    "keyring": ("data/keys.py",),
    "cyclonedx": ("deploy/",),
    "packageurl": ("deploy/",),
    "authlib": ("reports/provider_talk.py", "reports/provider_token.py"),
    "joserfc": ("reports/provider_token.py",),
    "httpx": ("reports/provider_talk.py",),
    "playwright": ("reports/render", "benchmarks/"),
    "plotly": ("charts/", "reports/export.py", "benchmarks/"),
    "pyarrow": ("data/registry_files.py", "analytics/registry_reads.py"),
    "distributed": ("analytics/registry_run.py", "analytics/registry_workers.py"),
    "dask": ("analytics/registry_workers.py",),
}
LATE = {  # a library, and where it is loaded only when it is used
    **dict.fromkeys(("playwright", "authlib", "joserfc", "httpx"), "reports/"),
    **dict.fromkeys(("pyarrow", "dask", "distributed"), "analytics/"),
}
STANDARD_ONLY = ("launch.py", "data/catalogue.py")  # and every file of ours that these import


@dataclass(frozen=True)
class Import:
    """One imported name: ``what`` in full, the line, whether it is for the type checker only or inside a function."""

    what: str
    line: int
    typing_only: bool
    late: bool = False


def sources(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every product file below *root*: its path with ``/`` and its syntax tree."""
    files = [path for room in ROOMS for path in sorted((root / room).rglob("*.py"))]
    files += sorted(root.glob("*.py"))
    for path in files:
        yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports(name: str, tree: ast.Module) -> Iterator[Import]:
    """Every import of a file, those inside functions and ``TYPE_CHECKING`` blocks too."""
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    late = {id(inner) for function in functions for inner in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, id(node) in typing_only, id(node) in late)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(name.split("/")[: -node.level]) if node.level else ""
            base = ".".join(part for part in (start, node.module) if part)
            for alias in node.names:
                yield Import(f"{base}.{alias.name}", node.lineno, id(node) in typing_only, id(node) in late)


def import_breaches(root: Path) -> list[str]:
    """A sentence for every import that goes through a wall."""
    read = {name: list(imports(name, tree)) for name, tree in sources(root)}
    bare = _reached(read, STANDARD_ONLY)
    found = []
    for name, each in read.items():
        for one in each:
            found += [f"{name}, line {one.line}: {why}" for why in _breaches(name, one, name in bare)]
    return list(dict.fromkeys(found))


def _reached(read: dict[str, list[Import]], start: tuple[str, ...]) -> set[str]:
    """The files of *start* and every file of ours that they import, directly or not."""
    reached: set[str] = set()
    waiting = [name for name in start if name in read]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        parts = [one.what.split(".") for one in read[name]]
        files = {"/".join(part[:size]) + ".py" for part in parts for size in (1, 2, 3)}
        waiting += [file for file in files if file in read and file not in reached]
    return reached


def _breaches(name: str, one: Import, bare: bool) -> Iterator[str]:
    top = one.what.split(".")[0]
    room = name.split("/")[0]
    if top in (*ROOMS, "launch", "dashboard") and not (top == "launch" and name.endswith("__main__.py")):
        if not _inside(one.what, MAY.get(room, ())):
            yield f"{room} may not import {one.what}; it may import {', '.join(MAY.get(room, ())) or 'no room'}."
        for place, closed in NEVER.items():
            if name.startswith(place) and one.what.startswith(closed):
                yield f"{place} may not import {one.what}."
    if top in LIBRARIES and not one.typing_only and not name.startswith(LIBRARIES[top]):
        yield f"{top} may only be imported in {' and '.join(LIBRARIES[top]) or 'no file of ours'}."
    if top in LATE and name.startswith(LATE[top]) and not (one.typing_only or one.late):
        yield f"{top} may only be imported inside a function here."
    if bare and top not in (*sys.stdlib_module_names, room):
        yield f"only the standard library may be imported here, not {top}."


def _inside(what: str, places: tuple[str, ...]) -> bool:
    return any(what == place or what.startswith(f"{place}.") for place in places)
