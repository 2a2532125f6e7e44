"""What was sent and has to be shown again, kept here a while, so that going back or reloading never sends twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

MOST = 100  # tablets in patients' hands at once; the one kept longest goes first


class Kept:
    """The fields sent for a review and a sentence about them, in memory only."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Mapping[str, str], str]] = OrderedDict()

    def put(self, token: str, sent: Mapping[str, str], said: str) -> None:
        """Keep what was sent last."""
        self._kept[token] = sent, said
        self._kept.move_to_end(token)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def get(self, token: str) -> tuple[Mapping[str, str], str]:
        """What was sent and what to say; nothing and nothing when none is kept."""
        return self._kept.get(token, ({}, ""))

    def pop(self, token: str) -> tuple[Mapping[str, str], str]:
        """The same, and forget it."""
        return self._kept.pop(token, ({}, ""))
