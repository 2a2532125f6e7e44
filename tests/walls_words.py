"""What may not be written anywhere in the product, read from the source. Each breach is a sentence."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from data.frames import PERSON_COLUMNS
from tests.walls_imports import ROOMS, sources

LONGEST = 200
NOT_A_SUBJECT = {"utils", "util", "helpers", "helper", "common", "misc", "pages"}
NEVER_SAID = {
    "cache_data": "it is shared between all people; keep answers below the desk instead",
    "unsafe_allow_html": "text from records would become part of the page",
    "use_container_width": "Streamlit has given it up; use width",
    "read_sql": "the store reads through narrow queries of its own",
}
HOVERED = {"customdata", "hovertemplate", "hovertext", "hoverinfo", "text", "texttemplate", "ids"}
READS_AND_WRITES = {
    "read_text",
    "write_text",
    "read_bytes",
    "write_bytes",
    "read_csv",
    "read_parquet",
    "read_table",
    "to_csv",
}
FILES_OF_THE_REGISTRY = tuple(  # all of analytics/ that knows of a file
    f"analytics/{name}.py" for name in ("__main__", "registry_reads", "registry_run")
)
CLOCK = {"today", "now", "utcnow", "time", "time_ns", "perf_counter"}
_MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "farm", "root")) + r")/[a-z]")
_REGISTRY = re.compile(r"https?://[^\s\"'<>]*(?:pypi|pythonhosted|/simple\b)|^--(?:extra-)?index-url", re.MULTILINE)


def length_breaches(root: Path) -> list[str]:
    """Files of more than 200 lines: they have two subjects."""
    paths = [path for room in ROOMS for path in (root / room).rglob("*.py")] + list(root.glob("*.py"))
    counted = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{path.relative_to(root)} has {n} lines; past {LONGEST} a file has two subjects."
            for path, n in sorted(counted.items()) if n > LONGEST]  # fmt: skip


def name_breaches(root: Path) -> list[str]:
    """Files and folders whose name says nothing, or hides a module of Python's own."""
    found = []
    for room in ("", *ROOMS):
        for path in sorted((root / room).glob("*") if not room else (root / room).rglob("*")):
            where = path.relative_to(root).as_posix()
            if path.stem in NOT_A_SUBJECT and (path.is_dir() or path.suffix == ".py"):
                found.append(f"{where}: '{path.stem}' is not a subject.")
            if not room and (path.suffix == ".py" or path.is_dir()) and path.stem in sys.stdlib_module_names:
                found.append(f"{where} hides Python's own module '{path.stem}'.")
    return found


def word_breaches(root: Path) -> list[str]:
    """``assert`` in the product, and words that are never right here."""
    found = []
    for name, tree in sources(root):
        if name.startswith("benchmarks/"):
            continue
        for node in ast.walk(tree):
            found += [f"{name}, line {getattr(node, 'lineno', 0)}: {why}" for why in _words(name, node)]
    return found


def _words(name: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Assert):
        yield "assert vanishes under -O; raise a ValueError of our own."
    said = getattr(node, "attr", None) or getattr(node, "arg", None) or getattr(node, "id", None)
    if said in NEVER_SAID:
        yield f"{said} is not used here: {NEVER_SAID[said]}."
    if isinstance(node, ast.keyword) and node.arg == "page_icon" and ":material" in ast.unparse(node.value):
        yield "a material page icon is fetched from outside; use an emoji or a local picture."
    if isinstance(node, ast.Import | ast.ImportFrom) and "plotly.express" in ast.unparse(node).replace(" import ", "."):
        yield "plotly.express is slow; make one graph_objects figure."
    if name.startswith("analytics/") and isinstance(node, ast.Call):
        yield from _not_pure(node, may_read=name in FILES_OF_THE_REGISTRY)


def _not_pure(call: ast.Call, may_read: bool) -> Iterator[str]:
    name = ast.unparse(call.func)
    last = name.rsplit(".", 1)[-1]
    if not may_read and (name in ("open", "Path") or last in READS_AND_WRITES):
        yield f"analytics reads and writes no file ({name})."
    if last in CLOCK and "." in name and name.split(".")[0] in ("date", "datetime", "time", "pd"):
        yield f"analytics has no clock ({name}); take the day as an argument."
    if last == "default_rng" and not (call.args or call.keywords):
        yield "analytics has no randomness without a seed argument."
    if name.startswith(("random.", "np.random.")) and last not in ("default_rng", "Random", "Generator"):
        yield f"analytics has no randomness without a seed argument ({name})."


def hover_breaches(root: Path) -> list[str]:
    """Columns that identify a person, written into hover data by a chart or by a report marketing may read."""
    found = []
    for name, tree in sources(root):
        if not (name.startswith("charts/") or (name.startswith("reports/") and _for_marketing(tree))):
            continue
        for node in ast.walk(tree):
            for key, value in _pairs(node):
                columns = sorted(_columns(value) & PERSON_COLUMNS)
                if key in HOVERED and columns:
                    what = f"{key} holds '{', '.join(columns)}', which identifies a person"
                    found.append(f"{name}, line {value.lineno}: {what}.")
    return found


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.keyword) and node.arg:
        yield node.arg, node.value
    if isinstance(node, ast.Dict):
        yield from ((key.value, value) for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant) and isinstance(key.value, str))  # fmt: skip
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        target = node.targets[0]
        key = target.attr if isinstance(target, ast.Attribute) else getattr(target.slice, "value", "")
        yield str(key), node.value


def _columns(value: ast.expr) -> set[str]:
    """The column names an expression takes out of a frame, or names in a template's braces."""
    inside = [inner for node in ast.walk(value) if isinstance(node, ast.Subscript) for inner in ast.walk(node.slice)]
    taken = {node.value for node in inside if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return taken | {node.attr for node in ast.walk(value) if isinstance(node, ast.Attribute)}


def _for_marketing(tree: ast.Module) -> bool:
    named = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) and node.value]
    roles = [ast.unparse(node.value) for node in named if ast.unparse(node).startswith("ROLES")]
    return any(word in value for value in roles for word in ("MARKETING", "marketing", "ROLES"))


def tracked(root: Path) -> list[Path]:
    """The text files of the repository: as git knows them, else every file outside .venv."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    names = [name for name in listed.stdout.split("\0") if name] if listed.returncode == 0 else []
    paths = [root / name for name in names] or [p for p in root.rglob("*") if ".venv" not in p.parts and p.is_file()]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:4096]]


def address_breaches(root: Path) -> list[str]:
    """Addresses of package registries, and folders of the machine something was written on."""
    found = []
    for path in tracked(root):
        text = path.read_text(encoding="utf-8", errors="replace")
        for what, pattern in (("a registry's address", _REGISTRY), ("a folder of one machine", _MACHINE)):
            hit = pattern.search(text)
            if hit:
                line = text.count("\n", 0, hit.start()) + 1
                found.append(f"{path.relative_to(root)}, line {line}: {what} ({hit.group()}).")
    return found
