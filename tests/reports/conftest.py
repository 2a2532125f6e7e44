"""Small clinics for the tests of the front desk: SQLite files written through the ledger, random ones in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.frames import EPISODES, PATIENTS, READINGS, SESSIONS, SIDES
from data.ledger import Ledger
from data.rows import ReadFile, ReadingFacts, SessionFacts, SourceRow
from data.snapshot import Snapshot
from data.store import Store
from reports import desk, people
from reports.access import Viewer
from reports.filters import Filters

TODAY = date(2026, 11, 22)
Make = Callable[..., Snapshot]


@pytest.fixture(autouse=True)
def _looked_at(valid_pictures: None) -> None:
    """No picture of these tests is drawn that Plotly would refuse."""


def course(
    patient: str,
    scores: list[tuple[float, float | None]],
    *,
    condition: str = "plantar_heel_pain",
    podiatrist: str = "Ann Lee",
    treated_by: str | None = None,
    site: str = "North",
    side: str = "left",
    started: date = date(2026, 1, 5),
    measure: str = "nprs",
    birth_year: int | None = 1980,
) -> list[SourceRow]:
    """One course of care with a session every fortnight: (before, after) per session, ``None`` where not measured."""
    rows = []
    for place, (before, after) in enumerate(scores):
        on = started + timedelta(days=14 * place)
        pair = (("before", before), ("after", after))
        readings = tuple(ReadingFacts(measure, value, on, phase, side) for phase, value in pair if value is not None)
        who = treated_by if treated_by and place else podiatrist
        rows.append(
            SourceRow(
                row=0, patient=patient, condition=condition, side=side, started=started, birth_year=birth_year,
                site=site, podiatrist=who, session=SessionFacts(on), readings=readings,
            )
        )  # fmt: skip
    return rows


def fill(store: Store, catalogue: Catalogue, rows: list[SourceRow], name: str = "records.csv") -> None:
    """Bring *rows* in through the ledger; every row has to be taken."""
    numbered = tuple(SourceRow(**{**_fields(row), "row": place}) for place, row in enumerate(rows, 2))
    sha = hashlib.sha256(repr(numbered).encode()).hexdigest()
    read = ReadFile(name, sha, "test", ("patient",), len(numbered), 0, numbered)
    account = Ledger(store, catalogue, "tester", TODAY).import_file(read)
    assert account.stored == len(numbered), account.problems


def _fields(row: SourceRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in SourceRow.__dataclass_fields__}


def aimed(name: str, store: Store, viewer: Viewer, filters: Filters | None = None) -> Filters:
    """*filters*, with a course of care of the viewer's own where the report *name* is about one."""
    chosen = filters or Filters()
    if not desk.needs_episode(desk.find(name)):
        return chosen
    return chosen.with_(episode=people.search(store, viewer, "", 1)[0].episodes[0])


@pytest.fixture
def small_clinic(clinic_store: Store, catalogue: Catalogue) -> Store:
    """Heel pain in 12 people, Achilles in 11, calf in 3; two podiatrists who share one course of care.

    Every course goes 8, 6, 4 before its sessions but the three calf ones, which stay at 5.
    """
    down = [(8.0, 7.0), (6.0, 5.0), (4.0, 3.0), (4.0, None)]
    rows: list[SourceRow] = []
    for number in range(12):
        shared = "Bo Chan" if number == 0 else None
        rows += course(f"HEEL-{number:04d}", down, treated_by=shared)
    for number in range(11):
        who = "Bo Chan" if number % 2 else "Ann Lee"
        rows += course(f"ACHI-{number:04d}", down, condition="achilles_tendinopathy", podiatrist=who, site="South")
    for number in range(3):
        rows += course(f"CALF-{number:04d}", [(5.0, 5.0)] * 4, condition="calf_myofascial", podiatrist="Bo Chan")
    fill(clinic_store, catalogue, rows)
    return clinic_store


@pytest.fixture
def random_clinic() -> Make:
    """A function that makes a random clinic's snapshot from a seed: few people, so that many groups are small."""
    return make_random


def make_random(seed: int, courses: int = 160) -> Snapshot:
    """Courses of care with one reading at the start and, for most, one ten weeks later."""
    random = np.random.default_rng(seed)
    number = np.arange(courses)
    started = pd.Timestamp("2024-01-03") + pd.to_timedelta(random.integers(0, 640, courses), unit="D")
    conditions = ["plantar_heel_pain", "achilles_tendinopathy", "calf_myofascial", "mtss"]
    columns = {
        "episode": number + 5000,
        "patient": np.sort(random.integers(0, courses * 9 // 10, courses)) + 70000,
        "condition": random.choice(conditions, courses, p=[0.53, 0.3, 0.14, 0.03]),
        "side": random.choice(SIDES, courses, p=[0.45, 0.45, 0.1]),
        "course": 1,
        "site": random.choice(["North", "South", "East", "West"], courses, p=[0.45, 0.4, 0.1, 0.05]),
        "podiatrist": random.choice(["Ann Lee", "Bo Chan"], courses),
        "started": started,
        "age": np.where(random.random(courses) < 0.03, np.nan, random.uniform(12, 80, courses)),
        "sex": "unknown",
    }
    episodes = _frame(EPISODES, columns)
    sessions = _frame(SESSIONS, {
        "session": number + 1, "episode": episodes["episode"], "patient": episodes["patient"], "number": 1,
        "on": episodes["started"], "site": episodes["site"], "podiatrist": episodes["podiatrist"],
    })  # fmt: skip
    later = random.random(courses) < 0.8
    readings = pd.concat(
        [_readings(episodes, number, random, "before"), _readings(episodes[later], number[later], random, "review")]
    )
    readings["reading"] = np.arange(len(readings)) + 1
    patients = _frame(PATIENTS, {"patient": np.unique(episodes["patient"])})
    patients["reference"] = [f"REF-{one}" for one in patients["patient"]]
    return Snapshot(1, f"random:{seed}", patients, episodes, sessions, readings.reset_index(drop=True))


def _readings(episodes: pd.DataFrame, number: np.ndarray, random: np.random.Generator, phase: str) -> pd.DataFrame:
    first = phase == "before"
    on = episodes["started"] + pd.Timedelta(days=0 if first else 70)
    side = episodes["side"].astype(object).where(episodes["side"] != "both", "left")
    value = random.integers(4, 10, len(episodes)) if first else random.integers(0, 8, len(episodes))
    return _frame(READINGS, {
        "reading": 0, "episode": episodes["episode"].to_numpy(), "patient": episodes["patient"].to_numpy(),
        "session": number + 1 if first else 0, "number": 1 if first else 0, "measure": "nprs", "method": "",
        "side": side.to_numpy(), "phase": phase, "on": on.to_numpy(), "value": value.astype(float),
    })  # fmt: skip


def _frame(contract: dict[str, str] | object, columns: dict[str, object]) -> pd.DataFrame:
    kinds = dict(contract)  # type: ignore[call-overload]
    frame = pd.DataFrame(columns)
    for name, kind in kinds.items():
        if name not in frame:
            frame[name] = pd.Series([None] * len(frame), dtype="object" if kind == "str" else kind)
        elif kind != "str":
            frame[name] = frame[name].astype(kind)
    return frame[list(kinds)]
