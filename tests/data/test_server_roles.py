"""A clinic's roles on a PostgreSQL server: made by command, again and again; the working one only works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.cli import main
from data.ledger import Ledger
from data.places import StoreError
from data.server_addresses import Addresses
from data.server_roles import prepare
from data.store import Store, read_audit
from tests.data.contents import contents
from tests.data.roles_for_tests import (
    REFUSED,
    address,
    clinic_with_roles,
    connect,
)
from tests.data.rows_for_tests import TODAY

pytestmark = pytest.mark.postgres
Given = tuple[Addresses, Store]


@pytest.fixture(scope="module")
def given(postgres: str, catalogue: Catalogue) -> Iterator[Given]:
    with pytest.MonkeyPatch.context() as patch, clinic_with_roles(postgres, catalogue, patch) as found:
        yield found


@pytest.fixture
def named(given: Given, monkeypatch: pytest.MonkeyPatch) -> Addresses:
    """The settings, as the command reads them."""
    _set(monkeypatch, given[0])
    return given[0]


def _set(patch: pytest.MonkeyPatch, given: Addresses) -> None:
    for end, url in (("", given.work), ("_OWNER", given.owner), ("_PUBLIC", given.public), ("_ADMIN", given.admin)):
        patch.setenv(f"CLINIC_DATABASE{end}", address(url))


MORE_THAN_WORK = {
    "an audit event altered": "UPDATE audit_events SET actor = 'x'",
    "an audit event deleted": "DELETE FROM audit_events",
    "the audit trail emptied": "TRUNCATE audit_events CASCADE",
    "an export altered": "UPDATE exports SET purpose = 'x'",
    "an approval deleted": "DELETE FROM export_events",
    "a consent altered": "UPDATE consent_events SET state = 'given'",
    "a disposal deleted": "DELETE FROM disposals",
    "the revision altered": "UPDATE alembic_version SET version_num = '0001'",
    "a guard taken off": "ALTER TABLE audit_events DISABLE TRIGGER audit_events_no_change",
    "a guard dropped": "DROP TRIGGER audit_events_no_change ON audit_events",
    "a guard written anew": "CREATE OR REPLACE FUNCTION audit_events_only_added() RETURNS trigger LANGUAGE sql AS ''",
    "all guards off": "SET session_replication_role = replica",
    "a rule dropped": "ALTER TABLE readings DROP CONSTRAINT readings_value_in_range",
    "a table dropped": "DROP TABLE audit_events CASCADE",
    "a table of its own": "CREATE TABLE mine (id integer)",
    "a temporary table": "CREATE TEMP TABLE audit_events (id integer)",
    "row security taken off": "ALTER TABLE patients DISABLE ROW LEVEL SECURITY",
    "row security not forced": "ALTER TABLE patients NO FORCE ROW LEVEL SECURITY",
    "a policy for all": "CREATE POLICY mine ON patients USING (true)",
    "a policy altered": "ALTER POLICY of_the_clinic ON patients USING (true)",
    "the owning role": "SET ROLE {clinic}_owner",
    "itself made more": "ALTER ROLE {clinic} BYPASSRLS",
    "the public role made more": "ALTER ROLE {clinic}_public SUPERUSER",
    "a program run": "COPY facts TO PROGRAM 'cat'",
    "row security off": "SET row_security = off; SELECT * FROM patients",
}  # fmt: skip


@pytest.mark.parametrize("way", MORE_THAN_WORK)
def test_the_working_role_does_nothing_but_work(given: Given, way: str) -> None:
    with connect(given[0].work) as held:
        held.execute("SELECT set_config('app.clinic', %s, false)", (given[0].clinic,))
        with pytest.raises(psycopg.Error, match=REFUSED):
            _try(held, MORE_THAN_WORK[way].replace("{clinic}", given[0].clinic))


def _try(held: psycopg.Connection[Any], statements: str) -> None:
    for statement in [statements] if " AS '" in statements else statements.split("; "):
        held.execute(statement)


def test_the_working_role_cannot_pass_its_rights_on(given: Given) -> None:
    with connect(given[0].work) as held:
        held.execute(f"GRANT SELECT ON patients TO {given[0].clinic}_public")  # PostgreSQL warns, and grants nothing
    with connect(given[0].public) as narrow, pytest.raises(psycopg.Error, match=REFUSED):
        narrow.execute("SELECT * FROM patients")
    assert check_store(given[1]) == []


def test_all_of_the_programs_work_is_done_through_it(given: Given, catalogue: Catalogue) -> None:
    store = given[1]
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    before = len(read_audit(store))
    patient = ledger.add_patient("W-1", birth_year=1970, sex="female")
    episode = ledger.open_episode(patient, "plantar_heel_pain", "left", TODAY)
    ledger.close_episode(episode, TODAY, "discharged", version=1)
    assert len(read_audit(store)) == before + 3
    print(f"\n{len(MORE_THAN_WORK)} of {len(MORE_THAN_WORK)} things that are not work refused to the working role")


def test_again_and_again_it_is_the_same(given: Given, named: Addresses, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(given[1])
    assert main(["server-roles"]) == main(["server-roles"]) == 0
    assert f"{named.clinic}_owner owns the tables" in capsys.readouterr().out
    assert (contents(given[1]), check_store(given[1])) == (before, [])


def test_the_server_is_never_told_a_password(named: Addresses) -> None:
    with connect(named.admin) as admin:
        query = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname ~ %s"
        kept = dict(admin.execute(query, (f"^{named.clinic}",)).fetchall())
    assert len(kept) == 3 and len({*kept.values()}) == 3
    assert all(proof.startswith("SCRAM-SHA-256$") for proof in kept.values())


SPOILT = {
    "ALTER TABLE patients DISABLE ROW LEVEL SECURITY": "The rows of the table patients",
    "ALTER TABLE readings NO FORCE ROW LEVEL SECURITY": "The rows of the table readings",
    "CREATE POLICY mine ON patients USING (true)": "The rows of the table patients",
    "DROP POLICY of_the_clinic ON sessions": "The rows of the table sessions",
    "ALTER POLICY for_the_public ON facts USING (true)": "The rows of the table facts",
    "GRANT SELECT ON patients TO {clinic}_public": "with the table patients",
    "GRANT SELECT (reference) ON patients TO {clinic}_public": "with the table patients",
    "GRANT SELECT ON readings_plain TO {clinic}_public": "with the table readings_plain",
    "GRANT UPDATE ON audit_events TO {clinic}": "with the table audit_events",
    "GRANT SELECT ON accounts TO PUBLIC": "with the table accounts",
    "REVOKE INSERT ON patients FROM {clinic}": "with the table patients",
    "CREATE TABLE mine (id integer)": "The rows of the table mine",
}


@pytest.mark.parametrize("statement", SPOILT)
def test_the_check_names_what_was_altered_and_the_command_mends_it(
    given: Given, named: Addresses, statement: str
) -> None:
    with connect(named.owner) as owner:
        owner.execute(statement.replace("{clinic}", named.clinic))
        assert any(SPOILT[statement] in said for said in check_store(given[1])), check_store(given[1])
        owner.execute("DROP TABLE IF EXISTS mine")
        owner.execute("DROP POLICY IF EXISTS mine ON patients")
    prepare(replace(named, admin=None))
    assert check_store(given[1]) == []


@pytest.mark.parametrize("right", ["CONNECT", "TEMPORARY"])
def test_a_database_that_everybody_may_enter_is_named(given: Given, named: Addresses, right: str) -> None:
    with connect(named.admin) as admin:
        admin.execute(f"GRANT {right} ON DATABASE {named.work.database} TO PUBLIC")
    assert [said[:9] for said in check_store(given[1])] == ["Everybody"]
    prepare(named)
    assert check_store(given[1]) == []


def test_a_role_that_can_do_more_is_named(given: Given, named: Addresses) -> None:
    with connect(named.admin) as admin:
        for given_it, taken in (("SUPERUSER", "NOSUPERUSER"), ("BYPASSRLS", "NOBYPASSRLS")):
            admin.execute(f"ALTER ROLE {named.clinic} {given_it}")
            assert check_store(given[1])[0].startswith(f"The role {named.clinic} may change the server")
            with pytest.raises(StoreError, match="may change the whole server"):
                prepare(named)
            admin.execute(f"ALTER ROLE {named.clinic} {taken}")
    assert check_store(given[1]) == []


def test_the_check_says_who_the_program_works_as(
    postgres_url: str, named: Addresses, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    assert "CLINIC_DATABASE" not in capsys.readouterr().out
    for url, said in ((address(named.owner), "owns the tables"), (postgres_url, "may read and change everything")):
        monkeypatch.setenv("CLINIC_DATABASE", url)
        assert main(["check"]) == 0
        assert said in capsys.readouterr().out
