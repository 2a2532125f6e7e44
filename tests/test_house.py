"""The walls of the house, read from the source. A failure is a sentence that names the file and the rule."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.store import Store
from reports import access, desk
from reports.access import Viewer
from tests import walls_imports, walls_people, walls_words

ROOT = Path(__file__).resolve().parent.parent


def _none(breaches: list[str]) -> None:
    if breaches:
        pytest.fail("\n".join(breaches), pytrace=False)


def test_rooms_import_downward_only() -> None:
    _none(walls_imports.import_breaches(ROOT))


def test_files_have_one_subject() -> None:
    _none(walls_words.length_breaches(ROOT))


def test_names_say_something_and_hide_nothing_of_pythons() -> None:
    _none(walls_words.name_breaches(ROOT))


def test_nothing_is_written_that_is_never_right_here() -> None:
    _none(walls_words.word_breaches(ROOT))


def test_no_person_in_the_hover_data_of_a_chart() -> None:
    _none(walls_words.hover_breaches(ROOT))


@pytest.mark.parametrize("name", sorted(desk.list_reports()))
def test_every_report_has_its_n(name: str, demo_store: Store, catalogue: Catalogue) -> None:
    records = desk.current(demo_store)
    podiatrist = str(records.episodes["podiatrist"].mode().iloc[0])
    viewers = (Viewer(role, role, podiatrist if role == access.PODIATRIST else None) for role in access.ROLES)
    for viewer in (one for one in viewers if one.role in desk.modules()[name].ROLES):
        day = records.sessions["on"].max().date()
        _none(walls_people.without_n(walls_people.opened(name, demo_store, catalogue, viewer, day)))


def test_no_registry_and_no_folder_of_one_machine() -> None:
    _none(walls_words.address_breaches(ROOT))


def test_git_ignores_records_but_not_the_record_room() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"*.db", "*.sqlite", "*.sqlite3", "/imports/", "/exports/", ".venv/"} <= set(ignored)
    assert not {"data", "data/", "/data", "/data/", "/data/*"} & set(ignored)


@pytest.mark.parametrize("room", ["analytics", "charts", "data", "deploy", "reports", "views"])
def test_a_room_begins_with_a_sentence_and_nothing_else(room: str) -> None:
    first = ROOT / room / "__init__.py"
    if room == "views" and not first.exists():
        return
    tree = ast.parse(first.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{room}/__init__.py does not say what the room is for"
    assert len(tree.body) == 1, f"{room}/__init__.py holds more than its sentence"


def test_the_front_door_is_short() -> None:
    assert len((ROOT / "dashboard.py").read_text(encoding="utf-8").splitlines()) <= 80


def test_what_runs_before_set_up_can_be_read_by_an_old_python() -> None:
    for name in (
        "launch.py",
        "dashboard.py",
        "tests/__main__.py",
        "analytics/__main__.py",
        "data/__main__.py",
        "reports/__main__.py",
        "deploy/__main__.py",
    ):
        path = ROOT / name
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_tools_settings_only() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "project" not in settings
    assert settings["tool"]["pytest"]["ini_options"]["filterwarnings"] == ["error"]


def test_everything_installed_is_pinned_by_hash() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pins = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert pins
    for pin in pins:
        assert re.match(r"[A-Za-z0-9._\-\[\]]+==\S+.*--hash=sha256:", pin), f"not pinned by hash: {pin[:60]}"


def test_streamlit_stays_on_this_computer_and_tells_nobody() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["enableStaticServing"] is False
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert config["client"]["disableDataExport"] is True
    assert config["server"]["showEmailPrompt"] is False
