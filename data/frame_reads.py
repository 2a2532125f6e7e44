"""Whole columns out of the store and into the frames of `data.frames`.

Nearly everything travels as numbers only, a table at a time (`data.packed_reads`); names, and what a row shares with
its course of care, are looked up here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.care_reads import in_sets, in_words
from data.frame_columns import coded, dates, in_order, named_by, places_of
from data.frames import ENDINGS, EPISODES, PATIENTS, PHASES, READINGS, SESSIONS, SEVERITIES, SEXES, SIDES
from data.packed_columns import DAY, SMALL, TEXT, VALUE, WHOLE, Arrays, Columns
from data.packed_reads import read_table

if TYPE_CHECKING:
    from data.store import Store

_PATIENTS: Columns = {
    "reference": ("reference", TEXT),
    "display_name": ("display_name", TEXT),
    "birth_year": ("coalesce(birth_year, 0)", SMALL),
    "sex": ("sex", TEXT),
}
_EPISODES: Columns = {
    "patient": ("patient", WHOLE),
    "course": ("course", WHOLE),
    "clinic": ("coalesce(clinic, 0)", WHOLE),
    "podiatrist": ("coalesce(podiatrist, 0)", WHOLE),
    "started": ("started", DAY),
    "ended": ("ended", DAY),
    "weeks": ("coalesce(duration_weeks, -1)", VALUE),
    **{name: (name, TEXT) for name in ("condition", "side", "ended_how")},
}
_SESSIONS: Columns = {
    "episode": ("episode", WHOLE),
    "number": ("number", WHOLE),
    "clinic": ("coalesce(clinic, 0)", WHOLE),
    "podiatrist": ("coalesce(podiatrist, 0)", WHOLE),
    "asked": ("coalesce({asked}, 2)", SMALL),
    "day": ("day", DAY),
    "care": ("co_interventions", TEXT),
}
# A reading is of a session or, a review, of a course of care alone; there are 4 sides and 4 phases at most.
_READINGS: Columns = {
    "of": ("coalesce(session, episode)", WHOLE),
    "code": ("measure * 16 + side * 4 + phase", SMALL),
    "method": ("method", SMALL),
    "value": ("value", VALUE),
    "day": ("day", DAY),
}
_WORST = """SELECT session, max(CASE severity WHEN 'serious' THEN 3 WHEN 'significant' THEN 2 ELSE 1 END)
    FROM adverse_events{which} GROUP BY session"""
_AS_NUMBER = {"sqlite": "adverse_asked", "postgresql": "CAST(adverse_asked AS INTEGER)"}
_REVIEW = PHASES.index("review") + 1


def read_frames(store: Store) -> dict[str, pd.DataFrame]:
    """The frames ``patients``, ``episodes``, ``sessions`` and ``readings`` as promised in `data.frames`.

    All four are of one moment. A reading outside a session has session 0 and number 0. ``readings``
    are sorted by episode, measure, method, side, on, phase and reading.
    """
    with store.reading() as connection:
        return frames_on(connection)


def frames_on(connection: Connection, people: Sequence[int] | None = None) -> dict[str, pd.DataFrame]:
    """The same, on a connection that already sees one state of the record; only of these *people* where they are given.

    Categories are of the words that occur in what was read.
    """
    patients = _patients(connection, _of("id", people))
    episodes = _episodes(connection, patients, _of("patient", people))
    sessions = _sessions(connection, episodes, _of_courses(people))
    readings = _readings(connection, episodes, sessions, _of_courses(people))
    return {"patients": patients, "episodes": episodes, "sessions": sessions, "readings": readings}


def _of(column: str, people: Sequence[int] | None) -> str:
    """The condition that *column* names one of *people*; nothing where everybody is asked for."""
    return "" if people is None else f" WHERE {column} IN ({', '.join(str(int(one)) for one in people)})"


def _of_courses(people: Sequence[int] | None) -> str:
    return "" if people is None else f" WHERE episode IN (SELECT id FROM episodes{_of('patient', people)})"  # noqa: S608


def _framed(columns: dict[str, Any], contract: Mapping[str, str]) -> pd.DataFrame:
    """The columns in the contract's order, each left where it is: putting them together would copy them all."""
    return pd.DataFrame({name: columns[name] for name in contract}, copy=False)


