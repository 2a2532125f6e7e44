"""A row of numbers as letters of four bytes, as SQLite can write them (its function ``char``); 20 bits in each.

Days stay as they are written, ten bytes each. So every row has the same length, and NumPy reads whole columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.packed_columns import DAY, NEVER, SMALL, VALUE, WHOLE, Arrays, Columns, Misfit, of_kind

BITS = 20
SPAN = 1 << BITS
_FIRST = 1 << 16  # from this letter on SQLite writes four bytes, without a gap for the 20 bits that follow
_PARTS, _MIDDLE, _ELSE = 1000, 1 << 19, SPAN - 1  # a value in thousandths around the middle, or read by itself
_FAR = _MIDDLE // _PARTS
_CODE = f"CAST({{0}} * {_PARTS} + {_MIDDLE}.5 AS INTEGER)"
_FITS = f"({{0}} BETWEEN -{_FAR} AND {_FAR} AND ({_CODE} - {_MIDDLE}) / {_PARTS}.0 = {{0}})"
_LETTERS = {
    SMALL: ("{0}",),
    WHOLE: (f"({{0}}) >> {BITS}", f"({{0}}) & {_ELSE}"),
    VALUE: (f"CASE WHEN {_FITS} THEN {_CODE} ELSE {_ELSE} END",),
}
_NO_DAY = "0000-00-00"


def block_of(columns: Columns, low: int) -> str:
    """The SQL of the rows as one block of bytes: the letter of the id, those of each number, then the days."""
    letters = [part.format(sql) for sql, kind in columns.values() for part in _LETTERS.get(kind, ())]
    numbers = ", ".join(f"{_FIRST} + ({part})" for part in [f"id - {low}", *letters])
    days = [f"coalesce({sql}, '{_NO_DAY}')" for sql in of_kind(columns, DAY).values()]
    return f"CAST(group_concat({' || '.join([f'char({numbers})', *days])}, '') AS BLOB)"


def unpacked(block: bytes, rows: int, low: int, columns: Columns) -> Arrays:
    """The columns of one block; a value that has to be read by itself is missing. Raises `Misfit`."""
    letters = [f"{name} {at}" for name, (_, kind) in columns.items() for at in range(len(_LETTERS.get(kind, ())))]
    row = np.dtype([*((name, ">u4") for name in ("id", *letters)), *((name, "S10") for name in of_kind(columns, DAY))])
    if len(block) != rows * row.itemsize:  # a number outside its letter makes a shorter one
        raise Misfit
    packed = np.frombuffer(block, dtype=row)
    found = {"id": _number(packed["id"]) + low}
    found |= {name: _number(packed[f"{name} 0"]) for name in of_kind(columns, SMALL)}
    for name in of_kind(columns, WHOLE):
        found[name] = (_number(packed[f"{name} 0"]) << BITS) | _number(packed[f"{name} 1"])
    for name in of_kind(columns, VALUE):
        code = _number(packed[f"{name} 0"])
        found[name] = np.where(code == _ELSE, np.nan, (code - _MIDDLE) / _PARTS)
    return found | {name: _days(packed[name]) for name in of_kind(columns, DAY)}


def mend(raw: Any, table: str, columns: Columns, found: Arrays) -> None:
    """Put the values that are no whole thousandths, or far off, in their places."""
    for name, sql in of_kind(columns, VALUE).items():
        if np.isnan(found[name]).any():
            rows = raw.execute(f"SELECT id, {sql} FROM {table} WHERE NOT {_FITS.format(sql)}")  # noqa: S608
            others = np.fromiter(rows, dtype=[("id", "i8"), ("value", "f8")])
            found[name][found["id"].searchsorted(others["id"])] = others["value"]


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
