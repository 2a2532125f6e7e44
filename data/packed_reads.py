"""Every row of a table as columns of numbers, packed by the database itself into a few large blocks of bytes.

Stepping through a million rows in Python costs more than everything SQLite does for them. So SQLite packs each row
into letters of four bytes (its function ``char``; a letter carries 20 bits) and joins the rows (``group_concat``);
NumPy unpacks whole columns. This works on the program's own connection, so on encrypted files too. Where something
does not fit, or the database is PostgreSQL, the rows come as `data.narrow_reads` gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.narrow_reads import days_since_1970, read_numbers

SMALL, WHOLE, DAY, VALUE, TEXT = "small", "whole", "day", "value", "text"
NEVER = np.iinfo(np.int64).min  # a missing day, as NumPy has it
_BITS = 20
_DIGIT = 1 << _BITS
_FIRST = 1 << 16  # from this letter on SQLite writes four bytes, without a gap for the 20 bits that follow
_PARTS, _MIDDLE, _ELSE = 1000, 1 << 19, _DIGIT - 1  # a value in thousandths around the middle, or read by itself
_FAR = _MIDDLE // _PARTS
_CODE = f"CAST({{0}} * {_PARTS} + {_MIDDLE}.5 AS INTEGER)"
_FITS = f"({{0}} BETWEEN -{_FAR} AND {_FAR} AND ({_CODE} - {_MIDDLE}) / {_PARTS}.0 = {{0}})"
_LETTERS = {
    SMALL: ("{0}",),
    WHOLE: (f"({{0}}) >> {_BITS}", f"({{0}}) & {_ELSE}"),
    VALUE: (f"CASE WHEN {_FITS} THEN {_CODE} ELSE {_ELSE} END",),
}
_NO_DAY = "0000-00-00"
_BETWEEN = "\x1f"  # between two texts
_KINDS = {SMALL: "i8", WHOLE: "i8", DAY: "i8", VALUE: "f8"}
Columns = Mapping[str, tuple[str, str]]
Arrays = dict[str, NDArray[Any]]


class _Misfit(Exception):
    """A row does not fit into its letters."""


@dataclass(frozen=True)
class _Table:
    name: str
    columns: Columns

    def of(self, *kinds: str) -> dict[str, str]:
        """The SQL of the columns of these *kinds*."""
        return {name: sql for name, (sql, kind) in self.columns.items() if kind in kinds}

    @property
    def row(self) -> np.dtype[Any]:
        """One packed row: the letter of its id, the letters of each number, then the days as they are written."""
        letters = [f"{name} {at}" for name, (_, kind) in self.columns.items() for at in range(_wide(kind))]
        return np.dtype([*((name, ">u4") for name in ("id", *letters)), *((name, "S10") for name in self.of(DAY))])

    @property
    def statement(self) -> str:
        """The rows of a span of ids as one block of bytes, how many they are, and their texts."""
        letters = [part.format(sql) for sql, kind in self.columns.values() for part in _LETTERS.get(kind, ())]
        numbers = ", ".join(f"{_FIRST} + ({part})" for part in ["id - :low", *letters])
        days = [f"coalesce({sql}, '{_NO_DAY}')" for sql in self.of(DAY).values()]
        block = f"CAST(group_concat({' || '.join([f'char({numbers})', *days])}, '') AS BLOB)"
        texts = [f"group_concat({sql}, char({ord(_BETWEEN)}))" for sql in self.of(TEXT).values()]
        asked = ", ".join([block, "count(*)", *texts])
        return f"SELECT {asked} FROM {self.name} WHERE id BETWEEN :low AND :low + {_ELSE}"  # noqa: S608


def _wide(kind: str) -> int:
    return len(_LETTERS.get(kind, ()))


def read_table(connection: Connection, name: str, columns: Columns) -> Arrays:
    """Every row of the table *name* in the order of its ``id``: that, and *columns*, each an array of its own.

    *columns* gives each one's SQL and its kind: ``small`` (0 to 1,048,575), ``whole`` (0 to 2^40), ``day`` (days since
    1970; `NEVER` where missing), ``value`` (any number, exactly as stored) or ``text``. None but a day may be NULL.
    Names and SQL come from this program only, never from a person.
    """
    table = _Table(name, columns)
    try:
        return (_packed if connection.dialect.name == "sqlite" else _plain)(connection, table)
    except _Misfit:
        return _plain(connection, table)


def _packed(connection: Connection, table: _Table) -> Arrays:
    raw: Any = connection.connection.driver_connection
    low, high = raw.execute(f"SELECT min(id), max(id) FROM {table.name}").fetchone()  # noqa: S608
    parts = []
    for start in range(low or 0, (high or 0) + 1, _DIGIT):
        block, rows, *texts = raw.execute(table.statement, {"low": start}).fetchone()
        part = _unpacked(block or b"", rows, start, table)
        part |= {name: _split(text, rows) for name, text in zip(table.of(TEXT), texts, strict=True)}
        parts.append(part)
    every = parts[0] if len(parts) == 1 else {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    if (every["id"][1:] <= every["id"][:-1]).any():  # SQLite promises no order here, though it has one
        order = np.argsort(every["id"])
        every = {name: values[order] for name, values in every.items()}
    for name, sql in table.of(VALUE).items():
        if np.isnan(every[name]).any():
            _mend(raw, table, sql, every["id"], every[name])
    return every


def _unpacked(block: bytes, rows: int, start: int, table: _Table) -> Arrays:
    if len(block) != rows * table.row.itemsize:  # a number outside its letter makes a shorter one
        raise _Misfit
    packed = np.frombuffer(block, dtype=table.row)
    columns = {"id": _number(packed["id"]) + start}
    columns |= {name: _number(packed[f"{name} 0"]) for name in table.of(SMALL)}
    columns |= {
        name: (_number(packed[f"{name} 0"]) << _BITS) | _number(packed[f"{name} 1"]) for name in table.of(WHOLE)
    }
    for name in table.of(VALUE):
        code = _number(packed[f"{name} 0"])
        columns[name] = np.where(code == _ELSE, np.nan, (code - _MIDDLE) / _PARTS)
    return columns | {name: _days(packed[name]) for name in table.of(DAY)}


def _number(letter: NDArray[Any]) -> NDArray[np.int64]:
    """The 20 bits in each letter of four bytes (UTF-8)."""
    bits = letter.astype(np.uint32)
    found = bits & 0x3F
    for apart, part in ((2, 0x3F << 6), (4, 0x3F << 12), (6, 0x7 << 18)):
        found |= (bits >> apart) & part
    return found.astype(np.int64) - _FIRST


def _days(written: NDArray[Any]) -> NDArray[np.int64]:
    """Days as they are written (2026-11-22) as whole days since 1970."""
    digits = np.ascontiguousarray(written).view(np.uint8).reshape(-1, 10).astype(np.int64) - ord("0")
    year = digits[:, :4] @ np.array([1000, 100, 10, 1])
    month = year * 12 + digits[:, 5:7] @ np.array([10, 1]) - (1970 * 12 + 1)
    known = year > 0
    first, last = int(month[known].min(initial=0)), int(month.max(initial=0))
    begins = np.arange(first, last + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days = begins[np.maximum(month, first) - first] + digits[:, 8:] @ np.array([10, 1]) - 1
    return np.where(known, days, NEVER)


def _split(texts: str | None, rows: int) -> NDArray[Any]:
    found = np.array(texts.split(_BETWEEN) if texts is not None and rows else [], dtype=object)
    if len(found) != rows:
        raise _Misfit
    return found


def _mend(raw: Any, table: _Table, sql: str, ids: NDArray[np.int64], values: NDArray[np.float64]) -> None:
    """Put the values that are no whole thousandths, or far off, in their places."""
    rows = raw.execute(f"SELECT id, {sql} FROM {table.name} WHERE NOT {_FITS.format(sql)}")  # noqa: S608
    others = np.fromiter(rows, dtype=[("id", "i8"), ("value", "f8")])
    values[ids.searchsorted(others["id"])] = others["value"]


def _plain(connection: Connection, table: _Table) -> Arrays:
    asked = {"id": ("id", "i8")}
    for name, (sql, kind) in table.columns.items():
        if kind != TEXT:
            said = f"coalesce({days_since_1970(connection, sql)}, {NEVER})" if kind == DAY else sql
            asked[name] = said, _KINDS[kind]
    rows = read_numbers(connection, asked, f"{table.name} ORDER BY id")
    found = {name: rows[name].astype(kind) for name, (_, kind) in asked.items()}
    raw: Any = connection.connection.driver_connection
    for name, sql in table.of(TEXT).items():
        texts = raw.execute(f"SELECT {sql} FROM {table.name} ORDER BY id")  # noqa: S608
        found[name] = np.array([text for (text,) in texts], dtype=object)
    return found