def _patients(connection: Connection, where: str) -> pd.DataFrame:
    table = read_table(connection, "patients", _PATIENTS, where)
    frame = {
        "patient": table["id"],
        "reference": pd.array(table["reference"], dtype="str"),
        "display_name": pd.array(table["display_name"], dtype="str"),
        "birth_year": pd.arrays.IntegerArray(table["birth_year"], table["birth_year"] == 0),
        "sex": in_words(table["sex"], SEXES),
    }
    return _framed(frame, PATIENTS)


def _episodes(connection: Connection, patients: pd.DataFrame, where: str) -> pd.DataFrame:
    table = read_table(connection, "episodes", _EPISODES, where)
    started, at = dates(table["started"]), places_of(patients["patient"].to_numpy(), table["patient"])
    born = patients["birth_year"].to_numpy(dtype=np.float64, na_value=np.nan)[at]
    frame = {
        "episode": table["id"],
        "patient": table["patient"],
        "condition": in_words(table["condition"]),
        "side": in_words(table["side"], SIDES),
        "course": table["course"],
        "site": named_by(connection, "clinics", table["clinic"]),
        "podiatrist": named_by(connection, "podiatrists", table["podiatrist"]),
        "started": started,
        "ended": dates(table["ended"]),
        "ended_how": in_words(table["ended_how"], ENDINGS),
        "duration_weeks": np.where(table["weeks"] < 0, np.nan, table["weeks"]),
        "age": started.astype("datetime64[Y]").astype(np.float64) + 1970 - born,
        "sex": coded(patients["sex"].cat.codes.to_numpy()[at], SEXES),
    }
    return _framed(frame, EPISODES)


def _sessions(connection: Connection, episodes: pd.DataFrame, where: str) -> pd.DataFrame:
    asked = _SESSIONS["asked"][0].format(asked=_AS_NUMBER[connection.dialect.name])
    table = read_table(connection, "sessions", {**_SESSIONS, "asked": (asked, SMALL)}, where)
    frame = {
        "session": table["id"],
        "episode": table["episode"],
        "patient": _patient_of(episodes, table["episode"]),
        "number": table["number"],
        "on": dates(table["day"]),
        "site": named_by(connection, "clinics", table["clinic"]),
        "podiatrist": named_by(connection, "podiatrists", table["podiatrist"]),
        "adverse_asked": pd.arrays.BooleanArray(table["asked"] == 1, table["asked"] == 2),
        "adverse_worst": coded(_worst(connection, table, where), SEVERITIES),
        "care": in_sets(table["care"]),
    }
    return _framed(frame, SESSIONS)


def _worst(connection: Connection, sessions: Arrays, where: str) -> NDArray[np.int64]:
    """The worst adverse event of each session: its place among `SEVERITIES`, -1 where nothing is known."""
    raw: Any = connection.connection.driver_connection
    which = where and f" WHERE session IN (SELECT id FROM sessions{where})"  # noqa: S608
    found = np.fromiter(raw.execute(_WORST.format(which=which)), dtype=[("session", "i8"), ("severity", "i8")])
    worst = np.where(sessions["asked"] == 1, 0, -1)
    worst[places_of(sessions["id"], found["session"])] = found["severity"]
    return worst


def _patient_of(episodes: pd.DataFrame, episode: NDArray[np.int64]) -> NDArray[np.int64]:
    return episodes["patient"].to_numpy()[places_of(episodes["episode"].to_numpy(), episode)]


def _readings(connection: Connection, episodes: pd.DataFrame, sessions: pd.DataFrame, where: str) -> pd.DataFrame:
    table = read_table(connection, "readings", _READINGS, where)
    side, phase = (table["code"] >> 2) & 3, table["code"] & 3
    session = np.where(phase == _REVIEW, 0, table["of"])
    at = np.where(session > 0, places_of(sessions["session"].to_numpy(), session) + 1, 0)
    episode = np.where(session > 0, np.r_[0, sessions["episode"].to_numpy()][at], table["of"])
    measure, method = (
        named_by(connection, "measures", table["code"] >> 4),
        named_by(connection, "methods", table["method"]),
    )
    order = in_order(episode, measure.codes, method.codes, side, table["day"], phase)
    frame = {
        "reading": table["id"],
        "episode": episode,
        "patient": _patient_of(episodes, episode),
        "session": session,
        "number": np.r_[0, sessions["number"].to_numpy()][at],
        "measure": measure,
        "method": method,
        "side": coded(side - 1, SIDES),
        "phase": coded(phase - 1, PHASES),
        "on": dates(table["day"]),
        "value": table["value"],
    }
    return _framed({name: values[order] for name, values in frame.items()}, READINGS)
