"""The one place that asks what day it is; everything else is told."""

from __future__ import annotations

from datetime import date, datetime


def today() -> date:
    """The date on this computer's clock, in its own time zone."""
    return datetime.now().astimezone().date()
