"""Two things at once about who may come in, and what the check of the records says, on both databases."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from data import passwords
from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger
from data.ledger_people import PeopleLedger, Wrong
from data.ledger_write import LedgerError
from data.people_reads import hash_of, read_people, stamp
from data.store import known_names
from data.tables_people import account_links, accounts, recovery_codes, sign_in_tries
from tests.data.people_for_tests import DAY, NOW, PASSWORD, joined, owned, person
from tests.data.rows_for_tests import TODAY, file_of, visit

if TYPE_CHECKING:
    from data.store import Store

LATER = "another four good words"


def test_two_first_links_opened_at_once_make_one_owner(store: Store) -> None:
    tokens = [PeopleLedger(store, "the program").make_first_link(NOW), "a second link that should not be there"]
    row = {"hash": hash_of(tokens[1]), "purpose": "first", "until": stamp(NOW + DAY)}
    with store.engine.connect() as connection, connection.begin():
        connection.execute(insert(account_links).values(**row))
    made: list[object] = []

    def attempt(name: str, token: str) -> None:
        try:
            made.append(PeopleLedger(store, "x").make_owner(token, name, name, PASSWORD, NOW))
        except LedgerError as error:
            made.append(error)

    threads = [threading.Thread(target=attempt, args=(f"ann{place}", tokens[place % 2])) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in made if isinstance(one, int)]) == 1
    assert len(made) == 4
    assert len(read_people(store)) == 1


def test_a_password_changed_while_the_old_one_is_looked_at_stays_changed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = owned(store)
    ledger, really = PeopleLedger(store, "the gate"), passwords.matches
    token = ledger.reset_link(account, NOW)

    def slowly(kept: str, password: str) -> bool:
        right = really(kept, password)
        monkeypatch.setattr(passwords, "matches", really)
        ledger.take_link(token, LATER, NOW)
        return right

    monkeypatch.setattr(passwords, "matches", slowly)
    with pytest.raises(Wrong):
        ledger.check_password("maria", PASSWORD, NOW)
    assert ledger.check_password("maria", LATER, NOW) == account


def test_an_accent_may_be_typed_in_one_piece_or_in_two(store: Store) -> None:
    owned(store)
    ledger = PeopleLedger(store, "Maria")
    account, token = ledger.invite("ren\u00e9", "Ren\u00e9", "marketing", None, NOW)
    ledger.take_link(token, "caf\u00e9 lamp river stone", NOW)
    assert ledger.check_password("RENE\u0301", "cafe\u0301 lamp river stone", NOW) == account


def test_tries_of_an_earlier_day_are_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "matches", lambda kept, password: False)
    for name, when in (("a", NOW), ("b", NOW), ("c", NOW + 2 * DAY)):
        with pytest.raises(Wrong):
            PeopleLedger(store, "the gate").check_password(name, PASSWORD, when)
    with store.engine.connect() as connection:
        assert len(connection.execute(sign_in_tries.select()).all()) == 1


def test_an_import_is_taken_back_and_the_podiatrist_who_signs_in_stays(store: Store, catalogue: Catalogue) -> None:
    ledger = Ledger(store, catalogue, "Maria", TODAY)
    batch = ledger.import_file(file_of(visit(2, "P1", podiatrist="Lee"))).batch
    assert batch is not None
    owned(store)
    account = joined(store, "lee", "podiatrist", "Lee")
    ledger.withdraw_batch(batch, "The wrong file")
    assert known_names(store)["podiatrist"] == ["Lee"]
    assert person(store, account).podiatrist == "Lee"
    assert check_store(store) == []


def test_the_check_names_what_does_not_fit_together(store: Store) -> None:
    owner = owned(store)
    lee = joined(store, "lee", "podiatrist", "Lee")
    PeopleLedger(store, "x").begin_sign_in(lee, "password", NOW)
    assert check_store(store) == []
    link = {"hash": "0" * 64, "purpose": "first", "until": stamp(NOW)}
    with store.engine.connect() as connection, connection.begin():
        of = accounts.update().where
        connection.execute(of(accounts.c.id == owner).values(password="", username_folded="ben"))
        connection.execute(of(accounts.c.id == lee).values(state="disabled", password="plain", role="auditor"))
        connection.execute(insert(recovery_codes).values(account=lee, hash="1" * 64))
        connection.execute(insert(account_links).values(**link))
    assert check_store(store) == [
        f"The account {owner} is active and has no way to sign in.",
        f"The account {owner} is found under another user name than its own.",
        f"The account {lee} is not active and is signed in.",
        f"The account {lee} has recovery codes and no second factor.",
        f"The password of account {lee} is not kept as this program keeps one.",
        f"The account {lee} is not a podiatrist's and sees a podiatrist's patients.",
        "A link for the first owner can still be used, and there is an owner.",
    ]
