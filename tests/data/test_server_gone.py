"""A database server that goes away in the middle: a sentence, and the code of records that cannot be reached."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import Connection, make_url, text

from data.catalogue import Catalogue
from data.cli_end import ended
from data.cli_say import STORE
from data.ledger_write import SERVER_GONE, LedgerError, writing
from data.store import open_store


def cut(url: str, connection: Connection) -> None:
    """End the server's side of *connection*, as a server that is stopped does."""
    pid = connection.scalar(text("SELECT pg_backend_pid()"))
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))


def test_a_write_says_that_the_server_is_gone_and_stores_nothing(postgres_url: str, catalogue: Catalogue) -> None:
    with open_store(postgres_url, catalogue) as store:
        before = store.version()

        def write() -> None:
            with writing(store, "Kim") as act:
                cut(postgres_url, act.connection)
                act.audit("refused", None, None, "never stored", {})

        with pytest.raises(LedgerError, match="stopped answering"):
            write()
        assert store.version() == before


def test_a_command_that_reads_ends_with_a_sentence(
    postgres_url: str, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    def read() -> int:
        with open_store(postgres_url, catalogue) as store, store.reading() as connection:
            cut(postgres_url, connection)
            return len(connection.execute(text("SELECT 1")).all())

    assert ended(read, {ValueError: 2}) == STORE
    assert capsys.readouterr().err == f"{SERVER_GONE}\n"
