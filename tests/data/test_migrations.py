"""An old database moves forward with its rows; what comes out is what a fresh one is; a newer one is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateTable

from data import store as store_module
from data import upgrade as upgrade_module
from data.catalogue import Catalogue
from data.check import check_store
from data.check_schema import schema_problems
from data.columns import METADATA
from data.engine import make_engine
from data.export_reads import read_export
from data.ledger import Ledger
from data.migrations import HEAD
from data.places import read_url
from data.rows import AdverseEvent, SessionFacts
from data.sqlite_driver import connected
from data.store import StoreError, open_store, read_audit, read_batches, read_frames
from data.upgrade import known_revisions, upgrade
from data.vault_files import key_of
from data.visit_reads import read_episode, read_history
from tests.data.contents import contents
from tests.data.exports_for_tests import approved
from tests.data.rows_for_tests import TODAY, file_of, visit

OLD_ROWS = (
    "INSERT INTO measures (id, name, low, high) VALUES (1, 'nprs', 0, 10)",
    "INSERT INTO conditions (id, name) VALUES ('plantar_heel_pain', 'Plantar heel pain')",
    "INSERT INTO import_batches VALUES (1, 'old.csv', 'abc', 'session_sheet', '2025-01-02T03:04:05+00:00', 'Kim', "
    "1, 1, 0, 0, 0, 1, 1, 1, 2, '[\"patient\"]')",
    "INSERT INTO clinics (id, name, batch) VALUES (1, 'North', 1)",
    "INSERT INTO patients (id, reference, birth_year, sex, batch) VALUES (1, 'A1', 1970, 'female', 1)",
    "INSERT INTO episodes (id, patient, condition, side, course, clinic, started, batch) "
    "VALUES (1, 1, 'plantar_heel_pain', 'left', 1, 1, '2024-12-30', 1)",
    "INSERT INTO sessions (id, episode, number, number_given, day, sequence, clinic, batch) "
    "VALUES (1, 1, 1, {no}, '2024-12-30', 1, 1, 1)",
    "INSERT INTO readings (id, episode, session, measure, method, side, phase, day, value, scale_low, scale_high, "
    "batch) VALUES (1, 1, 1, 1, 1, 1, 1, '2024-12-30', 6.5, 0, 10, 1), "
    "(2, 1, 1, 1, 1, 1, 2, '2024-12-30', 3, 0, 10, 1)",
    "INSERT INTO audit_events (id, at, actor, action, record_table, record, reason, detail) VALUES "
    "(1, '2025-01-02T03:04:05+00:00', 'Kim', 'start', 'facts', NULL, '', ''), "
    "(2, '2025-01-02T03:05:05+00:00', 'Kim', 'import', 'import_batches', 1, '', '{{\"file\": \"old.csv\"}}')",
    "UPDATE facts SET value = '2' WHERE name = 'data_version'",
    'UPDATE facts SET value = \'{{"audit_events": 2, "import_batches": 1, "patients": 1, "episodes": 1, '
    '"sessions": 1, "readings": 2, "clinics": 1}}\' WHERE name = \'last_ids\'',
)


@pytest.fixture
def old(database: str) -> str:
    """A database as the first revision made it, with a patient in it."""
    engine = make_engine(read_url(database), may_alter=True)
    upgrade(engine, "0001")
    no = "0" if engine.dialect.name == "sqlite" else "false"
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        for statement in OLD_ROWS:
            connection.exec_driver_sql(statement.format(no=no))
    engine.dispose()
    return database


def _kept(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> None:
    """Every row is there with all it had; the catalogue's tables are its own, and taking it over is one more event."""
    for table in before.keys() - {"alembic_version", "measures", "conditions", "audit_events", "facts"}:
        assert [{**new, **row} for row, new in zip(before[table], after[table], strict=True)] == after[table]
    assert after["audit_events"][: len(before["audit_events"])] == before["audit_events"]
    assert {row["name"] for row in before["facts"]} <= {row["name"] for row in after["facts"]}


