"""SQLite as this program uses it: SQLCipher's build of it, for encrypted files and for plain ones.

One build for all files, on purpose. When a program closes a file, the operating system takes away every lock the
program has on it; SQLite knows how to live with that, but only among its own connections. Two builds in one program,
or a plain ``open()`` of a database file that is in use, would drop each other's locks. So a file is looked at through
this driver only, even to see whether it is encrypted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from data.clock import written

__all__ = ["PLAIN", "connected", "first_bytes", "quiet", "sqlite", "use_key"]

PLAIN = b"SQLite format 3\0"  # the first 16 bytes of every plain file (SQLite's file format, section 1.2)
_ANY_KEY = "0" * 64
# The driver looks for an adapter at each cell that is neither number nor text: where nothing or yes or no stands, in
# vain, which took longer than storing the row.
sqlite.register_adapter(type(None), lambda nothing: nothing)
sqlite.register_adapter(bool, int)
sqlite.register_adapter(date, written)
FORMAT = 4  # SQLCipher's file format; written down so that a newer SQLCipher still makes and reads this one


def quiet(connection: Any) -> None:
    """SQLCipher would write its own words on standard error when a page does not fit; ours say it."""
    connection.execute("PRAGMA cipher_log_level=NONE").close()


def use_key(connection: Any, key: bytes, salt: str = "") -> None:
    """Open the file of *connection* with the 256 bits of *key*: has to come before anything is read.

    *salt* (32 hexadecimal digits) becomes the first 16 bytes of a new file; an existing one has its own.
    """
    quiet(connection)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}{salt}'\"").close()
    connection.execute(f"PRAGMA cipher_compatibility={FORMAT}").close()


@contextmanager
def connected(path: Path, key: bytes | None = None) -> Iterator[Any]:
    """A connection of its own to *path*, closed at the end, that begins no transaction by itself."""
    connection = sqlite.connect(str(path), isolation_level=None, timeout=10)
    try:
        quiet(connection)
        if key:
            use_key(connection, key)
        yield connection
    finally:
        connection.close()


def first_bytes(path: Path) -> bytes:
    """The first 16 bytes of *path*, which SQLCipher takes for its salt; none of an empty file, or where none is."""
    if not path.exists() or not path.stat().st_size:
        return b""
    with connected(path) as connection:
        connection.execute(f"PRAGMA key = \"x'{_ANY_KEY}'\"").close()
        return bytes.fromhex(str(connection.execute("PRAGMA cipher_salt").fetchone()[0]))
