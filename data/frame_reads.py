"""Whole columns out of the store and into the frames of `data.frames`.

Nearly everything travels as numbers only, a table at a time (`data.packed_reads`); names, and what a row shares with
its course of care, are looked up here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.care_reads import in_sets, in_words
from data.frame_columns import coded, dates, in_order, named_by, names_in, places_of
from data.frame_tables import TABLES
from data.frames import ENDINGS, EPISODES, PATIENTS, PHASES, READINGS, SESSIONS, SEVERITIES, SEXES, SIDES
from data.packed_columns import Arrays
from data.packed_reads import read_table
from data.packed_together import Read, tables_together

if TYPE_CHECKING:
    from data.store import Store

_NAMED = ("clinics", "podiatrists", "measures", "methods")
_REVIEW = PHASES.index("review") + 1
Names = Mapping[str, Mapping[int, str]]
Filled = dict[str, Any]  # columns by name: arrays, as a frame takes them


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
    made = columns_on(connection, people)
    return {name: pd.DataFrame(columns, copy=False) for name, columns in made.items()}  # a copy would be of all of them


def columns_on(connection: Connection, people: Sequence[int] | None = None) -> dict[str, Filled]:
    """The columns of `frames_on`, by frame: a frame costs more than the few rows of a few people."""
    names = {table: names_in(connection, table) for table in _NAMED}
    with _reading(connection, people) as read:
        patients = _patients(read("patients"))
        episodes = _episodes(read("episodes"), patients, names)
        sessions = _sessions(read("sessions"), read("adverse_events"), episodes, names)
        readings = _readings(read("readings"), episodes, sessions, names)
    return {"patients": patients, "episodes": episodes, "sessions": sessions, "readings": readings}


def _reading(connection: Connection, people: Sequence[int] | None) -> AbstractContextManager[Read]:
    """Every table whole; or the rows of these *people*."""
    if people is None:
        return tables_together(connection, TABLES)
    whose = f"IN ({', '.join(str(int(one)) for one in people)})"
    of_courses = f" WHERE episode IN (SELECT id FROM episodes WHERE patient {whose})"  # noqa: S608
    where = {
        "patients": f" WHERE id {whose}",
        "episodes": f" WHERE patient {whose}",
        "adverse_events": f" WHERE session IN (SELECT id FROM sessions{of_courses})",  # noqa: S608
        "sessions": of_courses,
        "readings": of_courses,
    }
    return nullcontext(lambda table: read_table(connection, table, TABLES[table], where[table]))


def _ordered(columns: Filled, contract: Mapping[str, str]) -> Filled:
    """The columns in the contract's order."""
    return {name: _wide(columns[name]) if kind == "int64" else columns[name] for name, kind in contract.items()}


def _wide(whole: NDArray[Any]) -> NDArray[np.int64]:
    return whole.astype(np.int64, copy=False)


def _patients(table: Arrays) -> Filled:
    frame = {
        "patient": table["id"],
        "reference": pd.array(table["reference"], dtype="str"),
        "display_name": pd.array(table["display_name"], dtype="str"),
        "birth_year": pd.arrays.IntegerArray(_wide(table["birth_year"]), table["birth_year"] == 0),
        "sex": coded(table["sex"] - 1, SEXES),
    }
    return _ordered(frame, PATIENTS)


def _episodes(table: Arrays, patients: Filled, names: Names) -> Filled:
    started, at = dates(table["started"]), places_of(patients["patient"], table["patient"])
    born = patients["birth_year"].to_numpy(dtype=np.float64, na_value=np.nan)[at]
    frame = {
        "episode": table["id"],
        "patient": table["patient"],
        "condition": in_words(table["condition"]),
        "side": coded(table["side"] - 1, SIDES),
        "course": table["course"],
        "site": named_by(names["clinics"], table["clinic"]),
        "podiatrist": named_by(names["podiatrists"], table["podiatrist"]),
        "started": started,
        "ended": dates(table["ended"]),
        "ended_how": coded(table["ended_how"] - 1, ENDINGS),
        "duration_weeks": np.where(table["weeks"] < 0, np.nan, table["weeks"]),
        "age": started.astype("datetime64[Y]").astype(np.float64) + 1970 - born,
        "sex": coded(patients["sex"].codes[at], SEXES),
    }
    return _ordered(frame, EPISODES)


def _sessions(table: Arrays, events: Arrays, episodes: Filled, names: Names) -> Filled:
    frame = {
        "session": table["id"],
        "episode": table["episode"],
        "patient": _patient_of(episodes, table["episode"]),
        "number": table["number"],
        "on": dates(table["day"]),
        "site": named_by(names["clinics"], table["clinic"]),
        "podiatrist": named_by(names["podiatrists"], table["podiatrist"]),
        "adverse_asked": pd.arrays.BooleanArray(table["asked"] == 1, table["asked"] == 2),
        "adverse_worst": coded(_worst(table, events), SEVERITIES),
        "care": in_sets(table["care"]),
    }
    return _ordered(frame, SESSIONS)


def _worst(sessions: Arrays, events: Arrays) -> NDArray[np.int64]:
    """The worst adverse event of each session: its place among `SEVERITIES`, -1 where nothing is known."""
    worst = np.where(sessions["asked"] == 1, 0, -1)
    np.maximum.at(worst, places_of(sessions["id"], events["session"]), events["severity"])
    return worst


def _patient_of(episodes: Filled, episode: NDArray[np.int64]) -> NDArray[np.int64]:
    return episodes["patient"][places_of(episodes["episode"], episode)]


def _readings(table: Arrays, episodes: Filled, sessions: Filled, names: Names) -> Filled:
    side, phase = table["side"], table["phase"]
    session = np.where(phase == _REVIEW, 0, table["of"])
    at = np.where(session > 0, places_of(sessions["session"], session) + 1, 0)
    episode = np.where(session > 0, np.r_[0, sessions["episode"]][at], table["of"])
    measure, method = named_by(names["measures"], table["measure"]), named_by(names["methods"], table["method"])
    order = in_order(episode, measure.codes, method.codes, side, table["day"], phase)
    frame = {
        "reading": table["id"],
        "episode": episode,
        "patient": _patient_of(episodes, episode),
        "session": session,
        "number": np.r_[0, sessions["number"]][at],
        "measure": measure,
        "method": method,
        "side": coded(side - 1, SIDES),
        "phase": coded(phase - 1, PHASES),
        "on": dates(table["day"]),
        "value": table["value"],
    }
    return _ordered({name: values[order] for name, values in frame.items()}, READINGS)