def test_an_old_database_moves_forward_with_its_rows(old: str, catalogue: Catalogue) -> None:
    with open_store(old, catalogue) as store:
        frames = read_frames(store)
        readings = frames["readings"]
        assert readings[["measure", "phase", "side", "number", "value"]].astype(str).values.tolist() == [
            ["nprs", "before", "left", "1", "6.5"],
            ["nprs", "after", "left", "1", "3.0"],
        ]
        assert frames["patients"]["reference"].tolist() == ["A1"]
        assert frames["sessions"]["on"].astype(str).tolist() == ["2024-12-30"]
        assert read_batches(store)[["file", "status"]].values.tolist() == [["old.csv", "stored"]]
        assert read_audit(store)["action"].tolist() == ["take over catalogue", "import", "start"]
        assert check_store(store) == []


def test_every_row_is_as_it_was_and_the_new_fields_are_blank(old: str, catalogue: Catalogue) -> None:
    with _Opened(old) as engine:
        upgrade(engine, "0002")
        before = _rows(engine)
    with open_store(old, catalogue) as store, _Opened(old) as engine:
        after = _rows(engine)
        (session,) = read_episode(store, 1).sessions
    _kept(before, after)
    assert before["audit_events"]
    assert before["readings"]
    assert (session.facts.notes, [value.instrument for value in session.readings]) == ("", ["", ""])
    assert after["session_drafts"] == after["review_invitations"] == []
    assert all(after[table] == [] for table in REGISTER)


REGISTER = ("exports", "export_events", "public_wordings", "public_looks")
LATER_ROWS = (
    "INSERT INTO podiatrists (id, name, batch) VALUES (1, 'Lee', 1)",
    "UPDATE sessions SET podiatrist = 1, planned_sessions = 4, notes = 'tender' WHERE id = 1",
    "UPDATE readings SET rater = 'Lee', instrument = 'slider' WHERE id = 1",
    "INSERT INTO adverse_events (id, session, term, severity, onset, action, batch) "
    "VALUES (1, 1, 'bruise', 'mild', 'later', 'ice', 1)",
    "INSERT INTO session_drafts (episode, actor, content, at, version) "
    "VALUES (1, 'Kim', '{\"before\": 5}', '2025-01-03T03:04:05+00:00', 1)",
    'UPDATE facts SET value = \'{"audit_events": 2, "import_batches": 1, "patients": 1, "episodes": 1, '
    '"sessions": 1, "readings": 2, "clinics": 1, "podiatrists": 1, "adverse_events": 1}\' WHERE name = \'last_ids\'',
)


@pytest.fixture
def visited(old: str) -> str:
    """A database as the third revision made it, with a visit written down in full."""
    with _Opened(old) as engine:
        upgrade(engine, "0003")
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            for statement in LATER_ROWS:
                connection.exec_driver_sql(statement)
    return old


def test_a_database_with_visits_keeps_every_row_and_its_new_details_are_blank(
    visited: str, catalogue: Catalogue
) -> None:
    with _Opened(visited) as engine:
        before = _rows(engine)
    with open_store(visited, catalogue) as store, _Opened(visited) as engine:
        after = _rows(engine)
        (session,) = read_episode(store, 1).sessions
        with engine.connect() as connection:
            shown = connection.execute(text("SELECT rater, instrument FROM readings_plain ORDER BY id")).all()
        assert check_store(store) == []
    _kept(before, after)
    assert all(before[table] for table in ("podiatrists", "adverse_events", "session_drafts", "audit_events"))
    assert session.facts.adverse_events == (AdverseEvent("bruise", "mild", "later", "ice"),)
    assert (session.facts.planned_sessions, session.facts.planned_frequency) == (4, "")
    assert (session.podiatrist, session.podiatrist_background) == ("Lee", "")
    assert [tuple(row) for row in shown] == [("Lee", "slider"), ("", "")]


