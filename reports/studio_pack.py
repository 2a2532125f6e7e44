"""A campaign pack: several pictures in several sizes and forms in one ZIP, with a list of what is in it.

A picture that fails takes none of the others with it: its line in the list says why.
"""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from charts.presets import PresetError
from data.catalogue import CatalogueError
from data.export_reads import NoSuchExport
from data.ledger import LedgerError
from reports import desk, studio
from reports.access import NotAllowed
from reports.filters import FilterError
from reports.public_case import Refused
from reports.render import ChromeMissing, RenderError
from reports.report import ReportError
from reports.studio_files import FORMS, PICTURES, make
from reports.studio_request import from_kept

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store
    from reports.access import Viewer
    from reports.studio import Export

Progress = Callable[[int, int], None]
MANIFEST = "manifest.json"
FIXED = (1980, 1, 1, 0, 0, 0)  # the same pack is the same file, whenever it is made
FAILURES = (
    CatalogueError, ChromeMissing, FilterError, LedgerError, NoSuchExport, NotAllowed, PresetError, Refused,
    RenderError, ReportError, desk.UnknownReport,
)  # fmt: skip
FIELDS = {"export", "formats", "scale"}


class PackError(ValueError):
    """The list of a pack cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Item:
    """One entry of a pack: an export by its code, or a request to prepare one; in which forms, at which scale."""

    asked: Mapping[str, Any]
    export: str = ""
    formats: tuple[str, ...] = ("png",)
    scale: str = "1x"


@dataclass
class Pack:
    """What was made: the ZIP's bytes, one line for each file, and one for each that failed."""

    content: bytes = b""
    files: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)


def read_pack(text: str) -> list[Item]:
    """The entries of a pack's TOML, ``[[picture]]`` each; raises `PackError`."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"The list of the pack is not TOML: {error}") from error
    pictures = given.get("picture")
    if not isinstance(pictures, list) or not pictures or set(given) - {"picture", "title"}:
        raise PackError("A pack is a list of [[picture]] entries, with a title at most beside them.")
    return [_item(entry, place) for place, entry in enumerate(pictures, 1)]


def _item(entry: object, place: int) -> Item:
    if not isinstance(entry, dict) or not ({"export", "question"} & set(entry)):
        raise PackError(f"Picture {place} needs an export's code or a question.")
    formats, scale = tuple(entry.get("formats", ("png",))), str(entry.get("scale", "1x"))
    if unknown := sorted(set(formats) - set(FORMS)):
        raise PackError(f"Picture {place}: there is no form '{unknown[0]}'. The forms are {', '.join(FORMS)}.")
    return Item({name: value for name, value in entry.items() if name not in FIELDS}, str(entry.get("export", "")),
                formats, scale)  # fmt: skip


def pack(
    store: Store,
    catalogue: Catalogue,
    viewer: Viewer,
    items: list[Item],
    progress: Progress | None = None,
    as_of: date | None = None,
) -> Pack:
    """The files of all *items* in one ZIP. *progress* is told how many files are done, of how many.

    A request that is not in the register yet is prepared first; until it is approved its picture is marked.
    """
    made, out = Pack(), io.BytesIO()
    who = store, catalogue, viewer
    wanted = [one for place, item in enumerate(items, 1) for one in _wanted(*who, item, place, made, as_of)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (place, item, export, form, preset) in enumerate(wanted, 1):
            name, content = _made(*who, export, item, place, form, preset, made)
            if name and name not in archive.namelist():  # a file that is asked for twice is in the pack once
                _write(archive, name, content)
            if progress:
                progress(done, len(wanted))
        _write(archive, MANIFEST, json.dumps({"files": made.files, "failed": made.failed}, indent=2).encode())
    made.content = out.getvalue()
    return made


def _wanted(
    store: Store, catalogue: Catalogue, viewer: Viewer, item: Item, place: int, made: Pack, as_of: date | None
) -> list[tuple[int, Item, Export, str, str]]:
    """Every file one entry asks for; none where its export cannot be had, which *made* then says."""
    try:
        export = _export(store, catalogue, viewer, item, as_of)
    except FAILURES as error:
        made.failed.append({"picture": place, "why": str(error)})
        return []
    sizes = export.content.request.presets
    return [(place, item, export, form, preset)
            for form in item.formats for preset in (sizes if form in PICTURES else ("",))]  # fmt: skip


def _made(
    store: Store, catalogue: Catalogue, viewer: Viewer, export: Export, item: Item, place: int, form: str, preset: str,
    made: Pack,
) -> tuple[str, bytes]:  # fmt: skip
    try:
        file = make(store, catalogue, viewer, export, form, preset, item.scale)
    except FAILURES as error:
        made.failed.append({"picture": place, "export": export.code, "form": form, "size": preset, "why": str(error)})
        return "", b""
    told = {"file": file.name, "export": export.code, "state": export.state, "alt": export.content.alt}
    made.files.append(told | file.detail)
    return file.name, file.content


def _export(store: Store, catalogue: Catalogue, viewer: Viewer, item: Item, as_of: date | None) -> Export:
    if item.export:
        return studio.find(store, item.export, as_of)
    return studio.prepare(store, catalogue, viewer, from_kept(item.asked), as_of)


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
