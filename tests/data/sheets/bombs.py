"""Files made to harm, and the words each is refused in."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import xlsxwriter

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
    "far cells in a mark that never closes": (lambda: cells("<c" + ' r="AAA1"' * 500_000), "damaged"),
    "far cells before a long gap": (
        lambda: cells("<c" + ' r="AAA1"' * 250_000 + ">" + " " * 2_000_000 + "x</c><"),
        "damaged",
    ),
    "a list of a million lists": (lambda: b"[" + b"[]," * 1_000_000 + b"[]]", "JSON"),
    "lists in lists without end": (lambda: b"[" * 1_000_000, "never closed"),
    "one broken letter among millions": (lambda: "é".encode() * 1_250_000 + b"\xff", "damaged"),
    "a line without end": (lambda: b"patient,pain\n" + b"9" * 2_500_000, "1,000,000 characters"),
    "a quotation mark that never closes": (lambda: b'patient,pain\n"' + b"1,2\n" * 500_000, "never closed"),
    "1,001 columns": (lambda: b"pain," * 1_000 + b"pain\n1,2\n", "at most 1,000"),
    "NULs between the letters": (lambda: b"patient,pain\nA\x00B,3\n", "not a text file"),
    "a web page with a script": (lambda: b"<html><script>alert(1)</script></html>", "web page"),
    "nothing but NULs": (lambda: bytes(1_000_000), "empty"),
}


def _archive(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()
