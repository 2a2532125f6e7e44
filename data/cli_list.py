"""The list of imports as a person reads it: one line for each, newest first."""

from __future__ import annotations

from typing import Any

import pandas as pd

TITLES = ("number", "file", "brought in", "by", "read", "stored", "already there", "rejected", "state")
COUNTED = frozenset({"number", "read", "stored", "already there", "rejected"})
LONGEST = 40


def batches_text(batches: pd.DataFrame) -> str:
    """The frame of `data.store.read_batches` as lines under `TITLES`; times are those of this computer's clock."""
    lines = [TITLES, *(_cells(row) for row in batches.to_dict("records"))]
    widths = [max(len(line[place]) for line in lines) for place in range(len(TITLES))]
    return "\n".join(_line(line, widths) for line in lines)


def _cells(row: dict[Any, Any]) -> tuple[str, ...]:
    counts = (f"{row[name]:,}" for name in ("read", "stored", "already_there", "rejected"))
    state = "stored" if pd.isna(row["withdrawn_at"]) else f"withdrawn {moment(row['withdrawn_at'])}"
    return (str(row["batch"]), _short(row["file"]), moment(row["at"]), _short(row["actor"]), *counts, state)


def moment(at: pd.Timestamp) -> str:
    """A moment as people here write it, on this computer's clock: 22 Nov 2026 14:05."""
    here = at.to_pydatetime().astimezone()
    return f"{here.day} {here:%b %Y %H:%M}"


def _short(name: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    placed = zip(cells, widths, TITLES, strict=True)
    return "  ".join(
        f"{cell:>{width}}" if title in COUNTED else f"{cell:<{width}}" for cell, width, title in placed
    ).rstrip()
