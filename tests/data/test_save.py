"""A file that a command makes for somebody: whole or not there, and what stood in its place stays until then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from data import disk
from data.places import StoreError

FULL = Path("/dev/full")  # Linux's own disk without room


def test_a_file_is_there_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    disk.save(out, b"old")
    disk.save(out, b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("table.csv", b"new")]


def test_a_disk_that_fills_up_leaves_the_file_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "table.csv"
    disk.save(out, b"old")

    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(StoreError, match="is full, or does not answer"):
        disk.save(out, b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("table.csv", b"old")]


def test_a_link_keeps_its_place_and_the_file_behind_it_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_bytes(b"old")
    link.symlink_to(real)
    disk.save(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"


def test_a_folder_that_is_not_there_is_named_as_it_was_typed(tmp_path: Path) -> None:
    with pytest.raises(OSError) as refused:
        disk.save(tmp_path / "gone" / "table.csv", b"new")
    assert refused.value.filename == str(tmp_path / "gone" / "table.csv")


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_every_command_that_makes_a_file_says_that_the_disk_is_full(
    demo_home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from data.cli import main as data_main
    from reports.cli import main as reports_main

    out = str(FULL)
    for main, words in (
        (reports_main, ["table", "effectiveness", "--demo", "--out", out]),
        (reports_main, ["quarter", "2026-Q3", "--demo", "--out", out]),
        (data_main, ["template", out]),
    ):
        assert main(words) not in (0, 6), words
        said = capsys.readouterr()
        assert "is full, or does not answer" in said.err, (words, said)
