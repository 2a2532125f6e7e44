"""The owner's door to the people who may sign in: who they are, and every change to it, checked for the role first."""

from __future__ import annotations

from data.clock import now
from data.ledger_people import PeopleLedger
from data.people_reads import Person, read_people
from data.store import Store, known_names
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

    def invite(self, username: str, display_name: str, role: str, podiatrist: str | None) -> str:
        """Make an account; the token of the link with which its person chooses a password."""
        return self._ledger.invite(username, display_name, role, podiatrist, now())[1]

    def new_link(self, account: int) -> str:
        """A new link to choose a password with; earlier ones open nothing any more."""
        return self._ledger.reset_link(account, now())

    def change_role(self, person: Person, role: str, podiatrist: str | None) -> None:
        """Another role, from the person's next click."""
        self._ledger.change_role(person.id, role, podiatrist, person.version)

    def disable(self, person: Person) -> None:
        """Nobody signs in with this account any more; whoever is signed in is out at the next click."""
        self._ledger.disable(person.id, person.version)

    def enable(self, person: Person) -> None:
        """The account may sign in again, with the password it had."""
        self._ledger.enable(person.id, person.version)
