"""One SQLite file copied whole into another, plain or encrypted, and compared with it row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.places import StoreError
from data.sqlite_driver import connected
from data.vault_files import begin

Progress = Callable[[int, int], None]
Counts = dict[str, int]
_STEPS = 200_000  # of SQLite's own small ones between two looks at how far a copy is
_SCHEMA = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"


def copy_whole(source: Any, draft: Path, key: str, progress: Progress | None = None) -> Counts:
    """Copy all that *source* (a connection) holds into the new file *draft*, and return the rows of each table.

    *key* is "" for a plain copy, else the hexadecimal key and id of an encrypted one. Everything is read from one
    state of the records, whatever others write meanwhile. Raises `StoreError` when the copy differs in anything.
    """
    begin(draft)
    source.execute("ATTACH ? AS copied KEY ?", (str(draft), f"x'{key}'" if key else "")).close()
    try:
        _show(source, draft, progress)
        source.execute("BEGIN").close()
        source.execute("SELECT sqlcipher_export('copied')").fetchall()
        counts = _compared(source)
        source.execute("COMMIT").close()
    finally:
        source.set_progress_handler(None, 0)
        if source.in_transaction:
            source.execute("ROLLBACK").close()
        source.execute("DETACH copied").close()
    return counts


def check_whole(draft: Path, key: bytes | None) -> None:
    """Raise `StoreError` unless SQLite finds every page and reference of *draft* in order."""
    with connected(draft, key) as connection:
        found = [said for (said,) in connection.execute("PRAGMA integrity_check").fetchall() if said != "ok"]
        found += connection.execute("PRAGMA foreign_key_check").fetchall()
        found += connection.execute("PRAGMA cipher_integrity_check").fetchall() if key else []
    if found:
        raise StoreError("The copy is not whole and was thrown away. Look at the records: python3 -m data check.")


def _show(source: Any, draft: Path, progress: Progress | None) -> None:
    if progress is None:
        return
    pages, size = (source.execute(f"PRAGMA main.{name}").fetchone()[0] for name in ("page_count", "page_size"))

    def told() -> int:
        progress(min(draft.stat().st_size, pages * size), pages * size)
        return 0

    source.set_progress_handler(told, _STEPS)


def _compared(source: Any) -> Counts:
    one, other = (source.execute(_SCHEMA.format(name)).fetchall() for name in ("main", "copied"))
    if set(one) != set(other):
        raise StoreError("A table, rule or guard is missing from the copy, and it was thrown away.")
    return {name: _rows(source, name) for kind, name, _, _ in sorted(one) if kind == "table"}


def _rows(source: Any, table: str) -> int:
    """The rows of *table*, when each is the same in the copy."""
    counts = [_one(source, f'SELECT count(*) FROM {where}."{table}"') for where in ("main", "copied")]  # noqa: S608
    lost = f'SELECT count(*) FROM (SELECT * FROM main."{table}" EXCEPT SELECT * FROM copied."{table}")'  # noqa: S608
    if counts[0] != counts[1] or _one(source, lost):
        raise StoreError(f"The table {table} is not the same in the copy, and the copy was thrown away.")
    return counts[0]


def _one(source: Any, query: str) -> int:
    return int(source.execute(query).fetchone()[0])
