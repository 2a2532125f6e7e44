"""Whose a file is: its address answers only those whose own page was told it.

Streamlit gives every file that a page offers an address, and answers it to anybody who is signed in. The address is
taken note of as it goes out to a page, with the sign-in of that page.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from starlette.types import Message, Send

PLACE = "/media/"
MOST = 4096  # addresses; the oldest is forgotten first, and a page that is drawn again tells it again
_ADDRESS = re.compile(rb"(?s)(.)(?=/media/)")  # with the byte before it: how long it is (protobuf, under 128)
_told: OrderedDict[str, set[str | None]] = OrderedDict()  # used by the server's own loop only


def noting(send: Send, mark: str | None) -> Callable[[Message], Awaitable[None]]:
    """*send* of one open page, which takes note of the addresses that the sign-in *mark* is told."""

    async def sent(message: Message) -> None:
        told = message.get("bytes") or b""
        if PLACE.encode() in told:
            for found in _ADDRESS.finditer(told):
                address = told[found.end() : found.end() + found[1][0]]
                _note(address.decode("ascii", "replace"), mark)
        await send(message)

    return sent


def may_have(path: str, mark: str | None) -> bool:
    """Whether the file at *path* was offered to this sign-in; ``None`` is everybody, in the demo clinic."""
    return mark in _told.get(path, ())


def _note(address: str, mark: str | None) -> None:
    _told.setdefault(address, set()).add(mark)
    _told.move_to_end(address)
    while len(_told) > MOST:
        _told.popitem(last=False)
