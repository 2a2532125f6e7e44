"""Roles for records that are there already, for an upgrade, and for what is asked wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.backup_make import back_up
from data.backup_server import restore_to_server
from data.catalogue import Catalogue
from data.check import check_store
from data.cli import main
from data.engine import make_engine
from data.ledger import Ledger
from data.migrations import HEAD
from data.places import StoreError
from data.public_only import public_only
from data.server_addresses import Addresses, addresses
from data.server_roles import prepare
from data.store import open_store
from data.upgrade import known_revisions, upgrade
from tests.data.backup_for_tests import add
from tests.data.contents import contents
from tests.data.roles_for_tests import a_name, address, addresses_of, connect, database
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of

pytestmark = pytest.mark.postgres


@pytest.fixture
def given(postgres: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Addresses]:
    """The settings of a clinic that has a database, and no roles yet."""
    clinic = a_name()
    with database(postgres, clinic) as where:
        found = addresses_of(postgres, where, clinic)
        for end, url in (("", found.work), ("_OWNER", found.owner), ("_PUBLIC", found.public), ("_ADMIN", found.admin)):
            monkeypatch.setenv(f"CLINIC_DATABASE{end}", address(url))
        yield found


def test_records_from_before_there_were_roles_are_taken_over_when_asked(
    given: Addresses, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(address(given.admin), catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(20)))
        before = contents(store)
    assert main(["server-roles"]) == 4
    assert "--take-over" in capsys.readouterr().err
    assert main(["server-roles", "--take-over"]) == main(["server-roles"]) == 0
    with open_store(None, catalogue) as store:
        assert (contents(store), check_store(store)) == (before, [])
        add(store, "new")
        assert public_only(store).version() == store.version()


def test_tables_that_are_not_ours_are_never_taken_over(given: Addresses) -> None:
    with connect(given.admin) as admin:
        admin.execute("CREATE TABLE payroll (id integer)")
        for asked in (False, True):
            with pytest.raises(StoreError, match="public"):
                prepare(given, take_over=asked)
        admin.execute("DROP TABLE payroll")
        with pytest.raises(StoreError, match="not taken over"):
            prepare(given, take_over=True)
        assert admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (given.clinic,)).fetchone() is None


def test_the_owner_brings_older_tables_up_to_date_and_the_working_role_may_not(
    given: Addresses, catalogue: Catalogue
) -> None:
    older = known_revisions()[2]
    prepare_roles_at(given, older)
    with pytest.raises(StoreError, match="python3 -m data server-roles"):
        open_store(None, catalogue)
    prepare(replace(given, admin=None))
    with open_store(None, catalogue) as store, store.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
        assert check_store(store) == []


def prepare_roles_at(given: Addresses, older: str) -> None:
    """The clinic as an older version of the program left it: its roles, and fewer tables."""
    prepare(given)
    with connect(given.admin) as admin:
        admin.execute(f"DROP SCHEMA {given.clinic} CASCADE")
        admin.execute(f"CREATE SCHEMA {given.clinic} AUTHORIZATION {given.clinic}_owner")
    engine = make_engine(given.owner, may_alter=True)
    upgrade(engine, older)
    engine.dispose()
    with connect(given.owner) as owner:
        owner.execute(f"GRANT USAGE ON SCHEMA {given.clinic} TO {given.clinic}")
        owner.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {given.clinic} TO {given.clinic}")


def test_before_there_are_roles_the_program_says_so(given: Addresses, catalogue: Catalogue) -> None:
    with pytest.raises(StoreError, match="refuses this name"):
        open_store(None, catalogue)
    with pytest.raises(StoreError, match="refuses this name"):
        prepare(replace(given, admin=None))
    with connect(given.admin) as admin:
        admin.execute(f"CREATE ROLE {given.clinic} LOGIN")
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    with pytest.raises(StoreError, match="server-roles"):
        open_store(None, catalogue)


@pytest.mark.parametrize("right", ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "REPLICATION"])
def test_a_role_that_may_do_more_is_not_used(given: Addresses, right: str) -> None:
    with connect(given.admin) as admin:
        admin.execute(f"CREATE ROLE {given.clinic}_public {right}")
    with pytest.raises(StoreError, match="may change the whole server"):
        prepare(given)


def test_a_role_that_may_act_as_another_is_not_used(given: Addresses) -> None:
    with connect(given.admin) as admin:
        admin.execute(f"CREATE ROLE {given.clinic}_owner")
        admin.execute(f"CREATE ROLE {given.clinic} IN ROLE {given.clinic}_owner")
    with pytest.raises(StoreError, match="may act as another"):
        prepare(given)
    with connect(given.admin) as admin:
        assert (
            admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (f"{given.clinic}_public",)).fetchone() is None
        )


def test_only_a_superuser_makes_roles(given: Addresses) -> None:
    prepare(given)
    with pytest.raises(StoreError, match="may not make roles"):
        prepare(replace(given, admin=given.owner))


SERVER = "postgresql://{}@127.0.0.1/records"


@pytest.mark.parametrize(
    ("work", "owner", "public", "said"),
    [
        ("sqlite:///x.db", "a_owner", "a_public", "Roles are for a PostgreSQL server"),
        ("a", "", "a_public", "CLINIC_DATABASE_OWNER"),
        ("a", "a_owner", "", "CLINIC_DATABASE_PUBLIC"),
        ("a", "a", "a_public", "must be a_owner"),
        ("a", "a_owner", "a", "must be a_public"),
        ("a_owner", "a_owner_owner", "a_owner_public", "does not end in _owner"),
        ("A", "A_owner", "A_public", "small letters"),
        ('a"; drop table x', "x", "y", "small letters"),
        ("public", "public_owner", "public_public", "small letters"),
        ("pg_a", "pg_a_owner", "pg_a_public", "small letters"),
        ("a", "a_owner", "postgresql://a_public@127.0.0.1/other", "differ by user and password only"),
        ("a", "postgresql://a_owner@127.0.0.2/records", "a_public", "differ by user and password only"),
    ],
)
def test_addresses_that_do_not_go_together_are_refused(
    work: str, owner: str, public: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for end, asked in (("", work), ("_OWNER", owner), ("_PUBLIC", public)):
        from urllib.parse import quote

        monkeypatch.setenv(
            f"CLINIC_DATABASE{end}", asked if not asked or "://" in asked else SERVER.format(quote(asked))
        )
    with pytest.raises(StoreError, match=said):
        addresses()


def test_a_backup_is_made_and_brought_back_by_the_working_role(
    given: Addresses, postgres: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    prepare(given)
    with open_store(None, catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(20)))
        proof, before = back_up(store, "Kim"), contents(store)
    assert proof.problems == ()
    other = a_name()
    with database(postgres, other) as where:
        empty = addresses_of(postgres, where, other)
        prepare(empty)
        assert restore_to_server(address(empty.work), proof.copy, "Kim").proven
        with open_store(address(empty.work), catalogue) as back:
            assert contents(back) == before
