"""Where records are kept: the user's own data folder, never the program's folder and never a network drive."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path

import platformdirs
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "9p", "davfs", "fuse.rclone"})
MOUNTS = Path("/proc/mounts")
ENCRYPTED = "sqlite+sqlcipher"  # of an address: a file that is not there yet is made encrypted
_SECURE = frozenset({"require", "verify-ca", "verify-full"})
_WINDOWS_REMOTE = 4  # GetDriveTypeW: DRIVE_REMOTE


class StoreError(ValueError):
    """The records cannot be opened; the message says why and what to do."""


class NotADemo(ValueError):
    """The demo clinic was asked for where it must not be: on a server, or in place of real records."""


def home() -> Path:
    """The folder of records: ``$CLINIC_HOME``, else the user's own data folder."""
    named = os.environ.get("CLINIC_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("dry-needling-outcomes", appauthor=False))


def clinic_url() -> str:
    """The address of the clinic's records: ``$CLINIC_DATABASE``, else ``clinic.db`` in `home`, made encrypted."""
    return os.environ.get("CLINIC_DATABASE") or _file_url("clinic.db", ENCRYPTED)


def public_address() -> str | None:
    """``$CLINIC_DATABASE_PUBLIC``: the same PostgreSQL database, by the role that reads what is for the public."""
    return os.environ.get("CLINIC_DATABASE_PUBLIC") or None


def demo_url() -> str:
    """The address of the invented clinic: always ``demo.db`` in `home`, never the clinic's own database."""
    return _file_url("demo.db")


def _file_url(name: str, kind: str = "sqlite") -> str:
    return URL.create(kind, database=str(home() / name)).render_as_string(hide_password=False)


def read_url(address: str) -> URL:
    """Understand *address*, or raise `StoreError`: a SQLite file or a PostgreSQL database, nothing else."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreError(
            "CLINIC_DATABASE is not a database address. Use postgresql+psycopg://… or leave it empty."
        ) from None
    if url.drivername in ("sqlite", "sqlite+pysqlite", ENCRYPTED) and url.database and url.database != ":memory:":
        return url
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise StoreError(
        f"Records are kept in a SQLite file or on PostgreSQL, not in '{url.drivername}'. "
        "Set CLINIC_DATABASE to postgresql+psycopg://… or leave it empty."
    )


def check_secure(url: URL) -> None:
    """Refuse a PostgreSQL server on another computer unless the line to it is encrypted."""
    asked = {name: value if isinstance(value, str) else ",".join(value) for name, value in url.query.items()}
    named = [url.host, asked.get("host"), asked.get("hostaddr"), asked.get("service")]
    hosts = [host for one in named if one for host in one.split(",")] or [os.environ.get("PGHOST", "")]
    if all(map(_is_here, hosts)) or asked.get("sslmode", os.environ.get("PGSSLMODE", "")) in _SECURE:
        return
    raise StoreError(
        "The database server is on another computer, and the line to it may be open to be read on the way. Add "
        "?sslmode=verify-full to CLINIC_DATABASE (or at least ?sslmode=require, which checks no certificate)."
    )


def _is_here(host: str) -> bool:
    if not host or host == "localhost" or host.startswith(("/", "@")):  # nothing, or a socket of this computer
        return True
    try:
        return ipaddress.ip_address(host.rsplit(":", 1)[0] if host.count(":") == 1 else host.strip("[]")).is_loopback
    except ValueError:
        return False


def prepare_file(path: Path) -> None:
    """Make the folder of a SQLite file, readable by this user only; refuse a place that is not local."""
    if str(path).startswith(("\\\\", "//")) or _is_network(path):
        raise StoreError(
            f"{path} is on a network drive, where a database file is damaged sooner or later. "
            "Keep the records on this computer, or use PostgreSQL for several computers."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be made ({error.strerror}). Choose another one.") from error


def _is_network(path: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.absolute().anchor) == _WINDOWS_REMOTE)
    if not MOUNTS.exists():
        return False
    where = path.absolute()
    found = [line.split()[1:3] for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    above = [(point, kind) for point, kind in found if where.is_relative_to(point.replace("\\040", " "))]
    return max(above, key=lambda entry: len(entry[0]), default=("", ""))[1] in NETWORK
