"""A PostgreSQL server for the tests: the one named in TEST_POSTGRES, else a throw-away one of our own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Speed for a server that is thrown away; what the tests ask is not whether PostgreSQL survives a power cut.
SETTINGS = "-F -c synchronous_commit=off -c full_page_writes=off -c max_connections=40 -c timezone=UTC"


def binaries() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl``, newest version first."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found += [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += [path.parent for path in Path("/opt/homebrew/opt").glob("postgresql*/bin/initdb")]
    return max(found, key=lambda path: _number(path.parent.name), default=None)


def _number(name: str) -> int:
    digits = "".join(letter for letter in name if letter.isdigit())
    return int(digits or 0)


def _as_somebody() -> list[str]:
    """PostgreSQL refuses to run as root; another user is used then."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    for user in ("postgres", "nobody"):
        if shutil.which("runuser") and subprocess.run(["id", user], capture_output=True, check=False).returncode == 0:
            return ["runuser", "-u", user, "--"]
    return []


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which databases may be made; skips, saying why, where there is none."""
    if named := os.environ.get("TEST_POSTGRES"):
        yield named
        return
    where = binaries()
    if where is None:
        pytest.skip("no PostgreSQL server: install postgresql, or name one in TEST_POSTGRES")
    home = Path(tempfile.mkdtemp(prefix="clinic-postgres-"))
    before = _as_somebody()
    if before:
        shutil.chown(home, before[2])
    try:
        yield from _own(where, home, before)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _own(where: Path, home: Path, before: list[str]) -> Iterator[str]:
    files = home / "files"
    _run(before, where / "initdb", "-D", files, "-U", "clinic", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    port = _free_port()
    options = f"{SETTINGS} -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home}"
    _run(before, where / "pg_ctl", "-D", files, "-w", "-l", home / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://clinic@127.0.0.1:{port}"
    finally:
        _run(before, where / "pg_ctl", "-D", files, "-m", "immediate", "stop")


def _run(before: list[str], *command: object) -> None:
    words = [*before, *(str(word) for word in command)]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True, cwd="/", check=False)  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{words[len(before)]} failed: {done.stderr}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