def test_new_details_are_written_beside_old_ones(visited: str, catalogue: Catalogue) -> None:
    full = AdverseEvent("bruise", "mild", "later", "ice", "2 days", "possibly")
    with open_store(visited, catalogue) as store:
        changes = {"adverse_events": (full,), "planned_frequency": "once a week"}
        Ledger(store, catalogue, "Kim", TODAY).correct_session(1, changes, "Asked again", 1)
        facts = read_episode(store, 1).sessions[0].facts
        assert (facts.adverse_events, facts.planned_frequency, facts.notes) == ((full,), "once a week", "tender")
        assert check_store(store) == []


def test_a_database_without_a_register_keeps_every_row_and_begins_one(visited: str, catalogue: Catalogue) -> None:
    with _Opened(visited) as engine:
        upgrade(engine, "0004")
        before = _rows(engine)
        upgrade(engine, "0005")
        after = _rows(engine)
        _kept(before, after)
        assert set(after) - set(before) == set(REGISTER)
    with open_store(visited, catalogue) as store, _Opened(visited) as engine:
        version = store.version()
        ledger = Ledger(store, catalogue, "Kim", TODAY)
        code = approved(ledger)
        ledger.set_look({"main": "#003366"})
        ledger.reword("counted", "words", "Counted: {counted}", "Shorter")
        assert read_export(store, code).state == "approved"
        assert store.version() == version
        for table in REGISTER:
            with pytest.raises(Exception, match="only ever added"):
                _execute(visited, f"DELETE FROM {table}")
        assert check_store(store) == []


def test_visits_go_on_in_an_old_database(old: str, catalogue: Catalogue) -> None:
    with open_store(old, catalogue) as store:
        ledger = Ledger(store, catalogue, "Kim", TODAY)
        draft = ledger.save_draft(1, {"before": 5}, 0)
        ledger.record_session(1, SessionFacts(TODAY, notes="New"), draft_version=draft)
        ledger.correct_session(1, {"notes": "Old"}, "Remembered", 1)
        ledger.withdraw_session(1, "Another person's", 2)
        assert [session.facts.notes for session in read_episode(store, 1).sessions] == ["New"]
        assert [event.action for event in read_history(store, 1)] == [
            "import", "record session", "correct session", "withdraw session",
        ]  # fmt: skip
        assert check_store(store) == []


def test_after_it_everything_works_on_old_rows_too(old: str, catalogue: Catalogue) -> None:
    with open_store(old, catalogue) as store:
        ledger = Ledger(store, catalogue, "Kim", TODAY)
        ledger.import_file(file_of(visit(2, "New")))
        before = contents(store)
        with pytest.raises(Exception, match="audit events are only ever added"):
            _execute(old, "UPDATE audit_events SET actor = 'x'")
        assert contents(store) == before
        ledger.withdraw_batch(1, "An old mistake")
        assert read_frames(store)["patients"]["reference"].tolist() == ["New"]
        assert check_store(store) == []


def test_an_upgraded_database_is_what_a_fresh_one_is(old: str, catalogue: Catalogue, tmp_path: Path) -> None:
    open_store(old, catalogue).close()
    with _Opened(old) as engine, engine.connect() as connection:
        assert list(schema_problems(connection)) == []
    if old.startswith("sqlite"):
        fresh = tmp_path / "fresh.db"
        open_store(f"sqlite:///{fresh}", catalogue).close()
        assert _schema(Path(str(make_url(old).database))) == _schema(fresh)


def test_the_tables_in_the_program_are_those_of_the_newest_revision(postgres_url: str, catalogue: Catalogue) -> None:
    with open_store(postgres_url, catalogue) as store, store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _ours})
        assert compare_metadata(context, METADATA) == []
        query = (
            "SELECT conname FROM pg_constraint WHERE contype <> 'n' AND connamespace = current_schema()::regnamespace"
        )
        there = set(connection.execute(text(query)).scalars()) - {"alembic_version_pkc"}
        made = "".join(str(CreateTable(table).compile(connection)) for table in METADATA.tables.values())
    assert there == set(re.findall(r"CONSTRAINT (\w+)", made))


def test_every_rule_of_the_tables_is_in_the_newest_revision(clinic_store: Any, tmp_path: Path) -> None:
    made = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    METADATA.create_all(made)
    made.dispose()
    assert _rules(Path(str(clinic_store.engine.url.database))) == _rules(tmp_path / "made.db")


