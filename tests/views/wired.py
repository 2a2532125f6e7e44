"""A running clinic with five people in it and a mark in whatever is a patient's, and what a raw client is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from data.catalogue import Catalogue
from data.clock import now
from data.ledger import Ledger
from data.ledger_people import PeopleLedger
from data.store import Store, read_audit
from reports.access import OWNER, PODIATRIST, ROLES
from reports.nightly import ACTOR as NIGHTLY
from tests.browser.conftest import Dashboard, records_of, started
from tests.data.contents import RECORDS, contents, facts_of
from tests.data.marked_person import MARKS, write_marked
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of
from tests.views import raw
from tests.views.gated import cookie
from tests.views.signed import PASSWORD, first_owner

PEOPLE = ("MARK-REF", "Markname", "Markperson")  # who somebody is
CARE = tuple(mark for mark in MARKS if mark.startswith("mark")) + ("markcare",)  # what was found and done
KEPT = (*RECORDS, "accounts", "import_batches", "session_drafts", "exports", "export_events")
TREATS = "Podiatrist 1"


@dataclass(frozen=True)
class Wired:
    """The clinic, and a way in for each role."""

    running: Dashboard
    store: Store
    tokens: dict[str, str]

    @contextmanager
    def opened(self, role: str) -> Iterator[ClientConnection]:
        """An open page of somebody of this *role*."""
        with raw.opened(self.running.port, cookie(self.tokens[role])) as page:
            yield page


def fill(store: Store, catalogue: Catalogue) -> None:
    """Marked patients: enough of them that marketing has figures, and one marked in everything there is."""
    rows = [
        replace(row, patient=f"Markperson{row.patient}", session=row.session and replace(row.session, notes="markcare"))
        for row in clinic_rows(60)
    ]
    ledger = Ledger(store, catalogue, "test", TODAY)
    ledger.import_file(file_of(*rows))
    write_marked(ledger)


def people_in(store: Store) -> dict[str, str]:
    """Somebody of each role, signed in: role to token of the cookie."""
    people = PeopleLedger(store, "test")
    accounts = {OWNER: first_owner(people)}
    for role in ROLES:
        if role != OWNER:
            name = f"some.{role.split()[-1]}"
            accounts[role], link = people.invite(
                name, f"Some {role}", role, TREATS if role == PODIATRIST else None, now()
            )
            people.take_link(link, PASSWORD, now())
    return {role: people.begin_sign_in(account, "password", now()) for role, account in accounts.items()}


@contextmanager
def in_use(folder: Path, catalogue: Catalogue) -> Iterator[Wired]:
    """The program itself, running in *folder* on a clinic without records, with somebody of each role in it."""
    home = folder / "home"
    home.mkdir(parents=True)
    with started(home, folder / "log.txt") as running, records_of(running, catalogue) as store:
        yield Wired(running, store, people_in(store))


def held(store: Store) -> tuple[dict[str, tuple[int, str]], dict[str, str]]:
    """All that somebody without a right could have changed: records, people, drafts, exports and facts."""
    return contents(store, KEPT), facts_of(store)


def acts(store: Store) -> Counter[str]:
    """How often each kind of act of a person stands in the trail; the nightly backup comes when it is due."""
    trail = read_audit(store)
    return Counter(trail.loc[trail["actor"] != NIGHTLY, "action"])


def drawn(heard: list[ForwardMsg]) -> str:
    """The mark of the page that was really drawn."""
    return [one.navigation.page_script_hash for one in heard if one.WhichOneof("type") == "navigation"][-1]


def told(heard: list[ForwardMsg]) -> bytes:
    """All that went over the line."""
    return b"".join(one.SerializeToString() for one in heard)


def pressing(page: str, button: str, query: str = "") -> BackMsg:
    """The message of a press on *button* of *page*, whoever was ever shown it."""
    message = raw.on_page(page, press=button)
    message.rerun_script.query_string = query
    return message


def offered(heard: list[ForwardMsg]) -> dict[str, str]:
    """The files on a page that are made when somebody presses for them: the button's id, and Streamlit's own name."""
    return {one.id: one.deferred_file_id for one in raw.elements(heard, "download_button")}


def address(page: ClientConnection, heard: list[ForwardMsg], name: str) -> str:
    """Have the file *name* made, as a press on its button does; its address."""
    asked = BackMsg()
    request = asked.backend_operation_request
    request.request_id = "1"
    request.session_id = session_of(heard)
    request.deferred_file.file_id = name
    page.send(asked.SerializeToString())
    while True:
        one = ForwardMsg.FromString(bytes(page.recv(timeout=90)))  # type: ignore[arg-type]
        if one.WhichOneof("type") == "backend_operation_response":
            return str(one.backend_operation_response.deferred_file.url)


def session_of(heard: list[ForwardMsg]) -> str:
    """Streamlit's own name of an open page."""
    return next(one.new_session.initialize.session_id for one in heard if one.WhichOneof("type") == "new_session")
