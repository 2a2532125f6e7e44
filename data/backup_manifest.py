"""What a backup says of itself: its manifest, a small JSON file beside it. No value of a record is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, inspect, select, table

from data.backup_files import BackupError

FORMAT = 1
LARGEST = 100_000  # bytes; ours have about two thousand


@dataclass(frozen=True)
class Contents:
    """What is in a record: its revision, data version, rows per table, and the two ends of its audit chain.

    ``record`` is the seal of the first audit event, by which a record is told from any other one.
    """

    revision: str
    data_version: int
    rows: Mapping[str, int]
    audit_events: int
    audit_head: str
    record: str


@dataclass(frozen=True)
class Manifest:
    """When (UTC), by which program, from which database; what is in it; the file's SHA-256, size and cipher."""

    taken_at: datetime
    program: str
    source: str
    contents: Contents
    sha256: str
    size: int
    encrypted: bool
    cipher: str


def contents_on(connection: Connection) -> Contents:
    """What is in the record behind *connection*, at any revision of the program."""
    names = sorted(inspect(connection).get_table_names())
    rows = {name: int(connection.scalar(select(func.count()).select_from(table(name))) or 0) for name in names}
    return Contents(
        revision=str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()),
        data_version=int(_fact(connection, "data_version") or 0),
        rows=rows,
        audit_events=rows["audit_events"],
        audit_head=_seal(connection, "DESC"),
        record=_seal(connection, "ASC"),
    )


def _fact(connection: Connection, name: str) -> str | None:
    found = connection.exec_driver_sql(f"SELECT value FROM facts WHERE name = '{name}'").scalar()  # noqa: S608
    return None if found is None else str(found)


def _seal(connection: Connection, way: str) -> str:
    """The seal of the last or first event; before the second revision there were none."""
    event = connection.exec_driver_sql(f"SELECT * FROM audit_events ORDER BY id {way} LIMIT 1").mappings().first()  # noqa: S608
    return str(event.get("seal", "")) if event else ""


def cipher_of(connection: Connection) -> str:
    """The version of SQLCipher that is at work on *connection*; empty without one."""
    if connection.dialect.name != "sqlite":
        return ""
    return "".join(answers(connection, "cipher_version"))


def answers(connection: Connection, pragma: str) -> list[str]:
    """The first column of what SQLite answers to *pragma*; nothing where it does not know it."""
    result = connection.exec_driver_sql(f"PRAGMA {pragma}")
    return [str(row[0]) for row in result.all()] if result.returns_rows else []


def as_text(manifest: Manifest) -> str:
    """A manifest as JSON."""
    kept = asdict(manifest) | {"format": FORMAT, "taken_at": manifest.taken_at.isoformat(timespec="seconds")}
    return json.dumps(kept, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_manifest(path: Path) -> Manifest:
    """The manifest at *path*. Raises `BackupError` for anything else, and `OSError` when it cannot be read."""
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    try:
        return _understood(json.loads(raw[: LARGEST + 1].decode()))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BackupError(f"{path.name} is not the manifest of a backup, or is damaged.") from None


def _understood(kept: Mapping[str, Any]) -> Manifest:
    if kept["format"] != FORMAT:
        raise ValueError(kept["format"])
    inside = kept["contents"]
    contents = Contents(
        revision=_words(inside["revision"]),
        data_version=_number(inside["data_version"]),
        rows={_words(name): _number(count) for name, count in inside["rows"].items()},
        audit_events=_number(inside["audit_events"]),
        audit_head=_words(inside["audit_head"]),
        record=_words(inside["record"]),
    )
    words = {name: _words(kept[name]) for name in ("program", "source", "sha256", "cipher")}
    taken = datetime.fromisoformat(kept["taken_at"]).astimezone(UTC)
    return Manifest(
        taken_at=taken, contents=contents, size=_number(kept["size"]), encrypted=kept["encrypted"] is True, **words
    )


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value))
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(type(value))
    return value
