"""What calamine does not tell about an XLSX worksheet: failed formulas, percentages, formulas never worked out.

Runs in the child process, on a file that `data.sheets.guard` has passed. When the parts are not where they are
expected, nothing is hinted; the table itself comes from calamine.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape

Cells = list[tuple[int, int]]
PERCENT_FORMATS = {9, 10}  # built-in number formats 0% and 0.00% (ECMA-376 part 1, 18.8.30)

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_STYLE = re.compile(rb"\ss=[\"']([0-9]+)[\"']")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^>]*\shidden=[\"'](?:1|true))[^>]*?\br=[\"']([0-9]+)[\"']")


@dataclass(slots=True)
class Hints:
    """Cells by row and column from 0: ``errors`` with their text, and the others by what is odd about them."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: set[tuple[int, int]] = field(default_factory=set)
    unsaved: Cells = field(default_factory=list)
    long: Cells = field(default_factory=list)
    durations: Cells = field(default_factory=list)
    hidden_rows: Cells = field(default_factory=list)

    def cells(self) -> dict[str, Cells]:
        """All of them by name, for the notes."""
        return {
            "errors": sorted(self.errors),
            "percent": sorted(self.percent),
            "unsaved": self.unsaved,
            "long": self.long,
            "durations": self.durations,
            "hidden_rows": self.hidden_rows,
        }


def hints(data: bytes, worksheet: str) -> Hints:
    """Scan the part of one worksheet."""
    found = Hints()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _part(archive, worksheet)
            if part:
                _scan(archive.read(part), _percent_styles(archive), found)
    except (zipfile.BadZipFile, KeyError):
        return found
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s(?:\w+:)?{name}=(\"[^\"]*\"|'[^']*')", tag)
    return unescape(found[1][1:-1]) if found else ""


def _part(archive: zipfile.ZipFile, worksheet: str) -> str:
    """The path of a worksheet's part, by way of the workbook's relations."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    tag = next((tag for tag in _SHEET.findall(book) if _attribute(tag, "name") == worksheet), "")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    wanted = _attribute(tag, "r:id") or _attribute(tag, "id")
    for relation in _RELATION.findall(relations):
        if wanted and _attribute(relation, "Id") == wanted:
            return posixpath.normpath(posixpath.join("/xl", _attribute(relation, "Target"))).lstrip("/")
    return ""


def _percent_styles(archive: zipfile.ZipFile) -> set[int]:
    """The cell styles that show a number as a percentage."""
    try:
        styles = archive.read("xl/styles.xml").decode("utf-8", "replace")
    except KeyError:
        return set()
    own = re.findall(r"<(?:\w+:)?numFmt\s[^>]*>", styles)
    wanted = {_attribute(tag, "numFmtId") for tag in own if "%" in _attribute(tag, "formatCode")}
    wanted |= {str(number) for number in PERCENT_FORMATS}
    block = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    formats = re.findall(r"<(?:\w+:)?xf\s[^>]*>", block[0]) if block else []
    return {place for place, tag in enumerate(formats) if _attribute(tag, "numFmtId") in wanted}


def _place(reference: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in reference[1]:
        column = column * 26 + letter - 64
    return int(reference[2]) - 1, column - 1


def _scan(part: bytes, percent: set[int], found: Hints) -> None:
    found.hidden_rows = [(int(row) - 1, 0) for row in _HIDDEN_ROW.findall(part)]
    if not (percent or b't="e"' in part or b"<f" in part or b":f" in part):
        return
    for cell in _CELL.finditer(part):
        attributes, content = cell[1], cell[2] or b""
        reference = _REFERENCE.search(attributes)
        if not reference:
            continue
        value = _VALUE.search(content)
        style = _STYLE.search(attributes) if percent else None
        if value and b't="e"' in attributes:
            found.errors[_place(reference)] = value[1].decode("utf-8", "replace")
        elif value and style and int(style[1]) in percent:
            found.percent.add(_place(reference))
        elif not value and _FORMULA.search(content) and b't="str"' not in attributes:
            found.unsaved.append(_place(reference))
