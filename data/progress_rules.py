"""The rules by which progress is judged, read strictly from ``progress_rules.toml``. Standard library only.

A rule's ``when`` is one of a few named tests (`data.progress_entries.TESTS`), each with its own parameters and the
numbers its words may use. The tests themselves are in `analytics.zones`; this file knows only what may be written.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.catalogue_check import fill
from data.catalogue_errors import (
    CatalogueError,
    DuplicateEntry,
    MissingField,
    NotAChoice,
    NotReadable,
    OffTheScale,
    UnknownField,
    WrongType,
    nearest,
)
from data.progress_entries import (
    IN_WORDS,
    LIMIT_NUMBERS,
    LIMITS,
    NUMBERS,
    TESTS,
    Limit,
    ProgressRules,
    Rule,
    RulesOutOfOrder,
    UnknownNumber,
)

__all__ = ["Limit", "ProgressRules", "Rule", "RulesOutOfOrder", "UnknownNumber", "load_progress_rules"]

PATH = Path(__file__).with_name("progress_rules.toml")


@lru_cache(maxsize=8)
def load_progress_rules(path: Path = PATH) -> ProgressRules:
    """The rules of *path*, kept for the life of the program. Raises a `CatalogueError` that says file and field."""
    file = path.name
    try:
        cells = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise NotReadable(f"this is not a TOML file ({problem}).", file=file) from problem
    for name in cells:
        if name not in ("rule", "limit"):
            raise UnknownField(f"there is no such field.{nearest(name, ('rule', 'limit'))}", file=file, field=name)
    rules = tuple(_rule(table, file, n) for n, table in enumerate(_tables(cells, "rule", file), 1))
    limits = tuple(_limit(table, file, n) for n, table in enumerate(_tables(cells, "limit", file), 1))
    for kind, made in (("rule", rules), ("limit", limits)):
        _each_once([one.id for one in made], file, kind)
    _check_order(rules, file)
    lacking = [id for id in LIMITS if id not in {limit.id for limit in limits}]
    if lacking:
        raise MissingField(f'there is no limit "{lacking[0]}".', file=file, field="limit")
    return ProgressRules(rules, {limit.id: limit for limit in limits})


def _tables(cells: Mapping[str, Any], name: str, file: str) -> list[dict[str, Any]]:
    tables = cells.get(name)
    if tables is None:
        raise MissingField(f"write at least one [[{name}]].", file=file, field=name)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise WrongType(f"write each one below a line [[{name}]].", file=file, field=name)
    return tables


def _rule(table: dict[str, Any], file: str, n: int) -> Rule:
    where = f"rule {n}, "
    given, off_track = table.pop("with", {}), table.pop("off_track", False)
    if not isinstance(off_track, bool):
        raise WrongType(f"{off_track!r} is neither true nor false.", file=file, field=where + "off_track")
    cells = fill(Rule, table, file, where, given=("off_track", "numbers"))
    _choice(cells["when"], TESTS, file, where + "when")
    ranges, added = TESTS[cells["when"]]
    _words(cells["words"], (*NUMBERS, *added, *ranges), file, where + "words")
    _not_below_zero(cells["need"], file, where + "need")
    return Rule(**cells, off_track=off_track, numbers=_parameters(given, ranges, file, where + "with"))


def _parameters(given: Any, ranges: Mapping[str, tuple[float, float]], file: str, where: str) -> dict[str, float]:
    if not isinstance(given, dict):
        raise WrongType("write the parameters as { name = number }.", file=file, field=where)
    for name in given:
        if name not in ranges:
            raise UnknownField(
                f"this test has no such parameter.{nearest(name, ranges)}", file=file, field=f"{where}, {name}"
            )
    for name, (low, high) in ranges.items():
        value = given.get(name)
        if value is None:
            raise MissingField("this parameter is missing.", file=file, field=f"{where}, {name}")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise WrongType(f"{value!r} is not a number.", file=file, field=f"{where}, {name}")
        if not low <= value <= high:
            raise OffTheScale(f"it must be from {low:g} to {high:g}.", file=file, field=f"{where}, {name}")
    return {name: float(value) for name, value in given.items()}


def _limit(table: dict[str, Any], file: str, n: int) -> Limit:
    where = f"limit {n}, "
    limit = Limit(**fill(Limit, table, file, where))
    _choice(limit.id, LIMITS, file, where + "id")
    _choice(limit.unit, ("days",), file, where + "unit")
    _words(limit.words, LIMIT_NUMBERS, file, where + "words")
    if not 1 <= limit.value <= 3650:
        raise OffTheScale("it must be from 1 to 3650 days.", file=file, field=where + "value")
    _not_below_zero(limit.need, file, where + "need")
    return limit


def _choice(value: str, right: Any, file: str, where: str) -> None:
    if value not in right:
        raise NotAChoice(f'"{value}" is not one of {", ".join(right)}.{nearest(value, right)}', file=file, field=where)


def _words(words: str, known: tuple[str, ...], file: str, where: str) -> None:
    """Every name in braces is known and can be filled as it is written."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(words) if name is not None]
        wrong = [name for name in names if name not in known]
        if wrong:
            message = f"{{{wrong[0]}}} is not a number of this test.{nearest(wrong[0], known)}"
            raise UnknownNumber(message, file=file, field=where)
        words.format(**{name: "words" if name in IN_WORDS else 1.5 for name in known})
    except (ValueError, LookupError) as problem:
        if isinstance(problem, CatalogueError):
            raise
        raise UnknownNumber(f"the names in braces cannot be filled ({problem}).", file=file, field=where) from problem


def _not_below_zero(value: float, file: str, where: str) -> None:
    if value < 0:
        raise OffTheScale("it must be 0 or more.", file=file, field=where)


def _each_once(ids: list[str], file: str, kind: str) -> None:
    for n, id in enumerate(ids, 1):
        if id in ids[: n - 1]:
            raise DuplicateEntry(f'there is already a {kind} "{id}".', file=file, field=f"{kind} {n}, id")


def _check_order(rules: tuple[Rule, ...], file: str) -> None:
    always = [n for n, rule in enumerate(rules, 1) if rule.when == "otherwise"]
    if always != [len(rules)]:
        message = 'the last rule, and no other, must be when = "otherwise".'
        raise RulesOutOfOrder(message, file=file, field=f"rule {always[0] if always else len(rules)}, when")
