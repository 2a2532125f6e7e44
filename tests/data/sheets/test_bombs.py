"""Files made to harm: refused by name, quickly, and without taking memory from the program."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from data.rows import FileRefused
from data.sheets import guard, workbook
from data.sheets.open import open_sheet

SHEET = "xl/worksheets/sheet1.xml"


def small_workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["patient", "pain"])
    return stream.getvalue()


def with_part(name: str, content: bytes | Callable[[bytes], bytes]) -> bytes:
    """A small workbook with one part added or changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(small_workbook())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            held = old.read(part)
            if part == name and callable(content):
                held = content(held)
            new.writestr(part, held)
        if not callable(content):
            new.writestr(name, content)
    return stream.getvalue()


def cells(markup: str) -> bytes:
    """A small workbook with more cells in its sheet."""
    return with_part(SHEET, lambda xml: xml.replace(b"</sheetData>", markup.encode() + b"</sheetData>"))


def many_parts() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(2_001):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", "<worksheet/>")
    return stream.getvalue()


def lying_size() -> bytes:
    """The directory says 10 bytes; unpacked there are many more."""
    data = bytearray(with_part("xl/media/image1.bin", b"0" * 1_000_000))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/image1.bin"))
    struct.pack_into("<I", data, place + 24, 10)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(small_workbook())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


HARMFUL = {
    "one cell at the far corner": (lambda: cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "column CV"),
    "the same, attributes turned round": (
        lambda: cells("<row r='1048576'><c t='n' r = 'XFD1048576' ><v>1</v></c></row>"),
        "column CV",
    ),
    "one cell in row 200,001": (lambda: cells('<row r="200001"><c r="A200001"><v>1</v></c></row>'), "row 200,000"),
    "one cell in column 101": (lambda: cells('<row r="2"><c r="CW2"><v>1</v></c></row>'), "column CV"),
    "unpacks into 300 MB": (lambda: with_part("xl/media/image1.bin", b"0" * 300_000_000), "unpacks into more"),
    "says 10 bytes and unpacks into more": (lying_size, "damaged"),
    "2,002 parts": (many_parts, "2,002 parts"),
    "entities": (lambda: with_part("docProps/x.xml", b'<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'), "markup"),
    "UTF-16 markup, unseen by a plain search": (
        lambda: with_part("docProps/x.xml", '<!DOCTYPE a [<!ENTITY b "ha">]><a/>'.encode("utf-16")),
        "markup",
    ),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"\x00"), "macros"),
    "a password on the parts": (encrypted, "password"),
    "a password on the whole": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "macros in an old workbook": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "_VBA_PROJECT_CUR Workbook".encode("utf-16-le"),
        "macros",
    ),
    "an old workbook of nothing": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"),
        "damaged",
    ),
    "cut in the middle": (lambda: small_workbook()[:2_000], "damaged"),
    "an archive of a CSV file": (lambda: _archive("records.csv"), "ZIP archive"),
    "a Word document": (lambda: _archive("word/document.xml"), "Word"),
    "a Numbers document": (lambda: _archive("Index/Document.iwa"), "Numbers"),
    "a binary workbook": (lambda: _archive("xl/workbook.bin"), "xlsb"),
    "an empty archive": (lambda: b"PK\x05\x06" + bytes(18), "ZIP archive"),
}


def _archive(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_files_are_refused_in_words(name: str) -> None:
    make, words = HARMFUL[name]
    data = make()
    begun = time.monotonic()
    with pytest.raises(FileRefused, match=words) as refused:
        open_sheet(data, "harmful.xlsx")
    assert str(refused.value).endswith(".")
    assert time.monotonic() - begun < 10


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
