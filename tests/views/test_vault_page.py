"""The pages on an encrypted clinic: they open as on any other, and without its key they say what opens it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.check import check_store
from data.keys_words import in_words
from data.ledger import Ledger
from data.places import clinic_url
from data.store import open_store, read_audit
from data.vault_files import key_of
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of
from tests.views import signed
from tests.views.test_pages import APP, words
from views.recovery_key import SHOW, WHY


@pytest.fixture
def encrypted(demo_home: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clinic's own default place with records in it, beside the invented clinic."""
    monkeypatch.delenv("CLINIC_DATABASE")
    with open_store(clinic_url(), catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(60)))
        assert store.is_encrypted
    return demo_home / "clinic.db"


def _code(at: AppTest) -> list[str]:
    return [str(shown.value) for shown in at.code]


def test_the_owner_is_shown_the_recovery_key_once(encrypted: Path) -> None:
    key = key_of(encrypted)
    assert key is not None
    signed.as_owner()
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert not at.exception and not at.error
    assert (WHY in words(at), _code(at)) == (True, [])
    next(button for button in at.button if button.label == SHOW).click().run()
    assert not at.exception and not at.error
    assert [shown.replace("\n", "") for shown in _code(at)] == [in_words(key)]
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert (WHY in words(at), _code(at)) == (False, [])
    with open_store(clinic_url()) as store:
        events = read_audit(store)
        assert events[events["action"] == "show recovery key"]["actor"].tolist() == ["olive"]
        assert check_store(store) == []


@pytest.mark.parametrize("role", ["podiatrist", "marketing"])
def test_nobody_else_is_offered_it(role: str, encrypted: Path) -> None:
    signed.as_role(role, "Ann" if role == "podiatrist" else None)
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert not at.exception
    assert at.title
    assert SHOW not in [button.label for button in at.button]


def test_the_demo_clinic_and_a_plain_one_have_none_to_offer(demo_home: Path) -> None:
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert "invented" in words(at)
    assert SHOW not in [button.label for button in at.button]
    signed.as_owner()
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert "invented" not in words(at)
    assert SHOW not in [button.label for button in at.button]


def test_without_its_key_the_page_says_what_opens_it(encrypted: Path) -> None:
    shutil.rmtree(os.environ["CLINIC_KEYS"])
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert not at.exception
    assert [title.value for title in at.title] == ["The records cannot be opened"]
    assert "recovery key" in words(at)
    assert not Path(os.environ["CLINIC_KEYS"]).exists()
