"""Whole columns out of the store and into the frames of `data.frames`.

Sessions and readings are many, so they travel as numbers only (`data.narrow_reads`), and what they share
with their course of care is looked up here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.care_reads import read_care
from data.frames import ENDINGS, PATIENTS, PHASES, READINGS, SESSIONS, SEVERITIES, SEXES, SIDES
from data.narrow_reads import days_since_1970, read_numbers

if TYPE_CHECKING:
    from data.store import Store

METHODS = 65_536  # more ways of measuring than a clinic will ever name
# The four small numbers of a reading travel as one; there are 4 sides and 4 phases at most.
_CODE = f"((measure * CAST({METHODS} AS BIGINT) + method) * 4 + side) * 4 + phase"
_WORST = """coalesce((SELECT max(CASE severity WHEN 'serious' THEN 3 WHEN 'significant' THEN 2 ELSE 1 END)
    FROM adverse_events WHERE session = sessions.id), -1)"""
_AS_NUMBER = {"sqlite": "adverse_asked", "postgresql": "CAST(adverse_asked AS INTEGER)"}
_DAY = "datetime64[D]"


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


def _rows(connection: Connection, sql: str, columns: tuple[str, ...], where: str = "") -> pd.DataFrame:
    days = {name: days_since_1970(connection, name) for name in ("started", "ended")}
    rows = connection.exec_driver_sql(sql.format(where=where, **days)).fetchall()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(columns), dtype=object)


def _day_column(values: pd.Series) -> pd.Series:
    known = values.notna().to_numpy()
    days = np.full(len(values), "NaT", dtype=_DAY)
    days[known] = values[known].to_numpy(dtype=np.int64).astype(_DAY)
    return pd.Series(days.astype("datetime64[s]"), index=values.index)


def _words(values: pd.Series, words: tuple[str, ...] | None = None) -> pd.Series:
    found = words if words is not None else sorted(set(values.dropna()) - {""})
    place = {word: code for code, word in enumerate(found)}
    codes = [place.get(value, -1) for value in values]
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(found, dtype="str")), index=values.index)


def _patients(connection: Connection, where: str) -> pd.DataFrame:
    sql = f"SELECT id, reference, display_name, birth_year, sex FROM patients{where} ORDER BY id"  # noqa: S608
    frame = _rows(connection, sql, tuple(PATIENTS))
    frame["sex"] = _words(frame["sex"], SEXES)
    return frame.astype({name: kind for name, kind in PATIENTS.items() if kind != "category"})


def _episodes(connection: Connection, patients: pd.DataFrame, where: str) -> pd.DataFrame:
    sql = """SELECT episodes.id, patient, condition, side, course, clinics.name, podiatrists.name,
        {started}, {ended}, ended_how, duration_weeks FROM episodes
        LEFT JOIN clinics ON clinics.id = clinic LEFT JOIN podiatrists ON podiatrists.id = podiatrist
        {where} ORDER BY episodes.id"""
    names = ("episode", "patient", "condition", "side", "course", "site", "podiatrist", "started", "ended")
    frame = _rows(connection, sql, (*names, "ended_how", "duration_weeks"), where)
    frame = frame.astype({"episode": "int64", "patient": "int64", "course": "int64", "duration_weeks": "float64"})
    for name in ("condition", "site", "podiatrist"):
        frame[name] = _words(frame[name])
    frame["side"], frame["ended_how"] = _words(frame["side"], SIDES), _words(frame["ended_how"], ENDINGS)
    frame["started"], frame["ended"] = _day_column(frame["started"]), _day_column(frame["ended"])
    at = patients["patient"].searchsorted(frame["patient"].to_numpy())
    born = patients["birth_year"].astype("float64").to_numpy()[at]
    frame["age"] = frame["started"].dt.year.astype("float64") - born
    frame["sex"] = patients["sex"].take(at).to_numpy() if len(frame) else _words(pd.Series(dtype=object), SEXES)
    frame["sex"] = _words(frame["sex"], SEXES)
    return frame


def _sessions(connection: Connection, episodes: pd.DataFrame, where: str) -> pd.DataFrame:
    columns = {name: (name, "i8") for name in ("id", "episode", "number")}
    columns["day"] = days_since_1970(connection, "day"), "i8"
    columns |= {"clinic": ("coalesce(clinic, 0)", "i8"), "podiatrist": ("coalesce(podiatrist, 0)", "i8")}
    columns["asked"] = f"coalesce({_AS_NUMBER[connection.dialect.name]}, -1)", "i8"
    columns["worst"] = _WORST, "i8"
    table = read_numbers(connection, columns, f"sessions{where} ORDER BY id")
    worst = np.where((table["worst"] < 0) & (table["asked"] == 1), 0, table["worst"])
    frame = {
        "session": _whole(table["id"]),
        "episode": _whole(table["episode"]),
        "patient": _patient_of(episodes, table["episode"]),
        "number": _whole(table["number"]),
        "on": _days(table["day"]),
        "site": _named(connection, "clinics", table["clinic"]),
        "podiatrist": _named(connection, "podiatrists", table["podiatrist"]),
        "adverse_asked": pd.arrays.BooleanArray(table["asked"] == 1, table["asked"] < 0),
        "adverse_worst": _coded(worst, SEVERITIES),
        "care": read_care(connection, where),
    }
    return pd.DataFrame(frame)[list(SESSIONS)]


def _patient_of(episodes: pd.DataFrame, episode: NDArray[np.int64]) -> NDArray[np.int64]:
    return episodes["patient"].to_numpy()[episodes["episode"].searchsorted(episode)]


def _readings(connection: Connection, episodes: pd.DataFrame, sessions: pd.DataFrame, where: str) -> pd.DataFrame:
    columns = {"id": ("id", "i8"), "episode": ("episode", "i8"), "session": ("coalesce(session, 0)", "i8")}
    columns |= {"code": (_CODE, "i8"), "day": (days_since_1970(connection, "day"), "i8"), "value": ("value", "f8")}
    table = _by_id(read_numbers(connection, columns, f"readings{where}"))
    rest, phase = np.divmod(table["code"], 4)
    rest, side = np.divmod(rest, 4)
    measure, method = (
        _named(connection, name, ids)
        for name, ids in zip(("measures", "methods"), np.divmod(rest, METHODS), strict=True)
    )
    order = np.lexsort((phase, table["day"], side, method.codes, measure.codes, table["episode"]))
    table = table[order]
    frame = {
        "reading": _whole(table["id"]),
        "episode": _whole(table["episode"]),
        "patient": _patient_of(episodes, table["episode"]),
        "session": _whole(table["session"]),
        "number": _number_of(sessions, table["session"]),
        "measure": measure[order],
        "method": method[order],
        "side": _coded(side[order] - 1, SIDES),
        "phase": _coded(phase[order] - 1, PHASES),
        "on": _days(table["day"]),
        "value": table["value"].astype(np.float64),
    }
    return pd.DataFrame(frame)[list(READINGS)]


def _by_id(table: NDArray[Any]) -> NDArray[Any]:
    """The rows in the order of their ids, so that what sorts alike has one order; SQLite hands them over so."""
    ids = table["id"]
    return table if (ids[1:] > ids[:-1]).all() else table[np.argsort(ids)]


def _whole(column: NDArray[Any]) -> NDArray[np.int64]:
    return column.astype(np.int64)


def _days(column: NDArray[Any]) -> NDArray[np.datetime64]:
    return column.astype(np.int64).astype(_DAY).astype("datetime64[s]")


def _coded(codes: NDArray[Any], words: tuple[str, ...]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(words, dtype="str"))


def _number_of(sessions: pd.DataFrame, session: NDArray[Any]) -> NDArray[np.int64]:
    """The number of each session; 0 outside a session."""
    numbers = np.r_[0, sessions["number"].to_numpy()]
    return numbers[np.where(session > 0, sessions["session"].searchsorted(session) + 1, 0)]


def _named(connection: Connection, table: str, ids: NDArray[Any]) -> pd.Categorical:
    """The names behind the *ids* (0: none) as a category of those that occur, in alphabetical order."""
    names: dict[int, str] = dict(connection.exec_driver_sql(f"SELECT id, name FROM {table}").all())  # noqa: S608
    present, place = np.unique(ids, return_inverse=True)
    found = sorted((names[id], at) for at, id in enumerate(present.tolist()) if id)
    rank = np.full(len(present), -1)
    rank[[at for _, at in found]] = np.arange(len(found))
    return _coded(rank[place], tuple(name for name, _ in found))
