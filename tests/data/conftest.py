"""The store on each kind of database, and rows to put into it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.data.postgres_server import server

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store

BOTH = [pytest.param("sqlite"), pytest.param("encrypted"), pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, without a database."""
    with server() as address:
        yield address


def _do(address: str, statement: str, name: str) -> None:
    url = make_url(address).set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


@contextmanager
def another_database(postgres: str) -> Iterator[str]:
    """The address of a new, empty database on the server."""
    name = f"clinic_{secrets.token_hex(6)}"
    _do(postgres, "CREATE DATABASE {}", name)
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    _do(postgres, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A new, empty PostgreSQL database."""
    with another_database(postgres) as address:
        yield address


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: a plain SQLite file, an encrypted one, and one on PostgreSQL."""
    if request.param != "postgresql":
        kind = {"sqlite": "sqlite", "encrypted": "sqlite+sqlcipher"}[request.param]
        return f"{kind}:///{tmp_path / 'records' / 'clinic.db'}"
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture
def store(database: str, catalogue: Catalogue) -> Iterator[Store]:
    """An empty, open store: a plain SQLite file, an encrypted one, and one on PostgreSQL."""
    from data.store import open_store

    opened = open_store(database, catalogue)
    yield opened
    opened.close()


@pytest.fixture
def place(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clinic's own default place, with nothing in it yet."""
    monkeypatch.delenv("CLINIC_DATABASE")
    return own_home / "clinic.db"


@pytest.fixture
def filled(place: Path, catalogue: Catalogue) -> Path:
    """An encrypted clinic with a few hundred rows in it, closed."""
    from data.ledger import Ledger
    from data.store import open_store
    from tests.data.rows_for_tests import TODAY, clinic_rows, file_of

    with open_store(None, catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(60)))
    return place
