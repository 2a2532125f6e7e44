"""A composed picture on a page: drawn by the person's own browser, at its true proportion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from reports.drawing_page import Download, page

TALLEST = 680  # pixels a preview is high at most, so that it is seen whole on a desk
WIDEST = 820
BELOW = 90  # pixels for the buttons, until the page in the frame says how high it is


def show(job: Mapping[str, Any], downloads: Sequence[Download] = (), ticket: str = "", tallest: int = TALLEST) -> None:
    """The picture of *job*, with a button for each of *downloads*; with a *ticket* the register notes each file."""
    wide = width_of(job, tallest)
    high = round(wide * float(job["height"]) / float(job["width"])) + BELOW
    # The page in the frame is our own (`reports.drawing_page`), and everything in it from records is escaped there.
    st.iframe(page(job, downloads, ticket), width=wide, height=high, alt=f"Picture: {job['title']}")


def width_of(job: Mapping[str, Any], tallest: int = TALLEST) -> int:
    """How wide the picture is shown: whole, never taller or wider than a preview may be."""
    return round(min(WIDEST, float(job["width"]), tallest * float(job["width"]) / float(job["height"])))
