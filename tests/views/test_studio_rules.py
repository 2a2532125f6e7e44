"""Every rule of the public destination on the page: the one that is broken is named, alone; nothing can be prepared."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.public_rules import load_public_rules
from data.store import open_store
from reports import studio, studio_draft
from reports.access import OWNER
from tests.reports.studio_clinic import GOOD, MARKETER, TODAY, large_clinic
from tests.reports.test_studio_checks import BROKEN, broken
from tests.views import signed
from tests.views.test_pages import started, words

RULES = load_public_rules().checks


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    path = tmp_path_factory.mktemp("rules") / "clinic.db"
    large_clinic(path, catalogue).close()
    return path


@pytest.fixture
def own_clinic(clinic: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The large clinic as the clinic's own records, on the day its people are of, its owner signed in."""
    own_home.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(studio_draft, "today", lambda: TODAY)
    copied = Path(shutil.copy(clinic, own_home / "clinic.db"))
    signed.as_owner()
    return copied


def opened() -> AppTest:
    """The studio in the clinic's own records."""
    return started(OWNER).switch_page("studio.py").run()


def read(at: AppTest) -> str:
    return words(at).replace("\\", "")


def test_a_draft_that_keeps_every_rule_can_be_prepared(own_clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.studio_state.request", lambda: GOOD)
    at = opened()
    assert not at.exception
    assert f"{len(RULES)} of {len(RULES)} rules hold" in read(at)
    assert not at.button(key="studio-prepare").disabled


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_page_refuses_by_the_rule_that_is_broken_and_no_other(
    name: str, own_clinic: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(None, catalogue) as store:
        request = broken(name, store, catalogue, monkeypatch)
    monkeypatch.setattr("views.studio_state.request", lambda: request)
    at = opened()
    assert not at.exception
    said = read(at)
    assert f"{len(RULES) - 1} of {len(RULES)} rules hold" in said
    assert f"Not yet, because 1 rule is broken: {RULES[name].title}." in said
    assert at.button(key="studio-prepare").disabled
    with open_store(None, catalogue) as store:
        assert studio.register(store, MARKETER, TODAY) == []
