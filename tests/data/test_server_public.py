"""On a PostgreSQL server the role that reads for the public gets nothing of a patient, whatever is tried through it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from data.catalogue import Catalogue
from data.export_reads import read_exports, read_look, read_wordings
from data.places import StoreError
from data.public_only import public_only
from data.server_addresses import Addresses
from data.server_guards import READABLE, tables_of
from data.store import Store
from tests.data.roles_for_tests import REFUSED, clinic_with_roles, connect

pytestmark = pytest.mark.postgres
Given = tuple[Addresses, Store]
SECRET = "SELECT reference FROM patients"


@pytest.fixture(scope="module")
def given(postgres: str, catalogue: Catalogue) -> Iterator[Given]:
    with pytest.MonkeyPatch.context() as patch, clinic_with_roles(postgres, catalogue, patch) as found:
        yield found


ESCAPES = {
    "a plain read": SECRET,
    "a count": "SELECT count(*) FROM patients",
    "one column": "SELECT id FROM patients",
    "the table in a word": "TABLE patients",
    "its schema named": "SELECT * FROM {clinic}.patients",
    "a join": "SELECT p.reference FROM exports e, patients p",
    "a lateral join": "SELECT x.reference FROM facts, LATERAL (SELECT reference FROM patients) x",
    "a sub-select": "SELECT (SELECT reference FROM patients LIMIT 1) FROM facts",
    "a condition": "SELECT name FROM facts WHERE EXISTS (SELECT 1 FROM patients WHERE reference LIKE 'S%')",
    "a common table": "WITH all_of AS (SELECT reference FROM patients) SELECT * FROM all_of",
    "a union": "SELECT name FROM facts UNION SELECT reference FROM patients",
    "a view": "SELECT * FROM readings_plain",
    "a view of its own": f"CREATE VIEW mine AS {SECRET}",
    "a materialised view": f"CREATE MATERIALIZED VIEW mine AS {SECRET}",
    "a table of its own": f"CREATE TABLE mine AS {SECRET}",
    "a temporary table": f"CREATE TEMP TABLE mine AS {SECRET}",
    "a temporary view": f"CREATE TEMP VIEW mine AS {SECRET}",
    "a schema of its own": "CREATE SCHEMA mine",
    "a function": f"CREATE FUNCTION mine() RETURNS text LANGUAGE sql SECURITY DEFINER AS '{SECRET}'",
    "a temporary function": f"CREATE FUNCTION pg_temp.mine() RETURNS text LANGUAGE sql AS '{SECRET}'",
    "a block of code": "DO $$ BEGIN PERFORM reference FROM patients; END $$",
    "code that runs text": f"DO $$ DECLARE x text; BEGIN EXECUTE '{SECRET}' INTO x; RAISE NOTICE '%', x; END $$",
    "a prepared statement": f"PREPARE mine AS {SECRET}; EXECUTE mine",
    "a cursor": f"BEGIN; DECLARE mine CURSOR FOR {SECRET}; FETCH ALL FROM mine",
    "copied out": "COPY patients TO STDOUT",
    "a copied query": f"COPY ({SECRET}) TO STDOUT",
    "copied to a file": "COPY facts TO '/tmp/mine'",
    "copied to a program": "COPY facts TO PROGRAM 'cat'",
    "copied in": "COPY facts FROM PROGRAM 'echo a'",
    "text as XML": f"SELECT query_to_xml('{SECRET}', true, true, '')",
    "a table as XML": "SELECT table_to_xml('patients', true, true, '')",
    "words of a query": "SELECT * FROM ts_stat('SELECT to_tsvector(reference) FROM patients')",
    "a plan": f"EXPLAIN ANALYZE {SECRET}",
    "the audit trail": "SELECT detail FROM audit_events",
    "the accounts": "SELECT password FROM accounts",
    "the revision": "SELECT * FROM alembic_version",
    "another role": "SET ROLE {clinic}",
    "the owning role": "SET ROLE {clinic}_owner",
    "the role that logged in": f"RESET ROLE; {SECRET}",
    "another session": "SET SESSION AUTHORIZATION {clinic}",
    "row security off": f"SET row_security = off; {SECRET}",
    "the clinic named": f"SELECT set_config('app.clinic', '{{clinic}}', false); {SECRET}",
    "guards off": "SET session_replication_role = replica",
    "an update": "UPDATE facts SET value = 'x'",
    "an update that reads": "UPDATE facts SET value = (SELECT reference FROM patients LIMIT 1)",
    "a deletion": "DELETE FROM exports",
    "an insert": "INSERT INTO facts VALUES ('mine', 'x')",
    "an insert out of it": "INSERT INTO public_looks SELECT id, reference, reference, reference FROM patients",
    "a merge": "MERGE INTO facts USING patients ON false WHEN NOT MATCHED THEN INSERT VALUES ('a', reference)",
    "emptied": "TRUNCATE patients",
    "locked": "BEGIN; LOCK TABLE patients IN ACCESS EXCLUSIVE MODE",
    "rows held": "SELECT * FROM facts FOR UPDATE",
    "a table altered": "ALTER TABLE patients ADD COLUMN mine text",
    "a guard altered": "ALTER TABLE audit_events DISABLE TRIGGER ALL",
    "row security taken off": "ALTER TABLE facts DISABLE ROW LEVEL SECURITY",
    "a policy of its own": "CREATE POLICY mine ON patients USING (true)",
    "a policy dropped": "DROP POLICY of_the_clinic ON patients",
    "a table dropped": "DROP TABLE patients",
    "a rule": "CREATE RULE mine AS ON SELECT TO facts DO INSTEAD SELECT reference, reference FROM patients",
    "rights given": "GRANT SELECT ON patients TO {clinic}_public",
    "a role given": "GRANT {clinic} TO {clinic}_public",
    "itself made more": "ALTER ROLE {clinic}_public BYPASSRLS",
    "itself made all": "ALTER ROLE {clinic}_public SUPERUSER",
    "a new role": "CREATE ROLE mine",
    "a function made the owner's": "ALTER FUNCTION only_added() SECURITY DEFINER",
    "the values the planner keeps": "SELECT * FROM pg_statistic",
    "the passwords of roles": "SELECT * FROM pg_authid",
    "a file of the server": "SELECT pg_read_file('PG_VERSION')",
    "a folder of the server": "SELECT pg_ls_dir('.')",
    "an extension": "CREATE EXTENSION dblink",
    "another server": "CREATE FOREIGN DATA WRAPPER mine",
    "a library": "LOAD 'auto_explain'",
    "the log of changes": "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')",
    "a large object": "SELECT lo_from_bytea(0, 'x')",
    "a file as a large object": "SELECT lo_import('/etc/hostname')",
    "the large objects": "SELECT data FROM pg_largeobject",
}


def _try(held: psycopg.Connection[Any], escape: str) -> None:
    """One statement after another; a block of code is one."""
    for statement in [escape] if escape.startswith("DO ") else escape.split("; "):
        held.execute(statement)


@pytest.mark.parametrize("escape", ESCAPES)
def test_no_escape_reads_or_writes_anything_else(given: Given, escape: str) -> None:
    clinic = given[0].clinic
    with connect(given[0].public) as held, pytest.raises(psycopg.Error, match=REFUSED) as refused:
        _try(held, ESCAPES[escape].replace("{clinic}", clinic))
    assert "SECRET" not in str(refused.value)


QUIET = {
    "what the planner keeps, as everybody may see it": "SELECT * FROM pg_stats WHERE tablename = 'patients'",
    "what others run": "SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    "all of it as XML": "SELECT schema_to_xml('{clinic}', true, true, '')::text",
    "the database as XML": "SELECT database_to_xml(true, true, '')::text",
    "what others tell": "LISTEN mine",
}


@pytest.mark.parametrize("way", QUIET)
def test_what_everybody_may_ask_of_a_server_says_nothing(given: Given, way: str) -> None:
    given[1].version()
    with connect(given[0].admin) as superuser:
        superuser.execute(f"ANALYZE {given[0].clinic}.patients")
    with connect(given[0].public) as held:
        found = held.execute(QUIET[way].replace("{clinic}", given[0].clinic))
        said = repr(found.fetchall()) if found.description else ""
        assert "SECRET" not in said and "Kim" not in said
        assert [*held.notifies(timeout=0)] == []


def test_every_table_but_five_is_shut(given: Given) -> None:
    with given[1].reading() as connection:
        tables = tables_of(connection)
    assert len(tables) > 25 and set(tables) > READABLE
    with connect(given[0].public) as held:
        for table in set(tables) - READABLE:
            for statement in _on(table):
                with pytest.raises(psycopg.Error, match=REFUSED):
                    held.execute(statement)
        for table in READABLE:
            assert held.execute(f"SELECT * FROM {table}").fetchall() == [], "no clinic is named"
            for statement in _on(table)[1:]:
                with pytest.raises(psycopg.Error, match=REFUSED):
                    held.execute(statement)
    print(f"\n{len(ESCAPES)} of {len(ESCAPES)} escapes refused, {len(QUIET)} of {len(QUIET)} questions say nothing, "
          f"{len(tables) - len(READABLE)} of {len(tables)} tables shut")  # fmt: skip


def _on(table: str) -> list[str]:
    return [
        f"SELECT * FROM {table}",
        f"INSERT INTO {table} DEFAULT VALUES",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
    ]


def test_what_is_prepared_for_the_public_is_read_through_it(given: Given) -> None:
    store = given[1]
    narrow = public_only(store)
    assert narrow.engine.url.username == f"{given[0].clinic}_public"
    assert [one.code for one in read_exports(narrow)] == [one.code for one in read_exports(store)] != []
    assert (read_look(narrow), read_wordings(narrow), narrow.is_demo) == (None, {}, False)
    assert narrow.version() == store.version() > 0


def test_without_its_address_nothing_is_read_with_more_rights_instead(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = Store(given[1].engine, given[1].url)
    for wrong in (None, str(given[0].work), "postgresql://x_public@127.0.0.1/other"):
        monkeypatch.setenv("CLINIC_DATABASE_PUBLIC", wrong) if wrong else monkeypatch.delenv("CLINIC_DATABASE_PUBLIC")
        with pytest.raises(StoreError, match="CLINIC_DATABASE_PUBLIC"):
            public_only(fresh)
