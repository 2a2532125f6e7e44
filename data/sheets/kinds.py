"""What a file is, by its content and never by its ending; what cannot be read is refused by name."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Literal

from data.rows import FileRefused

Kind = Literal["text", "xlsx", "xls", "ods"]
ASK = "Save it as XLSX or CSV and choose it again."
LOOKED_AT = 65_536  # bytes
LONGEST_WORD = 8  # of JSON, with what may stand around it
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAMED = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a word-processor document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)


def kind_of(data: bytes) -> Kind:
    """Which reader a file needs; `FileRefused` with the file's own kind in the sentence when there is none."""
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise FileRefused("The file is empty. Export it again and choose it again.")
    if data.startswith(OLE):
        return _ole(data)
    if data.startswith(b"PK"):
        return _zip(data)
    for start, words in NAMED:
        if data.startswith(start):
            raise FileRefused(f"This is {words}, not a spreadsheet. {ASK}")
    _refuse_markup(data)
    return "text"


def _refuse_markup(data: bytes) -> None:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<(!doctype|html|table|head|body|meta|style|div)\b", start):
        raise FileRefused(f"This is a web page, even if its name ends in .xls or .csv. Open it in a spreadsheet. {ASK}")
    if start.startswith(b"<?xml"):
        raise FileRefused(f"This is an XML file, not a spreadsheet that can be read here. {ASK}")
    if start[:1] in (b"{", b"[") and _is_json(data):
        raise FileRefused("This is a JSON file, not a table. Export the records as CSV or XLSX and choose that file.")


def _is_json(data: bytes) -> bool:
    """Judged by the beginning of a long file: read whole, lists in a list take twenty times the file's own bytes."""
    start = data[:LOOKED_AT].decode(json.detect_encoding(data[:4]), "ignore").rstrip()
    try:
        return isinstance(json.loads(start), dict | list)
    except json.JSONDecodeError as error:
        cut = error.msg.startswith("Unterminated") or error.pos > len(start) - LONGEST_WORD
        return cut and len(data) > LOOKED_AT
    except (ValueError, RecursionError):
        return False


def _ole(data: bytes) -> Kind:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise FileRefused("The workbook is protected by a password. Remove the password, save it and choose it again.")
    if holds("_VBA_PROJECT"):
        raise FileRefused(f"The workbook holds macros, which are never opened here. {ASK}")
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise FileRefused(f"This is not an Excel workbook (it may be a Word document or a message). {ASK}")


def _zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if _small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise FileRefused(
            f"The workbook is damaged or was not saved completely. Open it in a spreadsheet. {ASK}"
        ) from None
    return _by_parts({name.lower() for name in names}, mimetype)


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size <= 200


def _by_parts(names: set[str], mimetype: bytes) -> Kind:
    if "meta-inf/manifest.xml" in names and mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        if any(name.startswith("basic/") for name in names):
            raise FileRefused(f"The workbook holds macros, which are never opened here. {ASK}")
        return "ods"
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileRefused(f"The workbook holds macros, which are never opened here. {ASK}")
    if "xl/workbook.bin" in names:
        raise FileRefused(f"This is a binary Excel workbook (.xlsb), which cannot be read here. {ASK}")
    if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        raise FileRefused(
            "This is a Word document. Put the table into a spreadsheet, save it as XLSX and choose that file."
        )
    if any(name.endswith(".iwa") for name in names):
        raise FileRefused("This is a Numbers document. Export it from Numbers as XLSX or CSV and choose that file.")
    raise FileRefused("This is a ZIP archive, not a workbook. Unpack it and choose the CSV or XLSX file inside.")
