"""Text that a database would not keep as it was given is refused before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from data.ledger_write import LedgerError


def check_text(given: Any) -> None:
    """Raise `LedgerError` when any text in *given* (nested, records too) has half a character or a NUL in it."""
    for text in _texts(given):
        if "\x00" in text or not _whole(text):
            raise LedgerError("The text holds a character that cannot be kept. Type it again without it.")


def check_reason(reason: str) -> None:
    """Raise `LedgerError` unless a reason is given."""
    if not reason.strip():
        raise LedgerError("Give a reason, so that others can see why.")
    check_text(reason)


def _whole(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _texts(given: Any) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif is_dataclass(given):
        for field in fields(given):
            yield from _texts(getattr(given, field.name))
    elif isinstance(given, Mapping):
        yield from _texts(list(given))
        yield from _texts(list(given.values()))
    elif isinstance(given, (list, tuple)):
        for part in given:
            yield from _texts(part)
