"""The Backups page through Streamlit's own test harness: what the owner reads, presses and is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.ledger_backup import ABOUT, PROVED
from data.ledger_write import writing
from data.store import Store, read_audit
from tests.data.backup_for_tests import add
from tests.views import signed
from tests.views.test_import import APP, press, words

BUTTON = "Back up and prove now"


def opened(demo: bool = False) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    if not demo:
        signed.as_owner()
    return at.run().switch_page("backups.py").run()


def _proven_ago(store: Store, days: float, ok: bool = True) -> None:
    """As if a proof had been written down that long ago."""
    with writing(store, "nightly backup", counts=False) as act:
        act.at = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
        act.audit(PROVED, ABOUT, None, detail={"ok": ok, "file": "x.db", "sha256": "0" * 64, "why": "" if ok else EVIL})


EVIL = "![x](http://evil.example/a.png) is broken"


def test_never_proven_is_amber_and_one_press_makes_it_right(clinic_store: Store) -> None:
    add(clinic_store, "A1")
    at = opened()
    assert (at.metric[0].label, at.metric[0].value) == ("Last proven restore", "Never")
    assert [warning.value for warning in at.warning] == [
        "No backup has been restored for trial yet. Press **Back up and prove now**."
    ]
    assert "There is no backup in this folder yet" in words(at)
    press(at, BUTTON)
    assert not at.exception and not at.warning and not at.error
    assert "Backed up and proven" in at.success[0].value
    today = datetime.now().astimezone()
    assert at.metric[0].value.startswith(f"{today.day} {today:%b %Y}, ")
    table = at.dataframe[0].value
    assert table[["Patients", "Readings", "Encrypted"]].values.tolist() == [[1, 2, "no"]]
    assert table["Proven"].iloc[0].startswith(f"{today.day} {today:%b %Y}")
    assert f"python3 -m data restore {table['File'].iloc[0]}" in [code.value for code in at.code]


@pytest.mark.parametrize(("days", "amber"), [(1.99, False), (2.01, True), (40, True)])
def test_amber_after_two_days_says_what_to_do(clinic_store: Store, days: float, amber: bool) -> None:
    add(clinic_store, "A1")
    _proven_ago(clinic_store, days)
    said = [warning.value for warning in opened().warning]
    assert bool(said) is amber
    assert not amber or "more than 2 days ago. Press **Back up and prove now**" in said[0]


def test_a_failure_is_told_and_its_text_is_only_text(clinic_store: Store) -> None:
    add(clinic_store, "A1")
    _proven_ago(clinic_store, 0.1)
    _proven_ago(clinic_store, 0.05, ok=False)
    at = opened()
    (said,) = [warning.value for warning in at.warning]
    assert said.startswith("The last attempt came to nothing")
    assert "](http" not in said and "evil" in said


def test_another_folder_is_tried_before_it_is_kept(clinic_store: Store, tmp_path: Path) -> None:
    add(clinic_store, "A1")
    at = opened()
    assert any("same disk as the records" in info.value for info in at.info)
    at.text_input(key="folder-typed").input(str(tmp_path / "away" / "backups"))
    press(at, "Keep backups there")
    assert "network folder away" in at.error[0].value.replace("\\", "")
    assert "set backup folder" not in set(read_audit(clinic_store)["action"])
    at.text_input(key="folder-typed").input(str(tmp_path / "stick"))
    press(at, "Keep backups there")
    assert "From now on backups are kept in" in at.success[0].value
    event = read_audit(clinic_store).iloc[0]
    assert (event["action"], json.loads(event["detail"])["to"]) == ("set backup folder", str(tmp_path / "stick"))
    press(at, BUTTON)
    assert len(list((tmp_path / "stick").glob("*.db"))) == 1


def test_a_backup_that_is_damaged_is_found_when_proven_again(clinic_store: Store, own_home: Path) -> None:
    add(clinic_store, "A1")
    at = opened()
    press(at, BUTTON)
    path = next((own_home / "backups").glob("*.db"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    press(at, "Prove it")
    assert "cannot be relied on" in at.error[0].value
    assert opened().dataframe[0].value["Proven"].tolist() == ["not proven"]


def test_the_demo_clinic_has_nothing_to_back_up(demo_home: Path) -> None:
    at = opened(demo=True)
    assert "nobody needs back" in at.info[0].value
    assert not any(button.label.startswith(BUTTON) for button in at.button)
