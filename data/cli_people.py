"""People by command: who has an account, the first owner's link, and a new password for somebody who cannot get in."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from data.cli_say import DONE
from data.cli_user import actor

if TYPE_CHECKING:
    from data.people_reads import Person
    from data.store import Store


def people(_asked: argparse.Namespace) -> int:
    """``people``: everybody with an account, one line each."""
    from data.people_reads import read_people
    from data.store import open_store

    with open_store() as store:
        found = read_people(store)
    for one in found:
        second = ", second factor" if one.has_totp else ""
        second += ", signs in with a provider" if one.issuer else ""
        print(f"{one.username}\t{one.display_name}\t{one.role}\t{one.state}{second}")
    if not found:
        print("Nobody has an account yet. Make the link for the owner's with: python3 -m data first-link")
    return DONE


def first_link(_asked: argparse.Namespace) -> int:
    """``first-link``: the address below which the owner's account is made."""
    from data.clock import now
    from data.ledger_people import PeopleLedger
    from data.store import open_store

    with open_store() as store:
        token = PeopleLedger(store, actor()).make_first_link(now())
    print(f"Open /first/{token} below the dashboard's own address within a day. Earlier links have ended.")
    return DONE


def reset_link(asked: argparse.Namespace) -> int:
    """``reset-link``: a new password for *username*; ``--no-second`` turns the second factor off as well.

    ``--no-provider``: for somebody a provider vouches for, who goes back to a password when the link is used.
    """
    from data.clock import now
    from data.ledger_people import PeopleLedger
    from data.people_reads import BACK
    from data.store import open_store

    with open_store() as store:
        person, ledger = _named(store, asked.username), PeopleLedger(store, actor())
        if asked.no_second:
            ledger.drop_totp(person.id)
        token = ledger.reset_link(person.id, now(), BACK if asked.no_provider and person.issuer else "")
    print(f"{person.display_name}: open /join/{token} below the dashboard's own address within a day.")
    return DONE


def _named(store: Store, username: str) -> Person:
    from data.ledger_accounts import fold
    from data.ledger_write import LedgerError
    from data.people_reads import read_people

    for person in read_people(store):
        if fold(person.username) == fold(username):
            return person
    raise LedgerError("Nobody has an account of this user name. See them all with: python3 -m data people")
