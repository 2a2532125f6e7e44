"""Whole columns out of the store and into frames, on the driver's own connection.

Readings are many, so they travel as numbers only: the five small codes of a reading are one integer,
a day is the number of days since 1970, and everything a reading shares with its session or episode
is looked up here. PostgreSQL hands them over as fixed-width binary rows (``COPY``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.frames import ENDINGS, PATIENTS, PHASES, READINGS, SESSIONS, SEVERITIES, SEXES, SIDES

if TYPE_CHECKING:
    from data.store import Store

# measure * METHODS + method, then 4 sides and 4 phases: one integer a reading (16 bits hold the methods).
_CODE = "((measure * 65536 + method) * 4 + side) * 4 + phase"
_COPY_SIGNATURE = 19  # PGCOPY\n\377\r\n\0, flags, length of extension: all fixed
_COPY_END = 2
_EPOCH = {"sqlite": "CAST(julianday({day}) - 2440587.5 AS INTEGER)", "postgresql": "({day} - DATE '1970-01-01')"}
_DAY = "datetime64[D]"


def read_frames(store: Store) -> dict[str, pd.DataFrame]:
    """The frames ``patients``, ``episodes``, ``sessions`` and ``readings`` as promised in `data.frames`.

    All four are of one moment. A reading outside a session has session 0 and number 0. ``readings``
    are sorted by episode, measure, method, side, on and phase.
    """
    with store.reading() as connection:
        return frames_on(connection)


def frames_on(connection: Connection) -> dict[str, pd.DataFrame]:
    """The same, on a connection that already sees one state of the record."""
    patients = _patients(connection)
    episodes = _episodes(connection, patients)
    sessions = _sessions(connection, episodes)
    readings = _readings(connection, episodes, sessions)
    return {"patients": patients, "episodes": episodes, "sessions": sessions, "readings": readings}


def _rows(connection: Connection, sql: str, columns: tuple[str, ...]) -> pd.DataFrame:
    rows = connection.exec_driver_sql(sql.format(**_days(connection))).fetchall()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(columns), dtype=object)


def _days(connection: Connection) -> dict[str, str]:
    epoch = _EPOCH[connection.dialect.name]
    return {name: epoch.format(day=name) for name in ("day", "started", "ended")}


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


def _patients(connection: Connection) -> pd.DataFrame:
    sql = "SELECT id, reference, display_name, birth_year, sex FROM patients ORDER BY id"
    frame = _rows(connection, sql, tuple(PATIENTS))
    frame["sex"] = _words(frame["sex"], SEXES)
    return frame.astype({name: kind for name, kind in PATIENTS.items() if kind != "category"})


def _episodes(connection: Connection, patients: pd.DataFrame) -> pd.DataFrame:
    sql = """SELECT episodes.id, patient, condition, side, course, clinics.name, podiatrists.name,
        {started}, {ended}, ended_how, duration_weeks FROM episodes
        LEFT JOIN clinics ON clinics.id = clinic LEFT JOIN podiatrists ON podiatrists.id = podiatrist
        ORDER BY episodes.id"""
    names = ("episode", "patient", "condition", "side", "course", "site", "podiatrist", "started", "ended")
    frame = _rows(connection, sql, (*names, "ended_how", "duration_weeks"))
    frame = frame.astype({"episode": "int64", "patient": "int64", "course": "int64", "duration_weeks": "float64"})
    for name, words in {
        "condition": None,
        "side": SIDES,
        "site": None,
        "podiatrist": None,
        "ended_how": ENDINGS,
    }.items():
        frame[name] = _words(frame[name], words)
    frame["started"], frame["ended"] = _day_column(frame["started"]), _day_column(frame["ended"])
    at = patients["patient"].searchsorted(frame["patient"].to_numpy())
    born = patients["birth_year"].astype("float64").to_numpy()[at]
    frame["age"] = frame["started"].dt.year.astype("float64") - born
    frame["sex"] = patients["sex"].take(at).to_numpy() if len(frame) else _words(pd.Series(dtype=object), SEXES)
    frame["sex"] = _words(frame["sex"], SEXES)
    return frame


def _sessions(connection: Connection, episodes: pd.DataFrame) -> pd.DataFrame:
    worst = "(SELECT max(CASE severity WHEN 'serious' THEN 3 WHEN 'significant' THEN 2 ELSE 1 END)"
    sql = f"""SELECT sessions.id, episode, number, {{day}}, clinics.name, podiatrists.name, adverse_asked,
        {worst} FROM adverse_events WHERE session = sessions.id) FROM sessions
        LEFT JOIN clinics ON clinics.id = clinic LEFT JOIN podiatrists ON podiatrists.id = podiatrist
        ORDER BY sessions.id"""  # noqa: S608  no value is part of it
    names = ("session", "episode", "number", "on", "site", "podiatrist", "adverse_asked", "adverse_worst")
    frame = _rows(connection, sql, names)
    for name in ("session", "episode", "number"):
        frame[name] = frame[name].astype("int64")
    frame["patient"] = _patient_of(episodes, frame["episode"].to_numpy())
    frame["on"] = _day_column(frame["on"])
    frame["site"], frame["podiatrist"] = _words(frame["site"]), _words(frame["podiatrist"])
    asked = [pd.NA if said is None else bool(said) for said in frame["adverse_asked"]]
    frame["adverse_asked"] = pd.array(asked, dtype="boolean")
    code = frame["adverse_worst"].astype("float64").fillna(-1).astype("int64").to_numpy()
    code = np.where((code < 0) & frame["adverse_asked"].fillna(False).to_numpy(dtype=bool), 0, code)
    frame["adverse_worst"] = pd.Categorical.from_codes(code, categories=pd.Index(SEVERITIES, dtype="str"))
    return frame[list(SESSIONS)]


def _patient_of(episodes: pd.DataFrame, episode: NDArray[np.int64]) -> NDArray[np.int64]:
    return episodes["patient"].to_numpy()[episodes["episode"].searchsorted(episode)]


def _readings(connection: Connection, episodes: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    table = _numbers(connection)
    rest, phase = np.divmod(table["code"], 4)
    rest, side = np.divmod(rest, 4)
    measure_id, method_id = np.divmod(rest, 65536)
    measure, measures = _named(connection, "measures", measure_id)
    method, methods = _named(connection, "methods", method_id)
    order = np.lexsort((phase, table["day"], side, method, measure, table["episode"]))
    table, pick = table[order], lambda codes: codes[order]
    numbers = np.r_[sessions["number"].to_numpy(), 0]
    at = sessions["session"].searchsorted(table["session"]) if len(sessions) else np.zeros(len(table), dtype=np.int64)
    return pd.DataFrame(
        {
            "reading": table["id"].astype(np.int64),
            "episode": table["episode"].astype(np.int64),
            "patient": _patient_of(episodes, table["episode"]),
            "session": table["session"].astype(np.int64),
            "number": np.where(table["session"] > 0, numbers[at], 0),
            "measure": pd.Categorical.from_codes(pick(measure), categories=measures),
            "method": pd.Categorical.from_codes(pick(method), categories=methods),
            "side": pd.Categorical.from_codes(pick(side) - 1, categories=pd.Index(SIDES, dtype="str")),
            "phase": pd.Categorical.from_codes(pick(phase) - 1, categories=pd.Index(PHASES, dtype="str")),
            "on": table["day"].astype(np.int64).astype(_DAY).astype("datetime64[s]"),
            "value": table["value"].astype(np.float64),
        }
    )[list(READINGS)]


def _named(connection: Connection, table: str, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], pd.Index]:
    """For each id the place of its name among the names that occur, in alphabetical order."""
    names: dict[int, str] = dict(connection.exec_driver_sql(f"SELECT id, name FROM {table}").all())  # noqa: S608
    present, place = np.unique(ids, return_inverse=True)
    found = pd.Index([names[id] for id in present.tolist()], dtype="str")
    order = found.argsort()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[place], found[order]


def _numbers(connection: Connection) -> NDArray[Any]:
    raw = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        return _copied(raw)
    fields = [("id", "i8"), ("episode", "i8"), ("session", "i8"), ("code", "i8"), ("day", "i8"), ("value", "f8")]
    day = _EPOCH["sqlite"].format(day="day")
    sql = f"SELECT id, episode, coalesce(session, 0), {_CODE}, {day}, value FROM readings"  # noqa: S608
    return np.fromiter(raw.execute(sql), dtype=fields)  # type: ignore[union-attr]


def _copied(raw: Any) -> NDArray[Any]:
    """Every row of a binary COPY is as wide as the next, because no column of it can be NULL."""
    day = _EPOCH["postgresql"].format(day="day")
    code = _CODE.replace("measure", "measure::bigint")
    sql = (
        f"COPY (SELECT id, episode, coalesce(session, 0), {code} AS code, {day}, value FROM readings) "  # noqa: S608
        "TO STDOUT (FORMAT binary)"
    )
    with raw.cursor() as cursor, cursor.copy(sql) as copy:
        content = b"".join(bytes(block) for block in copy)
    wide = [("n", ">i2")]
    for name, kind in (
        ("id", "i4"),
        ("episode", "i4"),
        ("session", "i4"),
        ("code", "i8"),
        ("day", "i4"),
        ("value", "f8"),
    ):
        wide += [(f"{name}_bytes", ">i4"), (name, f">{kind}")]
    return np.frombuffer(content[_COPY_SIGNATURE:-_COPY_END], dtype=wide)
