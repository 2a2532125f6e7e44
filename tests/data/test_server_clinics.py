"""Clinics of a group on one PostgreSQL server: none sees, changes or adds a row of another, in any table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.columns import METADATA
from data.server_addresses import Addresses
from data.server_guards import tables_of
from data.store import Store, read_frames
from tests.data.roles_for_tests import a_name, address, addresses_of, connect, database, filled

pytestmark = pytest.mark.postgres
Two = tuple[tuple[Addresses, Store], tuple[Addresses, Store]]
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


@pytest.fixture(scope="module")
def two(postgres: str, catalogue: Catalogue) -> Iterator[Two]:
    """Two clinics of a group in one database, each with records."""
    north, south = a_name(), a_name()
    with pytest.MonkeyPatch.context() as patch, database(postgres, north, south) as where:
        first, second = (addresses_of(postgres, where, name) for name in (north, south))
        with filled(first, catalogue, patch, "NORTH-1") as one, filled(second, catalogue, patch, "SOUTH-1") as other:
            yield (first, one), (second, other)


@pytest.fixture
def tables(two: Two) -> list[str]:
    """Every table there is, from the server itself; those of the program are all among them."""
    with two[1][1].reading() as connection:
        found = tables_of(connection)
    assert set(METADATA.tables) | {"alembic_version"} == set(found)
    return found


def _statements(schema: str, table: str) -> list[str]:
    column = next(iter(METADATA.tables[table].c)).name if table in METADATA.tables else "version_num"
    name = f'{schema}."{table}"'
    return [
        f"SELECT * FROM {name}",
        f"COPY {name} TO STDOUT",
        f"INSERT INTO {name} SELECT * FROM {name}",
        f"INSERT INTO {name} DEFAULT VALUES",
        f'UPDATE {name} SET "{column}" = "{column}"',
        f"DELETE FROM {name}",
        f"TRUNCATE {name}",
        f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY",
        f"DROP TABLE {name}",
    ]


def test_each_clinic_has_its_own_records_and_nothing_is_wrong(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    for (given, store), reference in zip(two, ("NORTH-1", "SOUTH-1"), strict=True):
        monkeypatch.setenv("CLINIC_DATABASE_PUBLIC", address(given.public))
        assert [*read_frames(store)["patients"]["reference"]] == [reference]
        assert check_store(store) == []


def test_no_role_of_one_clinic_gets_at_any_table_of_another(two: Two, tables: list[str]) -> None:
    (given, _), (other, _) = two
    tried = 0
    for url in (given.work, given.owner, given.public):
        with connect(url) as held:
            held.execute("SELECT set_config('app.clinic', %s, false)", (other.clinic,))
            for statement in (one for table in tables for one in _statements(other.clinic, table)):
                tried += 1
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for schema"):
                    held.execute(statement)
    print(f"\n{tried} of {tried} statements on {len(tables)} tables of another clinic refused, as each of three roles")


def _rows(held: psycopg.Connection[Any], table: str) -> int:
    return len(held.execute(f'SELECT 1 FROM "{table}"').fetchall())


def test_without_a_clinic_and_with_another_one_there_are_no_rows_even_for_the_owner(
    two: Two, tables: list[str]
) -> None:
    (given, store), (other, _) = two
    with store.reading() as connection:
        full = sum(bool(connection.exec_driver_sql(f'SELECT 1 FROM "{table}" LIMIT 1').first()) for table in tables)
    assert full > 15, "the tables hold something to be seen"
    seen = 0
    for url in (given.work, given.owner):
        for named in (None, other.clinic, "", f"{given.clinic},{other.clinic}"):
            with connect(url) as held:
                if named is not None:
                    held.execute("SELECT set_config('app.clinic', %s, false)", (named,))
                seen += sum(_rows(held, table) for table in tables)
    print(f"\n{seen} rows seen in {len(tables)} tables, as owner and as working role, with no clinic and with another")
    assert seen == 0


def test_nothing_is_added_or_changed_for_another_clinic(two: Two, tables: list[str]) -> None:
    (given, _store), (other, _) = two
    refused = 0
    with connect(given.owner) as held:
        held.execute("SELECT set_config('app.clinic', %s, false)", (given.clinic,))
        own = {table: held.execute(f'SELECT to_json(x)::text FROM "{table}" x').fetchall() for table in tables}
        held.execute("SELECT set_config('app.clinic', %s, false)", (other.clinic,))
        for table in (table for table in tables if own[table]):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="violates row-level security"):
                held.execute(
                    f'INSERT INTO "{table}" SELECT * FROM json_populate_record(NULL::"{table}", %s)', own[table][0]
                )
            refused += 1
            if table != "disposals" and not table.startswith(("audit_", "export", "public_", "consent")):
                assert held.execute(f'DELETE FROM "{table}"').rowcount == 0
    print(f"\n{refused} inserts for another clinic refused")
    assert refused > 15


def test_rights_given_by_mistake_show_nothing(two: Two, tables: list[str]) -> None:
    """Policies name the roles they are for: not even whoever also names the right clinic is let in."""
    (given, _), (other, _) = two
    with connect(given.admin) as admin:
        admin.execute(f"GRANT USAGE ON SCHEMA {other.clinic} TO {given.clinic}")
        admin.execute(f"GRANT {', '.join(RIGHTS)} ON ALL TABLES IN SCHEMA {other.clinic} TO {given.clinic}")
    try:
        with connect(given.work) as held:
            held.execute(f"SET search_path = {other.clinic}")
            for named in (given.clinic, other.clinic):
                held.execute("SELECT set_config('app.clinic', %s, false)", (named,))
                assert sum(_rows(held, table) for table in tables) == 0
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                    held.execute("INSERT INTO facts VALUES ('mine', 'x')")
    finally:
        with connect(given.admin) as admin:
            admin.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {other.clinic} FROM {given.clinic}")
            admin.execute(f"REVOKE ALL ON SCHEMA {other.clinic} FROM {given.clinic}")


def test_a_connection_that_is_used_again_has_forgotten_its_clinic(two: Two) -> None:
    store = two[0][1]
    with store.engine.connect() as connection:
        first = connection.connection.driver_connection
        assert connection.exec_driver_sql("SELECT count(*) FROM patients").scalar() == 1
    again = store.engine.raw_connection()
    try:
        assert again.driver_connection is first
        assert again.driver_connection.execute("SELECT count(*) FROM patients").fetchone() == (0,)
    finally:
        again.close()


def test_two_databases_on_a_server_are_shut_to_each_other(two: Two, postgres: str, catalogue: Catalogue) -> None:
    east = a_name()
    with database(postgres, east) as where, pytest.MonkeyPatch.context() as patch:
        third = addresses_of(postgres, where, east)
        with filled(third, catalogue, patch, "EAST-1"):
            for url in (two[0][0].work, two[0][0].owner, two[0][0].public):
                with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                    connect(url.set(database=where))


def test_it_costs_little(two: Two, postgres_url: str, catalogue: Catalogue) -> None:
    """Against the same records on the same server, read by a superuser, whom no policy holds up."""
    from data.ledger import Ledger
    from data.store import open_store
    from tests.data.rows_for_tests import TODAY, clinic_rows, file_of

    with open_store(postgres_url, catalogue) as free:
        stores = {"with": two[0][1], "without": free}
        for store in stores.values():
            Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(200), name="many.csv"))
        took: dict[str, list[float]] = {name: [] for name in stores}
        for _ in range(9):
            for name, store in stores.items():
                began = time.perf_counter()
                read_frames(store)
                took[name].append(time.perf_counter() - began)
    ours, theirs = (statistics.median(took[name]) for name in ("with", "without"))
    print(f"\nreading everything: {ours * 1000:.1f} ms kept apart, {theirs * 1000:.1f} ms without: {ours / theirs:.2f}")
    assert ours < 3 * theirs
