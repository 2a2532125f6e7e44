"""The connection for what is prepared for the public reads nothing of a patient, whatever is tried through it."""

from __future__ import annotations

import time
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from data.catalogue import Catalogue
from data.columns import METADATA
from data.export_reads import read_exports, read_look, read_wordings
from data.ledger import Ledger
from data.public_only import READABLE, public_only
from data.store import Store, open_store
from tests.data.exports_for_tests import approved
from tests.data.rows_for_tests import TODAY, file_of, visit

REFUSED = r"not authorized|authorization denied|prohibited|readonly|read-only|no such table: sqlite_dbpage"


def _fill(store: Store, catalogue: Catalogue) -> Store:
    """A patient, and an export that was approved."""
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    ledger.import_file(file_of(visit(2, "SECRET-1", date(2026, 3, 1), 8, 7)))
    approved(ledger)
    return store


@pytest.fixture
def filled(store: Store, catalogue: Catalogue) -> Store:
    """The same on both databases."""
    return _fill(store, catalogue)


@pytest.fixture
def in_a_file(clinic_store: Store, catalogue: Catalogue) -> Store:
    """On SQLite alone, where reading is limited too."""
    return _fill(clinic_store, catalogue)


def test_what_is_prepared_for_the_public_is_read_through_it(filled: Store) -> None:
    narrow = public_only(filled)
    assert [one.code for one in read_exports(narrow)] == [one.code for one in read_exports(filled)] != []
    assert (read_look(narrow), read_wordings(narrow), narrow.is_demo) == (None, {}, False)
    assert narrow.version() == filled.version()
    assert public_only(filled) is narrow


ESCAPES = {
    "a plain read": "SELECT reference FROM patients",
    "a count": "SELECT count(*) FROM patients",
    "a join": "SELECT p.reference FROM exports e, patients p",
    "a sub-select": "SELECT (SELECT reference FROM patients LIMIT 1) FROM facts",
    "a condition": "SELECT name FROM facts WHERE EXISTS (SELECT 1 FROM patients WHERE reference LIKE 'S%')",
    "a common table": "WITH all_of AS (SELECT reference FROM patients) SELECT * FROM all_of",
    "a union": "SELECT name FROM facts UNION SELECT reference FROM patients",
    "a view": "SELECT * FROM readings_plain",
    "the audit trail": "SELECT detail FROM audit_events",
    "an update": "UPDATE facts SET value = 'x'",
    "an insert out of it": "INSERT INTO public_looks SELECT id, reference, reference, reference FROM patients",
    "a temporary table": "CREATE TEMP TABLE mine AS SELECT reference FROM patients",
    "a temporary view": "CREATE TEMP VIEW mine AS SELECT reference FROM patients",
    "another file": "ATTACH 'other.db' AS other",
    "a copy of the file": "VACUUM INTO 'copy.db'",
    "the schema": "SELECT sql FROM sqlite_master",
    "a writable schema": "PRAGMA writable_schema=ON",
    "writing again": "PRAGMA query_only=OFF",
    "the columns of a table": "PRAGMA table_info(patients)",
    "a library": "SELECT load_extension('mod_spatialite')",
    "a table of pages": "SELECT data FROM sqlite_dbpage",
}


@pytest.mark.parametrize("escape", ESCAPES)
def test_no_escape_reads_or_writes_anything_else(in_a_file: Store, escape: str) -> None:
    """Through the driver's own connection, as from a prompt: no transaction, nothing of ours in between."""
    held = public_only(in_a_file).engine.raw_connection()
    with pytest.raises(Exception, match=REFUSED) as refused:  # whichever driver it is
        held.driver_connection.execute(ESCAPES[escape]).fetchall()
    held.close()
    assert "SECRET" not in str(refused.value)


def test_every_table_but_five_is_shut(in_a_file: Store) -> None:
    shut = 0
    for table in sorted(METADATA.tables):
        query = f"SELECT * FROM {table}"
        with public_only(in_a_file).reading() as connection:
            if table in READABLE:
                connection.exec_driver_sql(query).all()
                continue
            with pytest.raises(DBAPIError, match=REFUSED):
                connection.exec_driver_sql(query).all()
            shut += 1
    print(f"\n{len(ESCAPES)} escapes and {shut} of {len(METADATA.tables)} tables refused")
    assert shut == len(METADATA.tables) - len(READABLE)


def test_nothing_is_written_through_it_on_either_database(filled: Store) -> None:
    with public_only(filled).reading() as connection, pytest.raises(DBAPIError, match=REFUSED):
        connection.exec_driver_sql("UPDATE facts SET value = 'x'")


def test_the_wall_holds_for_the_next_statement_too_and_costs_little(in_a_file: Store) -> None:
    narrow = public_only(in_a_file)
    for _ in range(3):
        with narrow.reading() as connection:
            with pytest.raises(DBAPIError, match=REFUSED):
                connection.exec_driver_sql("SELECT reference FROM patients")
            assert connection.exec_driver_sql("SELECT count(*) FROM exports").scalar() == 1
    took = {}
    for name, store in (("through it", narrow), ("without", in_a_file)):
        began = time.perf_counter()
        for _ in range(20):
            read_exports(store)
        took[name] = (time.perf_counter() - began) / 20
    print(f"\nthe register: {took['through it'] * 1000:.1f} ms through it, {took['without'] * 1000:.1f} ms without")
    assert took["through it"] < 0.25


def test_it_follows_the_file_that_takes_the_place_of_another(tmp_path: object, catalogue: Catalogue) -> None:
    where = f"sqlite:///{tmp_path}/clinic.db"
    with open_store(where, catalogue) as store:
        assert public_only(store).fact("started") is None
        Ledger(store, catalogue, "Kim", TODAY).start_clinic()
        assert public_only(store).fact("started") is not None
