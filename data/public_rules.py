"""The rules of what may leave for the public, read strictly from ``public_rules.toml``. Standard library only.

A clinic's own wordings (`data.export_reads.read_wordings`) are laid over them by `with_wordings`, which never takes
a check away: what does not keep the needs of its check is not used.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.catalogue_check import fill
from data.catalogue_errors import (
    DuplicateEntry,
    EmptyField,
    MissingField,
    NotAChoice,
    NotReadable,
    UnknownField,
    WrongType,
    nearest,
)
from data.public_rules_entries import (
    CHECKS,
    CONTEXT,
    LISTS,
    NEEDS,
    TITLE_NAMES,
    BadPattern,
    Blocked,
    BlockedWord,
    Check,
    NeedLeftOut,
    PublicRules,
    Title,
)
from data.public_rules_words import Hit, blocked_in, compiled, needs_problem, unfit, with_wordings, wording_problem

__all__ = [
    "Blocked",
    "Check",
    "Hit",
    "NeedLeftOut",
    "PublicRules",
    "Title",
    "blocked_in",
    "load_public_rules",
    "unfit",
    "with_wordings",
    "wording_problem",
]

PATH = Path(__file__).with_name("public_rules.toml")


@lru_cache(maxsize=8)
def load_public_rules(path: Path = PATH) -> PublicRules:
    """The rules of *path*, kept for the life of the program. Raises a `CatalogueError` that says file and field."""
    file = path.name
    try:
        cells = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise NotReadable(f"this is not a TOML file ({problem}).", file=file) from problem
    _known(cells, ("check", "title", "blocked"), file)
    checks = [_check(table, file, n) for n, table in enumerate(_tables(cells, "check", file), 1)]
    titles = [_title(table, file, n) for n, table in enumerate(_tables(cells, "title", file), 1)]
    _each_once([check.name for check in checks], file, "check")
    _each_once([title.name for title in titles], file, "title")
    in_order = {name: check for name in CHECKS for check in checks if check.name == name}
    rules = PublicRules(in_order, {title.name: title for title in titles}, _lists(cells.get("blocked"), file))
    _neutral(rules, file)
    _all_there(in_order, CHECKS, "check", file)
    return rules


def _tables(cells: Mapping[str, Any], name: str, file: str) -> list[dict[str, Any]]:
    tables = cells.get(name)
    if tables is None:
        raise MissingField(f"write at least one [[{name}]].", file=file, field=name)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise WrongType(f"write each one below a line [[{name}]].", file=file, field=name)
    return tables


def _check(table: dict[str, Any], file: str, n: int) -> Check:
    where = f"check {n}, "
    cells = dict(table)
    if "read" not in cells:
        raise MissingField("this field is missing.", file=file, field=where + "read")
    if not isinstance(read := cells.pop("read"), bool):
        raise WrongType(f"{read!r} is neither true nor false.", file=file, field=where + "read")
    check = Check(**fill(Check, cells, file, where, given=("read",)), read=read)
    _choice(check.name, CHECKS, file, where + "name")
    _choice(check.kind, (CHECKS[check.name],), file, where + "kind")
    for need in NEEDS.get(check.name, ()):
        if need not in check.needs:
            raise NeedLeftOut(f'"{need}" must be one of them.', file=file, field=where + "needs")
    if check.kind != CONTEXT and (check.words or check.needs):
        raise UnknownField("only a context check has words in the picture.", file=file, field=where + "words")
    if problem := needs_problem(check, check.words):
        raise NeedLeftOut(problem, file=file, field=where + "words")
    return check


def _title(table: dict[str, Any], file: str, n: int) -> Title:
    title = Title(**fill(Title, table, file, f"title {n}, "))
    if problem := needs_problem(None, title.words, TITLE_NAMES):
        raise NeedLeftOut(problem, file=file, field=f"title {n}, words")
    return title


def _lists(cells: Any, file: str) -> dict[str, tuple[Blocked, ...]]:
    if not isinstance(cells, dict):
        raise MissingField("write the words that may not be typed below [blocked].", file=file, field="blocked")
    _known(cells, LISTS, file, "blocked, ")
    _all_there(cells, LISTS, "list of blocked words", file, "blocked")
    return {name: tuple(_blocked(entries, name, file)) for name, entries in cells.items()}


def _blocked(entries: Any, name: str, file: str) -> Iterable[Blocked]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise WrongType('write a list of { words = ["..."], suggestion = "..." }.', file=file, field=f"blocked, {name}")
    if not entries:
        raise EmptyField("the list is empty.", file=file, field=f"blocked, {name}")
    for n, entry in enumerate(entries, 1):
        where = f"blocked, {name} {n}, "
        one = Blocked(**fill(Blocked, entry, file, where))
        if bool(one.words) == bool(one.pattern):
            raise MissingField("write either words or a pattern.", file=file, field=where + "words")
        try:
            compiled(one)
        except ValueError as problem:
            raise BadPattern(str(problem), file=file, field=where + "pattern") from problem
        yield one


def _neutral(rules: PublicRules, file: str) -> None:
    for n, title in enumerate(rules.titles.values(), 1):
        for hit in blocked_in(rules, title.words):
            raise BlockedWord(f'"{hit.text}" may not stand in a title.', file=file, field=f"title {n}, words")


def _known(cells: Mapping[str, Any], right: Iterable[str], file: str, where: str = "") -> None:
    for name in cells:
        if name not in right:
            raise UnknownField(f"there is no such field.{nearest(name, right)}", file=file, field=where + name)


def _choice(value: str, right: Any, file: str, where: str) -> None:
    if value not in right:
        raise NotAChoice(f'"{value}" is not one of {", ".join(right)}.{nearest(value, right)}', file=file, field=where)


def _each_once(names: list[str], file: str, kind: str) -> None:
    for n, name in enumerate(names, 1):
        if name in names[: n - 1]:
            raise DuplicateEntry(f'there is already a {kind} "{name}".', file=file, field=f"{kind} {n}, name")


def _all_there(names: Iterable[str], wanted: Iterable[str], kind: str, file: str, field: str = "") -> None:
    for name in wanted:
        if name not in names:
            raise MissingField(f'there is no {kind} "{name}".', file=file, field=field or kind.split()[0])
