"""A progress bar that is redrawn only when a person could see the difference."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


class Bar:
    """Shows how far a task is; *words* says, for a share from 0 to 1, what is being done."""

    def __init__(self, words: Callable[[float], str]) -> None:
        self._words = words
        self._shown = 0
        self._bar = st.progress(0.0, words(0.0))

    def told(self, done: int, total: int) -> None:
        """*done* of *total* is done."""
        percent = 100 * done // max(total, 1)
        if percent != self._shown:
            self._shown = percent
            self._bar.progress(percent / 100, self._words(percent / 100))

    def end(self) -> None:
        """Take the bar away."""
        self._bar.empty()
