"""An audit trail altered, thinned out or cut behind the program's back is found, and the event is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from data.catalogue import Catalogue
from data.check import check_store
from data.check_trail import MOST, NoMark, Trail, check_mark, check_trail
from data.engine import make_engine
from data.ledger_watch import note_view
from data.places import read_url
from data.seals import seal
from data.store import Store, open_store

ROOT = Path(__file__).resolve().parents[2]
GUARDS = {
    "sqlite": ("DROP TRIGGER audit_events_no_update", "DROP TRIGGER audit_events_no_delete",
               "DROP TRIGGER audit_events_only_next"),
    "postgresql": ("ALTER TABLE audit_events DISABLE TRIGGER USER",),
}  # fmt: skip


@pytest.fixture
def noted(store: Store) -> Store:
    """Ten events."""
    for episode in range(1, 11):
        note_view(store, "Kim", "owner", episode)
    return store


def behind(store: Store, *statements: str) -> None:
    """What somebody does who may write the file itself, or owns the tables."""
    engine = make_engine(read_url(store.engine.url.render_as_string(hide_password=False)), may_alter=True)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        for statement in (*GUARDS[engine.dialect.name], *statements):
            connection.exec_driver_sql(statement)
    engine.dispose()


def looked_at(store: Store) -> Trail:
    with store.reading() as connection:
        return check_trail(connection)


def test_a_trail_that_nobody_touched_is_whole(noted: Store) -> None:
    found = looked_at(noted)
    assert (found.newest, found.wrong) == (10, ())
    assert re.fullmatch(r"10:[0-9a-f]{64}", found.mark)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (["UPDATE audit_events SET actor = 'x' WHERE id = 4"], ["Audit event 4 is not as it was written"]),
        (["UPDATE audit_events SET record = 1 WHERE id = 10"], ["Audit event 10 is not as it was written"]),
        (["UPDATE audit_events SET at = '2020-01-01' WHERE id = 1"], ["Audit event 1 is not as it was written"]),
        (["DELETE FROM audit_events WHERE id = 1"], ["Audit event 1 is missing"]),
        (["DELETE FROM audit_events WHERE id BETWEEN 4 AND 6"], ["Audit events 4 to 6 are missing"]),
        (["DELETE FROM audit_events WHERE id = 4", "UPDATE audit_events SET action = 'x' WHERE id = 8"],
         ["Audit event 4 is missing", "Audit event 8 is not as it was written"]),
        (["DELETE FROM audit_events WHERE id >= 8"], ["Audit events 8 to 10 are missing at the end"]),
        (["DELETE FROM audit_events"], ["Audit events 1 to 10 are missing at the end"]),
        (["INSERT INTO audit_events (id, at, actor, action, record_table, seal) VALUES (11, 'a', 'b', 'c', 'd', 'e')"],
         ["Audit event 11 is not as it was written, or was added later"]),
    ],
)  # fmt: skip
def test_what_was_done_to_the_trail_is_named(noted: Store, done: Sequence[str], said: Sequence[str]) -> None:
    behind(noted, *done)
    found = looked_at(noted).wrong
    assert len(found) == len(said)
    for sentence, expected in zip(found, said, strict=True):
        assert sentence.startswith(expected)
    assert set(found) <= set(check_store(noted))


def test_a_trail_cut_with_its_count_is_found_only_by_a_mark_noted_elsewhere(noted: Store) -> None:
    mark = looked_at(noted).mark
    cut = (
        "UPDATE facts SET value = REPLACE(value, '\"audit_events\": 10', '\"audit_events\": 7') WHERE name = 'last_ids'"
    )
    behind(noted, "DELETE FROM audit_events WHERE id > 7", cut)
    assert looked_at(noted).wrong == (), "nothing inside the database can tell; the page and the guide say so"
    with noted.reading() as connection:
        assert check_mark(connection, mark) == [
            "Audit event 10, which was noted elsewhere, is not there: the trail was cut at its end."
        ]
        assert check_mark(connection, looked_at(noted).mark[:14]) == []
        assert "not the one" in check_mark(connection, "7:00000000")[0]
        for nonsense in ("", "7", "7:", "7:xyz", "x:00000000", "7:0000"):
            with pytest.raises(NoMark, match="A mark is a number"):
                check_mark(connection, nonsense)


def test_an_event_sealed_anew_breaks_the_chain_at_the_next(noted: Store) -> None:
    with noted.reading() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM audit_events ORDER BY id")]
    forged = (*rows[3][:2], "x", *rows[3][3:8])
    kept = seal(rows[2][8], forged)
    behind(noted, f"UPDATE audit_events SET actor = 'x', seal = '{kept}' WHERE id = 4")
    assert [one[:14] for one in looked_at(noted).wrong] == ["Audit event 5 "]


def test_only_so_many_faults_are_told(noted: Store) -> None:
    for episode in range(11, 40):
        note_view(noted, "Kim", "owner", episode)
    behind(noted, "UPDATE audit_events SET seal = 'x'")
    found = looked_at(noted)
    assert (len(found.wrong), found.newest) == (MOST, 39)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor = 'x' WHERE id = 3",
        "DELETE FROM audit_events WHERE id = 3",
        "INSERT INTO audit_events (id, at, actor, action, record_table, seal) VALUES (3, 'a', 'b', 'c', 'd', 'e')",
        "INSERT OR REPLACE INTO audit_events (id, at, actor, action, record_table, seal) "
        "VALUES (3, 'a', 'b', 'c', 'd', 'e')",
        "DROP TRIGGER audit_events_no_delete",
        "DROP TABLE audit_events",
    ],
)
def test_the_programs_own_connection_may_only_add(noted: Store, statement: str) -> None:
    if noted.engine.dialect.name != "sqlite" and statement.startswith(("INSERT OR", "DROP")):
        statement = "TRUNCATE audit_events"
    with noted.engine.connect().execution_options(write=True) as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(statement)
    assert looked_at(noted).newest == 10
    assert looked_at(noted).wrong == ()


def test_even_a_connection_that_may_alter_meets_the_triggers(tmp_path: Path, catalogue: Catalogue) -> None:
    with open_store(f"sqlite:///{tmp_path / 'clinic.db'}", catalogue) as store:
        note_view(store, "Kim", "owner", 1)
    engine = make_engine(read_url(f"sqlite:///{tmp_path / 'clinic.db'}"), may_alter=True)
    for statement in ("UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events",
                      "REPLACE INTO audit_events SELECT * FROM audit_events"):  # fmt: skip
        raised = pytest.raises(DBAPIError, match="only ever added")
        with engine.connect().execution_options(write=True) as connection, raised:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_nothing_in_the_program_takes_an_event_out() -> None:
    """Kept for good, and so for at least seven years: no statement of ours updates or deletes an audit event."""
    against = re.compile(
        r"(?:delete|update)\(\s*(?:tables\.)?audit_events|(?:DELETE\s+FROM|TRUNCATE|REPLACE\s+INTO|DROP\s+TABLE(?:\s+IF"
        r"\s+EXISTS)?)\s+audit_events|\bUPDATE\s+audit_events", re.IGNORECASE,
    )  # fmt: skip
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ("data", "reports", "views", "analytics", "charts")
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".sql") and against.search(path.read_text(encoding="utf-8"))
    }
    # The second revision sealed the events that were there already; it takes none out. The self-check sees that the
    # database refuses it, in a transaction that is undone whatever happens (tests/data/test_selfcheck_broken.py).
    assert found == {"data/migrations/versions/0002_withdrawal.py", "data/selfcheck_trial.py"}
