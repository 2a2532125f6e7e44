"""A group of clinics on one PostgreSQL server: twenty people's clicks, against a page with the filter alone."""

from __future__ import annotations

from pathlib import Path

from benchmarks import clinics
from benchmarks.podiatrist import served
from benchmarks.starting import OURS
from benchmarks.timing import Result
from benchmarks.viewers import against, floor, watch
from data.catalogue import load_catalogue
from data.clock import now
from data.ledger_people import PeopleLedger
from data.store import Store, open_store
from reports.access import OWNER
from tests.data.conftest import another_database
from tests.data.postgres_server import binaries, server
from tests.views.signed import PASSWORD

PEOPLE = 20


def run(folder: Path, readings: int, seconds: float = 60) -> list[Result]:
    """People with accounts of their own, all signed in; nothing where there is no PostgreSQL on this machine.

    The server is a throw-away one that does not wait for the disk; a click only reads.
    """
    if binaries() is None:
        return []
    with server() as address, another_database(address) as url:
        with open_store(url, load_catalogue()) as store:
            clinics.fill(store, readings)
            tokens = _signed_in(store)
        with served(OURS, CLINIC_HOME=str(folder / "group"), CLINIC_DATABASE=url) as at, served(floor(folder)) as bare:
            watch(at, 1, 15, tokens)  # the first look reads the records
            seen, nothing = watch(at, PEOPLE, seconds, tokens), watch(bare, PEOPLE, seconds)
    return [against(f"{PEOPLE} people at once on PostgreSQL", f"{readings:,} readings", seen, nothing)]


def _signed_in(store: Store) -> list[str]:
    """The token of the sign-in of each person."""
    people = PeopleLedger(store, "benchmark")
    accounts = [people.make_owner(people.make_first_link(now()), "owner.1", "Owner 1", PASSWORD, now())]
    for number in range(2, PEOPLE + 1):
        account, link = people.invite(f"owner.{number}", f"Owner {number}", OWNER, None, now())
        people.take_link(link, PASSWORD, now())
        accounts.append(account)
    return [people.begin_sign_in(account, "password", now()) for account in accounts]
