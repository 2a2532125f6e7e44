"""What rows that were taken make new, and what they change, until it is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.ledger_held import EpisodeKey, HeldEpisode, HeldEvent, HeldPatient, HeldSession

Change = tuple[str, int, str, Any, Any]  # table, record, field, old, new


@dataclass
class Taken:
    """What the rows taken so far make new, and what they change in records that were there."""

    patients: list[tuple[HeldPatient, str]] = field(default_factory=list)
    episodes: list[tuple[HeldEpisode, EpisodeKey]] = field(default_factory=list)
    sessions: list[tuple[HeldSession, HeldEpisode, date, int]] = field(default_factory=list)
    readings: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[HeldEvent, int, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    to_number: dict[int, HeldEpisode] = field(default_factory=dict)

    def size(self) -> int:
        """How many things there are; grows with everything new."""
        new = (self.readings, self.sessions, self.episodes, self.patients, self.events, self.changes)
        return sum(map(len, new))
