"""The owner's door to the people who may sign in: who they are, and every change to it, checked for the role first."""

from __future__ import annotations

from functools import cached_property

from data.clock import now
from data.ledger_people import PeopleLedger
from data.ledger_write import LedgerError
from data.people_reads import BACK, Person, read_people
from data.store import Store, known_names
from reports import provider_sign_in
from reports.access import Viewer
from reports.watched import check_act

ACT = "manage people"


class Team:
    """The people of one clinic, for one viewer. Every method raises `NotAllowed` for a role that may not.

    Those that write raise `data.ledger_write.LedgerError` in a sentence when the record room refuses.
    """

    def __init__(self, store: Store, viewer: Viewer) -> None:
        check_act(store, viewer, ACT)
        self._store = store
        self._ledger = PeopleLedger(store, viewer.name)

    def people(self) -> list[Person]:
        """Everybody who may sign in, was invited, or may not any more."""
        return read_people(self._store)

    def podiatrists(self) -> list[str]:
        """The podiatrists in the records, by name."""
        return known_names(self._store)["podiatrist"]

    @cached_property
    def ways(self) -> dict[str, str]:
        """The providers that may vouch for people here: name and title. Empty when people have passwords only."""
        return dict(provider_sign_in.offered())

    def way_of(self, person: Person) -> str:
        """The title of the provider that vouches for this person; empty for a password."""
        return provider_sign_in.title_of(person.issuer) if person.issuer else ""

    def invite(self, username: str, display_name: str, role: str, podiatrist: str | None, way: str = "") -> str:
        """Make an account; the token of its person's link: to a password of their own, or to the provider *way*."""
        return self._ledger.invite(username, display_name, role, podiatrist, now(), self._known(way))[1]

    def new_link(self, person: Person, way: str = "") -> str:
        """A new link, as in `invite`; what holds now ends when it is used, and earlier links open nothing any more."""
        return self._ledger.reset_link(person.id, now(), self._known(way) or (BACK if person.issuer else ""))

    def change_role(self, person: Person, role: str, podiatrist: str | None) -> None:
        """Another role, from the person's next click."""
        self._ledger.change_role(person.id, role, podiatrist, person.version)

    def disable(self, person: Person) -> None:
        """Nobody signs in with this account any more; whoever is signed in is out at the next click."""
        self._ledger.disable(person.id, person.version)

    def enable(self, person: Person) -> None:
        """The account may sign in again, with the password or the provider it had."""
        self._ledger.enable(person.id, person.version)

    def _known(self, way: str) -> str:
        if way and way not in dict(provider_sign_in.offered()):  # now, not when the page was drawn
            raise LedgerError("This provider is not set up. Load the page again.")
        return way
