"""Limits before any reader sees a file: bytes, parts, unpacked size, far cells."""

from __future__ import annotations

import io
import re
import zipfile

from data.rows import FileRefused
from data.sheets.kinds import ASK, Kind

MB = 1_000_000
TEXT_BYTES = 200 * MB
WORKBOOK_BYTES = 25 * MB
PARTS = 2_000
UNPACKED_BYTES = 200 * MB
WORKBOOK_ROWS = 200_000
WORKBOOK_COLUMNS = 100
TEXT_ROWS = 1_048_576
TEXT_COLUMNS = 1_000
BLOCK = 1 << 18
OVERLAP = 256

# Column 100 is CV. Only cells with something in them count: office programs write empty, coloured ones up to the edge.
# Attributes may stand in any order and quotes; the child's own limits are the wall behind this.
# The name of a far cell is quickly found; only where there is one are the marks looked at, each once from its start:
# a search that looked on from every name to the end of its mark took a minute for a block made of names.
COLUMN = rb"""\sr\s*+=\s*+["'](?:[A-Z]{3,}|[D-Z][A-Z]|C[W-Z])[0-9]++["']"""
ROW = rb"""\sr\s*+=\s*+["'][A-Z]++([0-9]{6,})["']"""
FILLED = rb"<(?=[^<>]*+(?<!/)>\s*+<(?!/))[^<>]*?"
FAR_COLUMN, FAR_ROW = ((re.compile(name), re.compile(FILLED + name)) for name in (COLUMN, ROW))
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def check_bytes(size: int, kind: Kind) -> None:
    """Refuse a file that is too big for its kind."""
    limit = TEXT_BYTES if kind == "text" else WORKBOOK_BYTES
    if size <= limit:
        return
    what, advice = ("file", "Split it") if kind == "text" else ("workbook", "Save the sheet as CSV, or split it")
    raise FileRefused(
        f"The {what} has {size / MB:,.0f} MB; at most {limit // MB} MB are read. {advice}, and bring the parts in "
        "one by one."
    )


def check_archive(data: bytes, kind: Kind) -> None:
    """Refuse a workbook (XLSX, ODS) that would unpack into too much, counted while unpacking in small blocks."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive.infolist())
            total = 0
            for part in archive.infolist():
                total = _stream(archive, part, total, kind)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(
            f"The workbook is damaged or was not saved completely. Open it in a spreadsheet. {ASK}"
        ) from None
    except Exception as error:  # zlib.error and lzma.LZMAError are no subclass of any of these
        if type(error).__module__ not in ("zlib", "_lzma", "lzma"):
            raise
        raise FileRefused(
            f"The workbook is damaged or was not saved completely. Open it in a spreadsheet. {ASK}"
        ) from None


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > PARTS:
        raise FileRefused(f"The workbook has {len(parts):,} parts; at most {PARTS:,} are read. {ASK}")
    if any(part.flag_bits & 0x1 for part in parts):
        raise FileRefused("The workbook is protected by a password. Remove the password, save it and choose it again.")
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise FileRefused(f"The workbook holds the same part twice and may not be what it seems. {ASK}")
    if sum(part.file_size for part in parts) > UNPACKED_BYTES:
        raise _too_much()


def _too_much() -> FileRefused:
    return FileRefused(f"The workbook unpacks into more than {UNPACKED_BYTES // MB} MB and was not opened. {ASK}")


def _stream(archive: zipfile.ZipFile, part: zipfile.ZipInfo, total: int, kind: Kind) -> int:
    """Unpack one part in blocks, counting and looking for what no honest workbook holds; the new total."""
    tail = b""
    xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(part) as stream:
        while block := stream.read(BLOCK):
            total += len(block)
            if total > UNPACKED_BYTES:
                raise _too_much()
            if xml:
                _check_xml(
                    tail + block, first=not tail, cells=kind == "xlsx" and "worksheets/" in part.filename.lower()
                )
                tail = block[-OVERLAP:]
    return total


def _check_xml(block: bytes, first: bool, cells: bool) -> None:
    if (first and block.startswith(UTF16)) or b"<!DOCTYPE" in block or b"<!ENTITY" in block:
        raise FileRefused(f"The workbook holds markup that no spreadsheet writes, and was not opened. {ASK}")
    if not cells:
        return
    if _far(FAR_COLUMN, block):
        raise FileRefused(
            f"The worksheet reaches beyond column CV; at most {WORKBOOK_COLUMNS} columns are read. Delete the stray "
            "columns to the right of the table, save it and choose it again."
        )
    if any(int(row) > WORKBOOK_ROWS for row in _far(FAR_ROW, block)):
        raise FileRefused(
            f"The worksheet reaches beyond row {WORKBOOK_ROWS:,}, the last that is read. Delete the stray rows below "
            "the table, or save the sheet as CSV, and choose it again."
        )


def _far(cell: tuple[re.Pattern[bytes], re.Pattern[bytes]], block: bytes) -> list[bytes]:
    """The far cells of a block that have something in them."""
    name, filled = cell
    return filled.findall(block) if name.search(block) else []
