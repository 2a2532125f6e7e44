"""The roles of one clinic on a PostgreSQL server: one owns its tables, one works, one reads for the public.

The server's superuser makes them. None may do anything to the server, act as another, or enter what is another
clinic's. A clinic has a schema of its name, in a database of its own or in one it shares with others of a group.
What each role may do with a table is in `data.server_guards`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from data import tables_exports, tables_people, tables_rights, tables_waiting  # noqa: F401  (so that METADATA knows every table)
from data.columns import METADATA
from data.engine import make_engine, wait_turn
from data.places import StoreError
from data.server_addresses import Addresses
from data.server_guards import owner_of, protect, public_of
from data.store import cannot_open
from data.upgrade import upgrade

Step = Callable[[str], None]
_RIGHTS = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
_LARGE_OBJECTS = "SELECT oid::regprocedure FROM pg_proc WHERE proname ~ '^lo(_|read$|write$)'"
_OURS = """SELECT c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind IN ('r', 'v', 'p', 'm', 'f', 'S')"""
_FUNCTIONS = "SELECT p.oid::regprocedure FROM pg_proc p WHERE pronamespace = %s::regnamespace"


def prepare(given: Addresses, *, take_over: bool = False, step: Step = lambda _: None) -> None:
    """Make the roles where an admin is given, bring the tables up to date as their owner, and set their guards.

    Can be done again at any time. With *take_over* the tables in the schema ``public``, from before there were roles,
    become this clinic's. Raises `StoreError`; what the superuser does is one transaction.
    """
    if given.admin is not None:
        step("Making the roles")
        _as(given.admin, lambda connection: _make_all(connection, given, take_over))
    step("Bringing the tables up to date")
    engine = make_engine(given.owner, may_alter=True)
    try:
        upgrade(engine)
    except DBAPIError as error:
        raise StoreError(cannot_open(given.owner, error.orig)) from error
    finally:
        engine.dispose()
    step("Setting the guards of every table")
    _as(given.owner, lambda connection: protect(connection, given.clinic))


def _as(url: URL, act: Callable[[Connection], None]) -> None:
    engine = make_engine(url, may_alter=True)
    try:
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            wait_turn(connection)
            act(connection)
    except DBAPIError as error:
        raise StoreError(cannot_open(url, error.orig)) from error
    finally:
        engine.dispose()


def _make_all(connection: Connection, given: Addresses, take_over: bool) -> None:
    if not connection.exec_driver_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").scalar():
        raise StoreError("The user in CLINIC_DATABASE_ADMIN may not make roles. Name the server's superuser there.")
    for url in (given.owner, given.work, given.public):
        _make_role(connection, str(url.username), url.password)
    _make_schema(connection, given.clinic, take_over)
    _shut_database(connection, given)


def _make_role(connection: Connection, name: str, password: Any) -> None:
    """Made without any right over the server; one that is there and has such a right is refused, not mended."""
    query = f"SELECT {', '.join(_RIGHTS)} FROM pg_roles WHERE rolname = %s"  # noqa: S608
    rights = connection.exec_driver_sql(query, (name,)).first()
    if rights is None:
        connection.exec_driver_sql(f"CREATE ROLE {name}")
    elif any(rights):
        raise StoreError(
            f"The role {name} is there and may change the whole server. Choose another name for the clinic."
        )
    member = "SELECT 1 FROM pg_auth_members WHERE member = %s::regrole OR roleid = %s::regrole"
    if connection.exec_driver_sql(member, (name, name)).first():
        raise StoreError(
            f"The role {name} may act as another, or another as it. Take that from it (REVOKE) and try again."
        )
    connection.exec_driver_sql(f"ALTER ROLE {name} LOGIN")
    if password is not None:  # the server is told what proves it, never the password itself
        proof = _proof(connection, name, str(password))
        connection.exec_driver_sql(f"ALTER ROLE {name} PASSWORD '{proof}'")


def _proof(connection: Connection, name: str, password: str) -> str:
    driver: Any = connection.connection.driver_connection
    return str(driver.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode())


def _make_schema(connection: Connection, clinic: str, take_over: bool) -> None:
    if not _has_schema(connection, clinic):
        loose = {name for name, _ in connection.exec_driver_sql(_OURS, ("public",)).all()}
        if loose and not take_over:
            raise StoreError(
                "This database holds tables in the schema public already. If they are this clinic's records, from "
                "before it had roles, add --take-over. Otherwise choose an empty database, or one that clinics share."
            )
        if loose - set(METADATA.tables) - {"alembic_version", "readings_plain"} or (take_over and not loose):
            raise StoreError(
                "The schema public does not hold this program's tables and nothing else; they are not taken over."
            )
        connection.exec_driver_sql(f"ALTER SCHEMA public RENAME TO {clinic}" if loose else f"CREATE SCHEMA {clinic}")
        if loose:
            connection.exec_driver_sql("CREATE SCHEMA public")
    _hand_over(connection, clinic)


def _has_schema(connection: Connection, name: str) -> bool:
    return connection.exec_driver_sql("SELECT 1 FROM pg_namespace WHERE nspname = %s", (name,)).first() is not None


def _hand_over(connection: Connection, clinic: str) -> None:
    """The schema and everything in it to the owning role."""
    owner = owner_of(clinic)
    connection.exec_driver_sql(f"ALTER SCHEMA {clinic} OWNER TO {owner}")
    connection.exec_driver_sql(f"REVOKE ALL ON SCHEMA {clinic} FROM PUBLIC")
    for name, kind in connection.exec_driver_sql(_OURS, (clinic,)).all():
        connection.exec_driver_sql(f'ALTER {"VIEW" if kind == "v" else "TABLE"} {clinic}."{name}" OWNER TO {owner}')
    for function in connection.exec_driver_sql(_FUNCTIONS, (clinic,)).scalars().all():
        connection.exec_driver_sql(f"ALTER FUNCTION {function} OWNER TO {owner}")


def _shut_database(connection: Connection, given: Addresses) -> None:
    """Nobody but the roles of its clinics enters, nothing temporary is made in it, and no large object."""
    database = connection.dialect.identifier_preparer.quote(str(given.work.database))
    connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    connection.exec_driver_sql("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for name in (given.clinic, owner_of(given.clinic), public_of(given.clinic)):
        connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {database} TO {name}")
        connection.exec_driver_sql(f"ALTER ROLE {name} IN DATABASE {database} SET search_path = {given.clinic}")
    for function in connection.exec_driver_sql(_LARGE_OBJECTS).scalars().all():
        connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
