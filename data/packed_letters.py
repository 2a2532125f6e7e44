"""A row of numbers as letters, as SQLite can write them (its function ``char``): four bytes hold 20 bits, one holds 7.

So every row has the same length, and NumPy reads whole columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.packed_columns import BETWEEN, DAY, NEVER, SMALL, TINY, VALUE, WHOLE, Arrays, Columns, Misfit, of_kind

BITS = 20
SPAN = 1 << 16  # rows at once: their block and columns stay in memory that is used again
_FIRST = 1 << 16  # from this letter on SQLite writes four bytes, without a gap for the 20 bits that follow
_MOST = (1 << BITS) - 1
_PARTS, _MIDDLE, _ELSE = 1000, 1 << 19, _MOST  # a value in thousandths around the middle, or read by itself
_LEAD = 0xF0000000  # the least that four bytes of one letter make
_YEAR_1 = 719_163  # days from before the first day of the year 1 to 1970; the letters reach to the year 2871
_CODE = f"CAST({{0}} * {_PARTS}.0 + {_MIDDLE}.5 AS INTEGER)"
_FITS = f"(({_CODE} & {_MOST}) - {_MIDDLE}) / {_PARTS}.0 = {{0}}"  # what lies far off does not come back from 20 bits
_LETTERS = {
    TINY: ("{0}",),
    SMALL: (f"({{0}}) + {_FIRST}",),
    WHOLE: (f"(({{0}}) >> {BITS}) + {_FIRST}", f"(({{0}}) & {_MOST}) + {_FIRST}"),
    VALUE: (f"CASE WHEN {_FITS} THEN {{0}} * {_PARTS}.0 + {_FIRST + _MIDDLE}.5 ELSE {_FIRST + _ELSE} END",),
    DAY: (f"coalesce(unixepoch({{0}}) / 86400 + {_FIRST + _YEAR_1}, {_FIRST})",),
}


def block_of(columns: Columns, low: int) -> str:
    """The SQL of the rows as one block of bytes: the letter of the id, then those of each number."""
    letters = [part.format(sql) for sql, kind in columns.values() for part in _LETTERS.get(kind, ())]
    return f"CAST(group_concat(char({', '.join([f'id + {_FIRST - low}', *letters])}), '') AS BLOB)"


def texts_of(sql: str) -> str:
    """The SQL of a column of texts as one text."""
    return f"group_concat({sql}, char({ord(BETWEEN)}))"


def fetched(raw: Any, statement: str) -> Any:
    """The one row that *statement* gives."""
    return raw.execute(statement).fetchone()


def unpacked(block: bytes, low: int, columns: Columns) -> Arrays:
    """The columns of one block; a value that has to be read by itself is missing. Raises `Misfit`."""
    kinds = {"id": SMALL} | {name: kind for name, (_, kind) in columns.items() if kind in _LETTERS}
    row = np.dtype(
        [
            (f"{name} {at}", "i1" if kind == TINY else ">u4")
            for name, kind in kinds.items()
            for at in range(len(_LETTERS[kind]))
        ]
    )
    if len(block) % row.itemsize:
        raise Misfit
    packed = np.frombuffer(block, dtype=row)
    found: Arrays = {}
    for name, kind in kinds.items():
        first = packed[f"{name} 0"]
        if kind == TINY:
            found[name] = first.copy()
        elif kind == WHOLE:
            found[name] = (_number(first).astype(np.int64) << BITS) | _number(packed[f"{name} 1"])
        else:
            found[name] = _meant(_number(first), kind)
    found["id"] = found["id"].astype(np.int64) + low
    return found


def mend(raw: Any, within: str, columns: Columns, found: Arrays) -> None:
    """Put the values that are no whole thousandths, or far off, in their places."""
    for name, sql in of_kind(columns, VALUE).items():
        if np.isnan(found[name]).any():
            letter = _LETTERS[VALUE][0].format(sql)
            rows = raw.execute(f"SELECT id, {sql} FROM {within} AND {letter} >= {_FIRST + _ELSE}")  # noqa: S608
            others = np.fromiter(rows, dtype=[("id", "i8"), ("value", "f8")])
            found[name][found["id"].searchsorted(others["id"])] = others["value"]


def _number(letter: NDArray[Any]) -> NDArray[np.int32]:
    """The 20 bits in each letter of four bytes (UTF-8)."""
    bits = letter.astype(np.uint32)
    if bits.min(initial=_LEAD) < _LEAD:  # it took fewer bytes, or one before it more or fewer than its own
        raise Misfit
    found = bits & 0x3F
    for apart, part in ((2, 0x3F << 6), (4, 0x3F << 12), (6, 0x7 << 18)):
        found |= (bits >> apart) & part
    return found.view(np.int32) - _FIRST


def _meant(code: NDArray[np.int32], kind: str) -> NDArray[Any]:
    """What the number in a letter says of a column of this kind."""
    if kind == VALUE:
        return np.where(code == _ELSE, np.nan, (code - _MIDDLE) / _PARTS)
    if kind == DAY:
        return np.where(code == 0, NEVER, code.astype(np.int64) - _YEAR_1)
    return code
