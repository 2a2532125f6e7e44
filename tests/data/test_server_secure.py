"""A line to a PostgreSQL server on another computer is encrypted, or not used."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from data.places import StoreError, check_secure, read_url
from data.store import open_store
from tests.data.postgres_server import _as_somebody, _free_port, _run, binaries

HERE = ("localhost", "127.0.0.1", "127.8.8.8", "[::1]")


@pytest.mark.parametrize("host", HERE)
def test_this_computer_needs_no_encrypted_line(host: str) -> None:
    check_secure(read_url(f"postgresql://clinic@{host}:5432/records"))


@pytest.mark.parametrize("address", ["postgresql:///records", "postgresql:///records?host=/var/run/postgresql"])
def test_a_socket_of_this_computer_needs_no_encrypted_line(address: str) -> None:
    check_secure(read_url(address))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://clinic@db.clinic.example/records",
        "postgresql://clinic@192.168.1.20/records",
        "postgresql://clinic@localhost.example/records",
        "postgresql://clinic@[2001:db8::1]/records",
        "postgresql:///records?host=db.clinic.example",
        "postgresql:///records?host=/tmp&host=db.clinic.example",
        "postgresql:///records?host=localhost:5432&host=db.clinic.example:5432",
        "postgresql://localhost/records?hostaddr=10.0.0.7",
        "postgresql:///records?service=clinic",
    ],
)
@pytest.mark.parametrize("mode", ["", "disable", "allow", "prefer"])
def test_another_computer_without_an_encrypted_line_is_refused(address: str, mode: str) -> None:
    asked = f"{address}{'&' if '?' in address else '?'}sslmode={mode}" if mode else address
    with pytest.raises(StoreError, match="sslmode=verify-full"):
        check_secure(read_url(asked))
    for good in ("require", "verify-ca", "verify-full"):
        check_secure(read_url(f"{address}{'&' if '?' in address else '?'}sslmode={good}"))


def test_the_settings_of_the_driver_are_seen_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.clinic.example")
    with pytest.raises(StoreError, match="sslmode"):
        check_secure(read_url("postgresql:///records"))
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    check_secure(read_url("postgresql:///records"))
    with pytest.raises(StoreError, match="sslmode"):
        check_secure(read_url("postgresql:///records?sslmode=prefer"))


def test_nothing_is_sent_to_it_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("it was looked for"))
    with pytest.raises(StoreError, match="on another computer") as said:
        open_store("postgresql://clinic:secret@db.clinic.example/records")
    assert "secret" not in str(said.value)


@pytest.mark.postgres
def test_records_are_kept_over_an_encrypted_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    where, home, before = binaries(), tmp_path_factory.mktemp("secure"), _as_somebody()
    if where is None or not shutil.which("openssl"):
        pytest.skip("no PostgreSQL server or no openssl")
    for folder in (home, home.parent, home.parent.parent):
        folder.chmod(0o711)
    files = home / "files"
    if before:
        shutil.chown(home, before[2])
    _run(before, where / "initdb", "-D", files, "-U", "clinic", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    _certificate(before, files)
    port = _free_port()
    options = f"-F -p {port} -c ssl=on -c listen_addresses=127.0.0.1 -c unix_socket_directories={files}"
    _run(before, where / "pg_ctl", "-D", files, "-w", "-l", files / "log", "-o", options, "start")
    try:
        address = f"postgresql://clinic@127.0.0.1:{port}/postgres?sslmode=verify-full&sslrootcert={_copy(files, home)}"
        with open_store(address) as store, store.engine.connect() as connection:
            query = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            assert connection.execute(query).scalar() is True
    finally:
        _run(before, where / "pg_ctl", "-D", files, "-m", "immediate", "stop")


def _certificate(before: list[str], files: Path) -> None:
    """A certificate for 127.0.0.1 that vouches for itself."""
    request = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1")
    _run(before, *request, "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", files / "server.key", "-out", files / "server.crt")  # fmt: skip


def _copy(files: Path, home: Path) -> Path:
    done = subprocess.run(["cat", str(files / "server.crt")], capture_output=True, check=True)
    (home / "root.crt").write_bytes(done.stdout)
    return home / "root.crt"
