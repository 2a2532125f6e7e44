"""Agreed standards: read from a clinic's own folder, each in force from day to day, and noted when they change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data import demo
from data.catalogue import Catalogue, load_catalogue
from data.catalogue_entries import Standard
from data.standards import in_words
from data.store import open_store, read_audit

OLD = Standard("plantar_heel_pain", "nprs", "improved", 50.0, date(2025, 3, 1), "Owner", date(2026, 2, 28))
NEW = replace(OLD, value=60.0, set_on=date(2026, 3, 1), until=None)


def folder(path: Path, *standards: Standard) -> Path:
    """A clinic's own catalogue with these standards, written as a clinic would."""
    (path / "standards").mkdir(parents=True, exist_ok=True)
    tables = [
        f'[[standard]]\nmeasure = "{one.measure}"\nfigure = "{one.figure}"\nvalue = {one.value:g}\n'
        f'set_on = {one.set_on}\nby = "{one.by}"\n' + (f"until = {one.until}\n" if one.until else "")
        for one in standards
    ]
    (path / "standards" / "plantar_heel_pain.toml").write_text("\n".join(tables), encoding="utf-8")
    return path


def test_the_program_brings_none(catalogue: Catalogue) -> None:
    assert catalogue.standards == ()


def test_a_clinics_own_are_read_with_who_and_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_CATALOGUE", str(folder(tmp_path, NEW, OLD)))
    own = load_catalogue()
    assert own.standards == (OLD, NEW)
    assert own.agreed("plantar_heel_pain", "nprs", "improved") == (OLD, NEW)
    for other in (("achilles_tendinopathy", "nprs", "improved"), ("plantar_heel_pain", "nprs", "mean_change")):
        assert own.agreed(*other) == ()
    assert own.agreed("plantar_heel_pain", "nprs", "improved", 6.0) == ()
    assert own.digest != replace(own, standards=()).digest


@pytest.mark.parametrize(
    ("on", "old", "new"),
    [
        (date(2025, 2, 28), False, False),
        (date(2025, 3, 1), True, False),
        (date(2026, 2, 28), True, False),
        (date(2026, 3, 1), False, True),
        (date(2036, 3, 1), False, True),
    ],
)
def test_one_holds_from_its_first_to_its_last_day(on: date, old: bool, new: bool) -> None:
    assert (OLD.holds(on), NEW.holds(on)) == (old, new)


def test_two_about_different_times_or_horizons_stand_side_by_side(tmp_path: Path) -> None:
    path = folder(tmp_path, OLD, NEW)
    file = path / "standards" / "plantar_heel_pain.toml"
    text = file.read_text(encoding="utf-8")
    own = ('measure = "nprs"', 'figure = "improved"', "value = 70", "set_on = 2026-03-01", 'by = "O"', "weeks = 12")
    later = "\n".join(["[[standard]]", *own, ""])
    file.write_text(f"{text}\n{later}", encoding="utf-8")
    assert [one.weeks for one in load_catalogue(path).standards] == [None, None, 12.0]


def test_the_invented_clinic_has_some_and_says_that_they_are_invented() -> None:
    found = demo.catalogue().standards
    assert found
    assert all("invented" in one.by for one in found)
    assert demo.catalogue().measures == load_catalogue().measures


def changes(own: Catalogue) -> list[str]:
    """What the last taking over of a catalogue said, after the records were opened with *own*."""
    with open_store(catalogue=own) as store:
        events = read_audit(store)
        last = events[events["action"] == "take over catalogue"]
        return [str(one) for one in last["detail"]]


def test_a_change_leaves_one_event_and_no_change_none(catalogue: Catalogue) -> None:
    assert changes(catalogue) == []
    first = replace(catalogue, standards=(OLD,))
    assert len(changes(first)) == len(changes(first)) == 1
    assert "agreed standard: plantar_heel_pain, nprs, improved 50 from 2025-03-01" in changes(first)[0]
    both = changes(replace(catalogue, standards=(OLD, NEW)))
    assert sum("agreed standard: " in one for one in both) == 2
    assert "improved 60 from 2026-03-01" in "".join(both)
    gone = changes(catalogue)
    assert len(gone) == 3
    assert sum(one.count("no longer agreed: ") for one in gone) == 2


def test_each_is_told_in_one_line() -> None:
    assert in_words([OLD, replace(NEW, weeks=12.0)]) == [
        "plantar_heel_pain, nprs, improved 50 from 2025-03-01 until 2026-02-28 (Owner)",
        "plantar_heel_pain, nprs, improved 60 from 2026-03-01 at 12 weeks (Owner)",
    ]
