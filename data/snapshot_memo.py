"""What was worked out from a snapshot, kept beside it by key: bounded in number and in memory, made once for all."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from data.memo_size import most_bytes

KEPT_ANSWERS = 512
_FIGURE = 200_000  # bytes; a chart of a few hundred marks takes up half of that, and looking through it costs time
_FEW, _CELL = 10_000, 20  # cells of a frame that is too small to be looked through, and bytes of each
_WORD = 60  # bytes; a short text, a day or a number by itself, of which a column of objects only has the addresses
T = TypeVar("T")


def weight(answer: Any) -> int:
    """About how many bytes *answer* takes up: frames and arrays as they say, with what holds them; a figure flat.

    What two parts share counts once.
    """
    seen: set[int] = set()
    left, bytes_ = [answer], 0
    while left:
        one = left.pop()
        if id(one) not in seen:
            seen.add(id(one))
            bytes_ += _own(one)
            left += _parts(one)
    return bytes_


def _own(one: Any) -> int:
    if isinstance(one, pd.DataFrame):
        return one.size * _CELL if one.size < _FEW else sum(_column(one[name]) for name in one) + one.index.nbytes
    if isinstance(one, (pd.Series, pd.Index)):
        return _column(one)
    if isinstance(one, np.ndarray):
        return one.nbytes
    return _FIGURE if hasattr(one, "__dict__") and not _is_record(one) else sys.getsizeof(one)


def _column(one: pd.Series | pd.Index) -> int:
    return one.nbytes + (len(one) * _WORD if one.dtype == object else 0)


def _parts(one: Any) -> list[Any]:
    if isinstance(one, Mapping):
        return [*one.keys(), *one.values()]
    if isinstance(one, (list, tuple, set, frozenset)):
        return list(one)
    return [getattr(one, field.name) for field in fields(one)] if _is_record(one) else []


def _is_record(one: Any) -> bool:
    return is_dataclass(one) and not isinstance(one, type)


class Memo:
    """Answers by key, the least recently used forgotten first; each is made once, whoever asks.

    At most `KEPT_ANSWERS`, and as many as weigh *most* bytes together; the newest is kept whatever it weighs.
    """

    def __init__(self, most: int | None = None) -> None:
        self.most = most_bytes() if most is None else most
        self.answers: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.weight = 0
        self.making: dict[Hashable, threading.Lock] = {}
        self.lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], *, weigh: Callable[[T], int] = weight) -> T:
        """The answer kept under *key*, or what *make* returns, kept from now on at what *weigh* says of it."""
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
                return self.answers[key][0]
            turn = self.making.setdefault(key, threading.Lock())
        with turn:  # others who ask for the same wait here; those who ask for something else do not
            with self.lock:
                if key in self.answers:
                    return self.answers[key][0]
            try:
                made = make()
                self._keep(key, made, weigh(made))
            finally:
                with self.lock:
                    self.making.pop(key, None)
        return made

    def _keep(self, key: Hashable, made: Any, bytes_: int) -> None:
        with self.lock:
            self.answers[key] = made, bytes_
            self.weight += bytes_
            while len(self.answers) > 1 and (len(self.answers) > KEPT_ANSWERS or self.weight > self.most):
                _, (_, gone) = self.answers.popitem(last=False)
                self.weight -= gone
