"""Every calculation says what it is, runs its own example, and has its entry in docs/methods.md."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import analytics

HEADING = "## How each number is worked out"
DEPARTURES = "## Where this departs from what was published"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods.md"
MACHINERY = {
    "codes",
    "groups",
    "series",
    "examples",
    "products",
    "spreads",
    "tallies",
    "whole_sums",
    "registry_reads",
    "registry_run",
    "registry_workers",
    "bare_readings",
    "course_rows",
    "__main__",
}  # how it is calculated, not what; the examples' own clinic; and the registry's way to its files

PARTS = ("In:", "Out", "Notes:", "References:", ">>>")
ENTRY_PARTS = ("**Formula.**", "**Assumes.**", "**Does not show.**", "**Source.**")

MODULES = [importlib.import_module(f"analytics.{found.name}") for found in pkgutil.iter_modules(analytics.__path__)]


def own_functions(module: ModuleType) -> list[Callable]:
    found = inspect.getmembers(module, inspect.isfunction)
    return [one for name, one in found if one.__module__ == module.__name__ and not name.startswith("_")]


CALCULATIONS = {
    f"{module.__name__.removeprefix('analytics.')}.{one.__name__}": one
    for module in MODULES
    if module.__name__.removeprefix("analytics.") not in MACHINERY
    for one in own_functions(module)
}


def entries() -> dict[str, str]:
    """The text under each `### ... (`name`)` of this part of the page, by function."""
    part = PAGE.read_text(encoding="utf-8").partition(HEADING)[2].partition(f"\n{DEPARTURES}")[0]
    found = {}
    for block in part.split("\n### ")[1:]:
        title, _, text = block.partition("\n")
        found |= dict.fromkeys(re.findall(r"`([a-z_]+\.[a-z_]+)`", title), text)
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_worked_examples_run(module) -> None:
    result = doctest.testmod(module)
    assert result.failed == 0
    public = [f"{module.__name__}.{one.__name__}" for one in own_functions(module)]
    assert result.attempted >= len(set(public) & {f"analytics.{name}" for name in CALCULATIONS})


@pytest.mark.parametrize("name", CALCULATIONS)
def test_a_calculation_says_what_it_is(name) -> None:
    text = inspect.getdoc(CALCULATIONS[name]) or ""
    lacking = [part for part in PARTS if part not in text]
    assert not lacking, f"analytics.{name} lacks {', '.join(lacking)} in its docstring."
    assert text.splitlines()[0].endswith(".")
    assert not text.splitlines()[1:2] or not text.splitlines()[1]
    assert "does not" in " ".join(text.split()), f"analytics.{name} does not say what it cannot show."


@pytest.mark.parametrize("name", CALCULATIONS)
def test_a_calculation_has_its_entry_in_the_methods(name) -> None:
    found = entries()
    assert name in found, f"docs/methods.md has no entry for analytics.{name}: add one under '{HEADING}'."
    lacking = [part for part in ENTRY_PARTS if part not in found[name]]
    assert not lacking, f"The entry of analytics.{name} in docs/methods.md lacks {', '.join(lacking)}"


def test_the_methods_have_no_entry_for_something_that_is_gone() -> None:
    assert set(entries()) - set(CALCULATIONS) == set()


def test_what_departs_from_its_source_is_listed_by_what_is_there() -> None:
    part = PAGE.read_text(encoding="utf-8").partition(f"\n{DEPARTURES}")[2]
    rows = re.findall(r"^- (`.+`)\. \*Published:\* .+\. \*Here:\* .+\.$", part, re.MULTILINE)
    assert rows and len(rows) == part.count("\n- "), "an item says what was published and what is done here"
    named = {name for row in rows for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", row)}
    assert named <= set(entries()), f"no entry for {', '.join(sorted(named - set(entries())))}"


def test_nothing_rounds_and_nothing_asks_the_clock() -> None:
    # A round number is a column of `heaping`; what is refused is calling something that rounds, or that knows the time.
    refused = {"round", "now", "today", "utcnow", "random", "default_rng", "open", "read_csv"}
    for module in MODULES:
        tree = ast.parse(inspect.getsource(module))
        called = {
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
        }
        assert not called & refused, f"{module.__name__} calls {called & refused}"
