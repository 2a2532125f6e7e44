"""The pages on an encrypted clinic: they open as on any other, and without its key they say what opens it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.places import clinic_url
from data.store import open_store
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of
from tests.views.test_pages import APP, words


@pytest.fixture
def encrypted(demo_home: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clinic's own default place with records in it, beside the invented clinic."""
    monkeypatch.delenv("CLINIC_DATABASE")
    with open_store(clinic_url(), catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(60)))
        assert store.is_encrypted
    return demo_home / "clinic.db"


def test_a_page_opens_on_an_encrypted_clinic(encrypted: Path) -> None:
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert not at.exception and not at.error
    assert "60" in words(at)


def test_without_its_key_the_page_says_what_opens_it(encrypted: Path) -> None:
    shutil.rmtree(os.environ["CLINIC_KEYS"])
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert not at.exception
    assert [title.value for title in at.title] == ["The records cannot be opened"]
    assert "recovery key" in words(at)
    assert not Path(os.environ["CLINIC_KEYS"]).exists()