def test_every_constraint_has_a_name(store: Any) -> None:
    if store.engine.dialect.name == "sqlite":
        schema = "\n".join(_schema(Path(str(store.engine.url.database))).values())
        unnamed = re.findall(r"^\s*(?:CHECK|UNIQUE|FOREIGN KEY|PRIMARY KEY).*$", schema, re.MULTILINE)
        assert unnamed == []
    else:
        with store.engine.connect() as connection:
            query = """SELECT conname FROM pg_constraint WHERE conname ~ '_(check|fkey|pkey|key[0-9]+)$'
                AND contype <> 'n' AND connamespace = current_schema()::regnamespace"""
            assert connection.execute(text(query)).scalars().all() == []


def test_head_is_the_newest_revision() -> None:
    assert known_revisions()[0] == HEAD


def test_a_newer_database_is_refused_and_left_alone(database: str, catalogue: Catalogue) -> None:
    open_store(database, catalogue).close()
    _execute(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version of this program"):
        open_store(database, catalogue)
    with _Opened(database) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_a_copy_is_kept_beside_an_old_file(tmp_path: Path, catalogue: Catalogue, old: str) -> None:
    open_store(old, catalogue).close()
    copies = sorted(path.name for path in tmp_path.rglob("*-before-*"))
    if not old.startswith("sqlite"):
        assert copies == []
        return
    name = f"clinic-before-{HEAD}-from-0001"
    assert copies == [f"{name}.db", f"{name}.json"]
    path = next(tmp_path.rglob(copies[0]))
    assert (key_of(path) is not None) == old.startswith("sqlite+sqlcipher")
    with connected(path, key_of(path)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert copy.execute("SELECT count(*) FROM readings").fetchone() == (2,)


def test_an_upgrade_that_fails_leaves_the_old_database_as_it_was(
    old: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = upgrade_module._run

    def break_at_the_end(connection: Any, target: str) -> None:
        real(connection, target)
        raise RuntimeError("power cut")

    monkeypatch.setattr(upgrade_module, "_run", break_at_the_end)
    with pytest.raises(RuntimeError, match="power cut"):
        open_store(old, catalogue)
    monkeypatch.setattr(upgrade_module, "_run", real)
    with _Opened(old) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"
    with open_store(old, catalogue) as store:
        assert len(read_frames(store)["readings"]) == 2
        assert check_store(store) == []


def test_a_database_at_head_is_opened_without_alembic(
    database: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(database, catalogue).close()
    monkeypatch.setattr(upgrade_module, "_scripts", lambda: pytest.fail("not needed"))
    store_module.open_store(database, catalogue).close()


def _ours(_object: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    return name != "alembic_version"


class _Opened:
    def __init__(self, url: str) -> None:
        self.engine = make_engine(read_url(url), may_alter=True)

    def __enter__(self) -> Engine:
        return self.engine

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()


def _execute(url: str, statement: str) -> None:
    with _Opened(url) as engine, engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text(statement))


def _rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table: [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]
            for table in inspect(connection).get_table_names()
        }


def _schema(path: Path) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
    with connected(path, key_of(path)) as connection:
        return dict(connection.execute(query).fetchall())


def _rules(path: Path) -> set[str]:
    """Every column and rule of every table and index, whatever their order and layout."""
    shown = {
        name: sql
        for name, sql in _schema(path).items()
        if sql.startswith(("CREATE TABLE", "CREATE INDEX", "CREATE UNI"))
    }
    return {f"{name}: {part}" for name, sql in shown.items() for part in _parts(sql)}


def _parts(sql: str) -> Iterator[str]:
    """What stands between the outermost commas."""
    deep, part = 0, ""
    for letter in sql[sql.index("(") + 1 :]:
        deep += (letter == "(") - (letter == ")")
        if deep < 0 or (letter == "," and not deep):
            yield re.sub(r'[\s"]+', " ", part).strip()
            part = ""
        else:
            part += letter
        if deep < 0:
            return
