"""Clinics with roles of their own on a real PostgreSQL server, made as the command makes them, and taken away again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy.engine import make_url

from tests.data.conftest import _do

if TYPE_CHECKING:
    from data.server_addresses import Addresses

REFUSED = (
    r"permission denied|must (be (owner|superuser|member)|have admin option)|row-level security|cannot set parameter"
    r"|access to library"
)


def a_name() -> str:
    return f"clinic_{secrets.token_hex(5)}"


def addresses_of(server: str, database: str, clinic: str) -> Addresses:
    """The addresses of the clinic's three roles, and the superuser's."""
    from data.places import read_url
    from data.server_addresses import Addresses

    admin = read_url(server).set(database=database)
    work, owner, public = (
        admin.set(username=f"{clinic}{end}", password=f"secret{end}") for end in ("", "_owner", "_public")
    )
    return Addresses(work, owner, public, admin)


@contextmanager
def database(server: str, *clinics: str) -> Iterator[str]:
    """A new database, in which *clinics* may be given roles; afterwards neither is there."""
    name = a_name()
    _do(server, "CREATE DATABASE {}", name)
    try:
        yield name
    finally:
        _do(server, "DROP DATABASE {} WITH (FORCE)", name)
        for clinic in clinics:
            for end in ("", "_owner", "_public"):
                _do(server, "DROP ROLE IF EXISTS {}", f"{clinic}{end}")


def address(url: Any) -> str:
    return str(make_url(url).render_as_string(hide_password=False))


def connect(url: Any) -> psycopg.Connection[Any]:
    """The driver's own connection, as from a prompt: nothing of ours in between, no clinic named."""
    return psycopg.connect(address(make_url(url).set(drivername="postgresql")), autocommit=True)


@contextmanager
def clinic_with_roles(
    server: str, catalogue: Any, patch: Any, clinic: str | None = None
) -> Iterator[tuple[Addresses, Any]]:
    """A clinic with roles, one patient called SECRET-1 and an approved export: its addresses, and its open store."""
    name = clinic or a_name()
    with database(server, name) as where:
        given = addresses_of(server, where, name)
        with filled(given, catalogue, patch) as store:
            yield given, store


@contextmanager
def filled(given: Addresses, catalogue: Any, patch: Any, reference: str = "SECRET-1") -> Iterator[Any]:
    """The clinic at *given*, prepared and with something in it; open."""
    from data.ledger import Ledger
    from data.server_roles import prepare
    from data.store import open_store
    from tests.data.exports_for_tests import approved
    from tests.data.rows_for_tests import TODAY, file_of, visit

    prepare(given)
    for setting, url in (("", given.work), ("_PUBLIC", given.public), ("_OWNER", given.owner)):
        patch.setenv(f"CLINIC_DATABASE{setting}", address(url))
    with open_store(address(given.work), catalogue) as store:
        ledger = Ledger(store, catalogue, "Kim", TODAY)
        ledger.import_file(file_of(visit(2, reference), visit(3, "bad", before=11)))
        approved(ledger)
        yield store
