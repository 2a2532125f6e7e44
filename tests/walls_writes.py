"""Every function through which something is written, found in the source: what leads to the record room's one writer.

A function leads there when it names one that does, of its own file or another, or a class that does (`Ledger`, `Pen`).
Noting who looked or was refused is no write of anybody's, so `data/ledger_watch.py` counts for none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.walls_imports import sources

WRITER, NOTES = "data.ledger_write.writing", "data.ledger_watch."
ROOMS = ("data/", "reports/", "views/")
SELF = "self"
Uses = dict[str, set[str]]


def writes(root: Path) -> set[str]:
    """The public functions and methods of ``reports/`` that lead to a write: ``file.name``, ``file.Class.name``."""
    uses, callable_names = _read(root)
    leading = _leading(uses)
    named = {name.removeprefix("reports.") for name in leading & callable_names if name.startswith("reports.")}
    return {name for name in named if not any(part.startswith("_") for part in name.split("."))}


def past_the_desk(root: Path) -> set[str]:
    """What ``views/`` names of ``data/`` that leads to a write, as ``file: name``."""
    uses, _ = _read(root)
    leading = _leading(uses)
    return {
        f"{name.rsplit('.', 1)[0].removeprefix('views.')}: {one}"
        for name, used in uses.items() if name.startswith("views.")
        for one in used & leading if one.startswith("data.")
    }  # fmt: skip


def _read(root: Path) -> tuple[Uses, set[str]]:
    """What each function, class and attribute of an object names, by full names; and which of them can be called."""
    uses: Uses = {}
    callable_names: set[str] = set()
    for path, tree in sources(root):
        if not path.startswith(ROOMS):
            continue
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        known = dict(_bound(module, tree))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                uses[f"{module}.{node.name}"] = set(_named(node, known))
                callable_names.add(f"{module}.{node.name}")
            elif isinstance(node, ast.ClassDef):
                methods = dict(_of_class(f"{module}.{node.name}", node, known))
                callable_names |= {name for name in methods if name.rsplit(".", 1)[1] in _defined(node)}
                for name, used in methods.items():
                    uses.setdefault(name, set()).update(used)
                bases = {known[one.id] for one in node.bases if isinstance(one, ast.Name) and one.id in known}
                uses[f"{module}.{node.name}"] = set(methods) | bases
            for name in _set_in(node):
                uses[f"{module}.{name}"] = set(_named(node, known))
    return uses, callable_names


def _defined(node: ast.ClassDef) -> set[str]:
    return {one.name for one in node.body if isinstance(one, ast.FunctionDef)}


def _bound(module: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What a name of this file stands for: an import, wherever in the file it is, or a function or class of its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)
        elif isinstance(node, ast.Import):
            yield from ((one.asname or one.name, one.name) for one in node.names)
    for node in tree.body:
        names = [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else _set_in(node)
        yield from ((name, f"{module}.{name}") for name in names)


def _set_in(node: ast.stmt) -> list[str]:
    """The names that a line of a file sets: a table of functions leads where they do."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [one.id for one in targets if isinstance(one, ast.Name)]


def _of_class(full: str, node: ast.ClassDef, known: dict[str, str]) -> Iterator[tuple[str, set[str]]]:
    """Each method with what it names, and each attribute with what it is set to."""
    for method in node.body:
        if not isinstance(method, ast.FunctionDef):
            continue
        yield f"{full}.{method.name}", set(_named(method, {**known, SELF: full}))
        for inner in ast.walk(method):
            if isinstance(inner, ast.Assign):
                for one in inner.targets:
                    if isinstance(one, ast.Attribute) and ast.unparse(one.value) == SELF:
                        yield f"{full}.{one.attr}", set(_named(inner.value, known))


def _named(node: ast.AST, known: dict[str, str]) -> Iterator[str]:
    """Every full name in *node*, what it says of kinds too: who is handed a `Ledger` writes with it."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id in known and one.id != SELF:
            yield known[one.id]
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in known:
            yield f"{known[one.value.id]}.{one.attr}"


def _leading(uses: Uses) -> set[str]:
    leading = {WRITER}
    while more := {
        name for name, used in uses.items() if name not in leading and not name.startswith(NOTES) and used & leading
    }:  # fmt: skip
        leading |= more
    return leading
