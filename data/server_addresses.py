"""How a clinic's roles reach its database on a PostgreSQL server: the addresses in the settings, and their names.

The clinic has a name, its schema and its working role are called so, and the other two are ``NAME_owner`` and
``NAME_public``: from one name everything else follows, and no role can be another clinic's by mistake.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from sqlalchemy.engine import URL

from data.places import StoreError, clinic_url, public_address, read_url
from data.server_guards import owner_of, public_of

NAME = re.compile(r"(?!pg_|public$|postgres$)[a-z][a-z0-9_]{0,40}(?<!_owner)(?<!_public)")


@dataclass(frozen=True)
class Addresses:
    """How each role reaches one database; *admin* only where roles are to be made."""

    work: URL
    owner: URL
    public: URL
    admin: URL | None

    @property
    def clinic(self) -> str:
        """The clinic's name on the server."""
        return str(self.work.username)


def addresses() -> Addresses:
    """What the settings say; raises `StoreError` for one that is missing, or for names that do not go together."""
    work = read_url(clinic_url())
    if work.get_backend_name() != "postgresql":
        raise StoreError("Roles are for a PostgreSQL server. Name the clinic's database in CLINIC_DATABASE first.")
    owner, public = os.environ.get("CLINIC_DATABASE_OWNER"), public_address()
    if not owner or not public:
        raise StoreError(
            "Name the owning role's address in CLINIC_DATABASE_OWNER and the public one's in CLINIC_DATABASE_PUBLIC."
        )
    admin = os.environ.get("CLINIC_DATABASE_ADMIN")
    found = Addresses(work, read_url(owner), read_url(public), read_url(admin) if admin else None)
    _check_names(found)
    return found


def place_of(url: URL) -> tuple[object, ...]:
    """The server and the database an address leads to."""
    return url.host, url.port, url.database


def _check_names(given: Addresses) -> None:
    if not NAME.fullmatch(given.work.username or ""):
        raise StoreError(
            "The user in CLINIC_DATABASE is the clinic's name on the server: small letters, digits and _, such as "
            "riverside. It does not end in _owner or _public: two other roles are called so."
        )
    for url, name in ((given.owner, owner_of(given.clinic)), (given.public, public_of(given.clinic))):
        if url.username != name:
            raise StoreError(
                f"The user in that address must be {name}, because the one in CLINIC_DATABASE is {given.clinic}."
            )
    for url in filter(None, (given.owner, given.public, given.admin)):
        if place_of(url) != place_of(given.work):
            raise StoreError(
                "The addresses of the roles name different servers or databases. They differ by user and password only."
            )
