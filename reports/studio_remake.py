"""An export made again: the same table to the last digit, the same picture to the pixel, or what differs and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from data.export_reads import content_hash
from data.ledger import Ledger
from data.program import fingerprint
from reports import studio
from reports.access import MARKETING, Viewer
from reports.studio_content import kept_table
from reports.studio_draft import draft
from reports.studio_files import PICTURES, File, build
from reports.studio_request import from_kept
from reports.watched import check_act

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store
    from reports.studio import Export


@dataclass
class Remade:
    """What came of making an export again: its files, what was found the same, and a sentence for what differs."""

    export: Export
    files: list[File] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)


def remake(store: Store, catalogue: Catalogue, viewer: Viewer, code: str) -> Remade:
    """Make every picture of the export *code* again as it was made before, and compare; the register notes it.

    The table is the one kept with the export, from the data's version of that day; where the records are still of that
    version it is also read anew. Raises `data.export_reads.NoSuchExport`, `reports.render.ChromeMissing`.
    """
    check_act(store, viewer, "make file")
    found = Remade(studio.find(store, code))
    _tables(store, catalogue, viewer, found)
    for detail in _pictures(found.export):
        _picture(store, catalogue, found, detail)
    told = {"same": found.same, "differs": found.differs, "program": fingerprint()}
    Ledger(store, catalogue, viewer.name).note_remake(found.export.code, told)
    return found


def _tables(store: Store, catalogue: Catalogue, viewer: Viewer, found: Remade) -> None:
    record, kept = found.export.record, found.export.record.content
    if content_hash(kept) != record.content_sha256:
        found.differs.append("What the register keeps of it is not as it was written.")
    elif kept_table(found.export.content.table) == kept["table"]:
        found.same.append(f"The table of data version {record.data_version} is the same to the last digit.")
    if store.version() != record.data_version:
        return
    public = Viewer(viewer.name, MARKETING)  # as it was read then: who may make it again need not be who may prepare it
    asked = draft(store, catalogue, public, from_kept(record.request), record.as_of, record.code)
    now = None if asked.case.table is None else kept_table(asked.case.table)
    if now == kept["table"]:
        found.same.append("Read anew from the records, which have not changed since, it is the same.")
    else:
        found.differs.append("Read anew from the same version of the records the table differs: the program changed.")


def _pictures(export: Export) -> Iterator[Mapping[str, Any]]:
    """Every picture made on this machine so far, each once; where there is none, one in every size."""
    seen = set()
    for event in export.record.events:
        detail = event.detail
        key = tuple(detail.get(name) for name in ("preset", "form", "scale", "mark"))
        if event.act == "file" and detail.get("form") in PICTURES and detail.get("renderer") and key not in seen:
            seen.add(key)
            yield detail
    if not seen:
        for preset in export.content.request.presets:
            yield {"preset": preset, "form": "png", "scale": "1x", "mark": ""}


def _picture(store: Store, catalogue: Catalogue, found: Remade, before: Mapping[str, Any]) -> None:
    mark = _mark(store, found.export, before)
    made = build(store, catalogue, found.export, before["form"], before["preset"], before["scale"], mark)
    found.files.append(made)
    name = f"{before['preset']} {before['form']} {before['scale']}"
    if "sha256" not in before:
        found.same.append(f"{name}: made for the first time, so there is nothing to compare it with.")
    elif before["sha256"] == made.detail["sha256"]:
        found.same.append(f"{name}: the same picture, byte for byte.")
    else:
        found.differs.append(f"{name}: {' '.join(_why(found.export, before, made)) or 'the picture differs.'}")


def _mark(store: Store, export: Export, before: Mapping[str, Any]) -> str:
    """The mark it had then; an unmarked picture is made again only while it may be shown."""
    return before["mark"] or studio.mark(store, export)


def _why(export: Export, before: Mapping[str, Any], made: File) -> Iterator[str]:
    if before["mark"] != made.detail["mark"]:
        yield f"It is {export.state} now, so it carries a mark."
    if before["renderer"] != made.detail["renderer"]:
        yield f"It was drawn by {before['renderer']} and is now drawn by {made.detail['renderer']}."
    if export.record.program != fingerprint():
        yield f"The program changed ({export.record.program} then, {fingerprint()} now)."
