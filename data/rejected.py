"""Rejected rows as a file in the same layout plus a reason, to be mended and brought in again."""

from __future__ import annotations

from data.rows import Account, ReadFile

REASON = "why rejected"


def rejected_csv(account: Account | ReadFile) -> bytes:
    """The rejected rows: the file's own columns, then `REASON`. UTF-8 with a byte-order mark, every cell quoted."""
    raise NotImplementedError
