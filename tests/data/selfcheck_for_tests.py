"""A clinic of which nothing is wrong, and what the self-check says of it."""

from __future__ import annotations

from data.backup_make import back_up
from data.catalogue import load_catalogue
from data.ledger import Ledger
from data.places import clinic_url
from data.selfcheck import Found, run
from data.store import Store
from data.vault import has_recovery_key, recovery_key
from tests.data.people_for_tests import owned
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of

PEOPLE, NAME = ("P001", "P002"), "Qzmarked Person"


def make_well(store: Store) -> None:
    """Records, an owner, a recovery key that was shown, and a proven backup."""
    ledger = Ledger(store, load_catalogue(), "Kim", TODAY)
    ledger.start_clinic()
    ledger.import_file(file_of(*clinic_rows(20)))
    ledger.add_patient("QZMARKED-1", NAME)
    owned(store)
    if has_recovery_key(store):
        recovery_key(store, "Kim")
    back_up(store, "Kim")


def looked(typed: str = "", url: str = "") -> dict[str, Found]:
    """What each check found, by name."""
    return {one.name: one for one in run(url or clinic_url(), "Kim", typed)}


def wrong(found: dict[str, Found]) -> dict[str, str]:
    """The sentence of each check that found something wrong, by its name."""
    return {name: one.said for name, one in found.items() if one.ok is False}
