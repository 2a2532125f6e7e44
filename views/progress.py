"""A bar with the rows done, for anything that takes longer than a blink."""

from __future__ import annotations

import time
from types import TracebackType

import streamlit as st

BLINK, BETWEEN = 0.4, 0.1  # seconds before the bar appears, and between two of its steps
MB = 1_000_000


class Bar:
    """Give it as ``progress`` inside a ``with`` block; it goes away at the end. ``size`` is the file's, in bytes.

    ``of`` says what is counted.
    """

    def __init__(self, words: str, size: int = -1, of: str = "rows") -> None:
        self.words, self.size, self.of, self.last = words, size, of, time.monotonic() + BLINK
        self.place = st.empty()

    def __call__(self, done: int, total: int) -> None:
        """Show that *done* of *total* rows are done, or bytes where *total* is the size of the file."""
        now = time.monotonic()
        if now < self.last:
            return
        self.last = now + BETWEEN
        if total == self.size:
            text = f"{done / MB:,.1f} of {total / MB:,.1f} MB"
        else:
            text = f"{done:,} of {total:,} {self.of} done"
        self.place.progress(min(done / max(total, 1), 1.0), f"{self.words} {text}")

    def __enter__(self) -> Bar:
        """Itself, with the words alone for a step that cannot say how far it is."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Take the bar away."""
        self.place.empty()
