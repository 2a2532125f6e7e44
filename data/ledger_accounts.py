"""Accounts: adding a person, their role, and shutting them out."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from data.ledger_text import check_text
from data.ledger_versions import ChangedMeanwhile
from data.ledger_write import LedgerError, Writing, writing
from data.people_reads import has_identity, owners_on
from data.tables import podiatrists
from data.tables_people import ROLES, accounts, sign_ins

if TYPE_CHECKING:
    from data.store import Store

LONGEST_NAME = 60
_USERNAME = re.compile(r"[\w.@+-]{1,60}")
LAST_OWNER = "This is the only owner who can sign in. Make somebody else an owner first."


class AccountLedger:
    """What happens to an account. A person is told apart by the user name, whatever its capitals."""

    def __init__(self, store: Store, actor: str) -> None:
        self.store, self.actor = store, actor

    def change_role(self, account: int, role: str, podiatrist: str | None, version: int) -> None:
        """Give *account* another role; it holds from the person's next click.

        Raises `data.ledger_versions.ChangedMeanwhile` when somebody changed the account since *version* was read.
        """
        with writing(self.store, self.actor, counts=role == "podiatrist") as act:
            _keep_an_owner(act.connection, account, keeps=role == "owner")
            kept = belongs_to(act, role, podiatrist)
            _change(act, account, version, role=role, podiatrist=kept)
            act.audit("change role", "accounts", account, detail=_told(role, kept))

    def disable(self, account: int, version: int) -> None:
        """Shut *account* out: every sign-in of theirs ends in the same transaction."""
        with writing(self.store, self.actor, counts=False) as act:
            _keep_an_owner(act.connection, account, keeps=False)
            _change(act, account, version, state="disabled")
            end_sign_ins(act, account, act.at)
            act.audit("disable person", "accounts", account)

    def enable(self, account: int, version: int) -> None:
        """Let *account* in again, with the password or the provider it had; without one a new link is needed."""
        with writing(self.store, self.actor, counts=False) as act:
            kept = act.connection.scalar(select(accounts.c.password).where(accounts.c.id == account))
            kept = kept or has_identity(act.connection, account)
            _change(act, account, version, state="active" if kept else "invited")
            act.audit("enable person", "accounts", account)


def add_account(act: Writing, username: str, display_name: str, role: str, **more: Any) -> int:
    """Insert an account inside *act* and return its number; raises `LedgerError` for a name that cannot be used."""
    username, display_name = username.strip(), display_name.strip()
    check_text((username, display_name))
    if not _USERNAME.fullmatch(username):
        raise LedgerError("The user name may have letters, digits and . @ + - _, up to 60 of them and no space.")
    if not 1 <= len(display_name) <= LONGEST_NAME:
        raise LedgerError(f"Give the name that others see, up to {LONGEST_NAME} letters.")
    folded = fold(username)
    if act.connection.scalar(select(accounts.c.id).where(accounts.c.username_folded == folded)):
        raise LedgerError("The user name is taken. Choose another one.")
    account = act.ids.next("accounts")
    act.connection.execute(
        insert(accounts).values(
            id=account, username=username, username_folded=folded, display_name=display_name, role=role, made=act.at,
            version=1, **more,
        )
    )  # fmt: skip
    act.audit("add person", "accounts", account, detail=_told(role, more.get("podiatrist")))
    return account


def fold(username: str) -> str:
    """The user name as names are compared."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def belongs_to(act: Writing, role: str, podiatrist: str | None) -> int | None:
    """The number of the recorded podiatrist an account belongs to (recorded now when new); ``None`` for other roles."""
    if role not in ROLES:
        raise LedgerError(f"There is no role called '{role}'.")
    if role != "podiatrist":
        return None
    name = (podiatrist or "").strip()
    check_text(name)
    if not name:
        raise LedgerError("Say which podiatrist of the records this person is.")
    known = act.connection.scalar(select(podiatrists.c.id).where(podiatrists.c.name == name))
    if known is None:
        known = act.ids.next("podiatrists")
        act.connection.execute(insert(podiatrists).values(id=known, name=name))
    return int(known)


def end_sign_ins(act: Writing, account: int, ended: str) -> None:
    """End every sign-in of *account* that has not ended, inside *act*."""
    live = (sign_ins.c.account == account) & sign_ins.c.ended.is_(None)
    act.connection.execute(update(sign_ins).where(live).values(ended=ended))


def _told(role: str, podiatrist: int | None) -> dict[str, Any]:
    return {"role": role} if podiatrist is None else {"role": role, "podiatrist": podiatrist}


def _keep_an_owner(connection: Connection, account: int, *, keeps: bool) -> None:
    if not keeps and owners_on(connection) == [account]:
        raise LedgerError(LAST_OWNER)


def _change(act: Writing, account: int, version: int, **values: Any) -> None:
    here = (accounts.c.id == account) & (accounts.c.version == version)
    changed = act.connection.execute(update(accounts).where(here).values(version=version + 1, **values))
    if not changed.rowcount:
        raise ChangedMeanwhile({})
