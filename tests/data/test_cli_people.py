"""The commands for people: the owner's link, who has an account, and a way back in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from data.cli import main
from data.ledger_people import PeopleLedger
from data.people_reads import find_link, read_people
from tests.data.people_for_tests import NOW, PASSWORD
from tests.data.test_second_factor import SECRET, code_at

if TYPE_CHECKING:
    from datetime import datetime

    from data.store import Store


def token_in(text: str) -> str:
    found = re.search(r"/(?:first|join)/([A-Za-z0-9_-]{40,}) ", text)
    assert found, text
    return found[1]


@pytest.fixture
def moment() -> datetime:
    from data.clock import now

    return now()


def test_from_the_first_link_to_a_lost_phone(
    clinic_store: Store, moment: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["people"]) == 0
    assert "Nobody has an account yet" in capsys.readouterr().out
    assert main(["first-link"]) == 0
    ledger = PeopleLedger(clinic_store, "x")
    account = ledger.make_owner(token_in(capsys.readouterr().out), "maria", "Maria Lee", PASSWORD, moment)
    ledger.set_totp(account, SECRET, code_at(NOW), NOW)
    assert main(["first-link"]) == 4
    assert "has an owner already" in capsys.readouterr().err
    assert main(["people"]) == 0
    assert capsys.readouterr().out == "maria\tMaria Lee\towner\tactive, second factor\n"
    assert main(["reset-link", "nobody"]) == 4
    assert "Nobody has an account of this user name" in capsys.readouterr().err
    assert main(["reset-link", "MARIA", "--no-second"]) == 0
    link = find_link(clinic_store, token_in(capsys.readouterr().out), moment)
    assert link is not None and (link.purpose, link.account) == ("reset", account)
    assert not read_people(clinic_store)[0].has_totp
