"""Small clinics for the tests: frames from short rows, and every clinic hypothesis can think of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from data.catalogue import Catalogue, Measure, load_catalogue
from data.frames import EPISODES, PHASES, READINGS, SESSIONS

CATALOGUE: Catalogue = load_catalogue()
PAIN: Measure = CATALOGUE.measure("nprs")
DAY_ONE = date(2026, 1, 5)
LATER = date(2027, 1, 1)
HEEL, ACHILLES = "plantar_heel_pain", "achilles_tendinopathy"

Row = dict[str, Any]
forty_cases = settings(max_examples=40, deadline=None)  # no deadline: other tests run beside these


def episode(key: int = 1, **own: Any) -> Row:
    """One episode; give what matters."""
    usual = {
        "episode": key, "patient": key, "condition": HEEL, "side": "left", "course": 1, "site": "North",
        "podiatrist": "A", "started": DAY_ONE, "age": 50.0, "sex": "female", "duration_weeks": np.nan,
    }  # fmt: skip
    return usual | own


def reading(phase: str, day: int, value: float, number: int = -1, key: int = 1, **own: Any) -> Row:
    """One reading on so many days after `DAY_ONE`; a session number makes it part of that session."""
    usual = {
        "episode": key, "patient": key, "session": key * 100 + number if number > 0 else -1, "number": number,
        "measure": "nprs", "method": "", "side": "left", "phase": phase, "on": DAY_ONE + timedelta(days=day),
        "value": float(value),
    }  # fmt: skip
    return usual | own


def readings_frame(rows: Iterable[Row]) -> pd.DataFrame:
    """A frame that keeps the contract of readings; `reading` numbers them in the order given unless they say it."""
    numbered = [{"reading": place} | row for place, row in enumerate(rows, start=1)]
    return _frame(numbered, READINGS)


def episodes_frame(rows: Iterable[Row]) -> pd.DataFrame:
    return _frame([{"ended": None, "ended_how": None} | row for row in rows], EPISODES)


def sessions_frame(readings: pd.DataFrame) -> pd.DataFrame:
    """The sessions that the readings speak of."""
    rows = readings[readings["phase"] != "review"].drop_duplicates("session")
    rows = rows.assign(site="North", podiatrist="A", adverse_asked=True, adverse_worst="none", care=None)
    return rows[list(SESSIONS)].astype(dict(SESSIONS)).reset_index(drop=True)


def flipped(measure: Measure) -> Measure:
    """The same measure with the other direction of improvement."""
    return replace(measure, better="up" if measure.better == "down" else "down")


def shuffled(frame: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    return frame.sample(frac=1, random_state=seed)


def _frame(rows: list[Row], contract: Any) -> pd.DataFrame:
    columns = {name: [row[name] for row in rows] for name in contract}
    return pd.DataFrame(
        {name: pd.Series(columns[name], dtype=_input(kind)).astype(kind) for name, kind in contract.items()}
    )


def _input(kind: str) -> str:
    """Categories and dates are made from plain objects."""
    return "object" if kind in ("category", "datetime64[s]", "str") else kind


@st.composite
def clinics(draw: st.DrawFn, least: int = 0) -> tuple[list[Row], list[Row]]:
    """Episodes and readings: two feet, repeat episodes, two methods, two measures, same days, nothing at all."""
    places = range(1, draw(st.integers(least, 5)) + 1)
    episodes = [
        episode(
            key,
            patient=draw(st.integers(1, 3)),
            condition=draw(st.sampled_from((HEEL, ACHILLES))),
            side=draw(st.sampled_from(("left", "right", "both"))),
            started=DAY_ONE + timedelta(days=draw(st.integers(-20, 320))),
        )
        for key in places
    ]
    readings: dict[tuple, Row] = {}
    for _ in range(draw(st.integers(0, 14)) if episodes else 0):
        own = draw(st.sampled_from(episodes))
        row = draw(_reading(own))
        readings.setdefault(tuple(row[name] for name in ("session", "measure", "method", "side", "phase", "on")), row)
    return episodes, list(readings.values())


@st.composite
def _reading(draw: st.DrawFn, own: Row) -> Row:
    phase = draw(st.sampled_from(PHASES))
    number = -1 if phase == "review" else draw(st.integers(1, 4))
    # A session has one day; some sessions share theirs, and a later number may come first.
    day = draw(st.integers(0, 60)) if phase == "review" else (number * 7 * (own["episode"] % 3)) % 50
    return reading(
        phase, day, draw(st.sampled_from((0, 1, 2.5, 3, 5, 8, 10))), number, own["episode"],
        patient=own["patient"],
        side=draw(st.sampled_from(("left", "right"))) if own["side"] == "both" else own["side"],
        method=draw(st.sampled_from(("", "app", "paper"))),
        measure=draw(st.sampled_from(("nprs", "nprs", "nprs", "stiffness"))),
    )  # fmt: skip
