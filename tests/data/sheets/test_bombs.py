"""Files made to harm: refused by name, quickly, and without taking memory from the program."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import tracemalloc
import zipfile

import pytest

from data.rows import FileRefused
from data.sheets import guard, workbook
from data.sheets.open import open_sheet
from tests.data.sheets.bombs import HARMFUL, SHEET, cells, small_workbook


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_files_are_refused_in_words(name: str) -> None:
    make, words = HARMFUL[name]
    data = make()
    begun = time.monotonic()
    with pytest.raises(FileRefused, match=words) as refused:
        open_sheet(data, "harmful.xlsx")
    assert str(refused.value).endswith(".")
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("name", HARMFUL)
def test_refusing_a_file_takes_little_memory(name: str) -> None:
    data = HARMFUL[name][0]()
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused):
            open_sheet(data, "harmful.xlsx")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 4_000_000, f"{most:,} bytes for a file of {len(data):,}"


def test_the_childs_limits_are_the_wall() -> None:
    """A far cell that the scan cannot see (an odd attribute hides it) meets the child's own limit."""
    data = cells('<row r="2"><c r="XFD1048576" x="a>b"><v>1</v></c></row>')
    guard.check_archive(data, "xlsx")
    with pytest.raises(FileRefused):
        open_sheet(data)


def test_the_child_may_not_take_all_the_memory() -> None:
    """82 million cells would take over 2 GB: the child's limit ends it, not the size that it would find afterwards."""
    data = cells('<row r="2"><c r="XFD5000" x="a>b"><v>1</v></c></row>')
    words = "more memory or time" if sys.platform == "linux" else "."  # the other systems have no such limit
    with pytest.raises(FileRefused, match=words):
        open_sheet(data)


def test_unpacked_bytes_are_counted_as_told_and_as_found() -> None:
    told = zipfile.ZipInfo("xl/media/image1.bin")
    told.file_size = guard.UNPACKED_BYTES + 1
    with pytest.raises(FileRefused, match="unpacks into more"):
        guard._check_parts([told])
    with zipfile.ZipFile(io.BytesIO(small_workbook())) as archive, pytest.raises(FileRefused, match="unpacks into"):
        guard._stream(archive, archive.getinfo(SHEET), guard.UNPACKED_BYTES, "xlsx")


def test_a_child_that_dies_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    crash = tmp_path / "crash.py"
    crash.write_text("import os, sys; sys.stdin.buffer.read(); os.abort()")
    monkeypatch.setattr(workbook, "CHILD", crash)
    with pytest.raises(FileRefused, match="more memory or time"):
        open_sheet(small_workbook())


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    hang = tmp_path / "hang.py"
    hang.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(workbook, "CHILD", hang)
    monkeypatch.setattr(workbook, "SECONDS", 1)
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)) or started[-1])
    with pytest.raises(FileRefused, match="more memory or time"):
        open_sheet(small_workbook())
    assert started[0].poll() is not None, "the child must not be left running"


def test_big_workbooks_are_refused_by_their_bytes() -> None:
    guard.check_bytes(guard.WORKBOOK_BYTES, "xlsx")
    with pytest.raises(FileRefused, match="at most 25 MB"):
        guard.check_bytes(guard.WORKBOOK_BYTES + 1, "ods")
    guard.check_bytes(guard.TEXT_BYTES, "text")
