"""The files of an export: its picture in each form, its table, its words; each noted in the register with its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports import export as tables
from reports import studio
from reports.drawing_job import PLAIN, PRINT, TWICE, job
from reports.file_names import safe_name
from reports.filters import FilterError
from reports.render import renderer
from reports.studio_content import as_report, picture
from reports.studio_request import preset_of

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store
    from reports.access import Viewer
    from reports.studio import Export

SCALES = {"1x": PLAIN, "2x": TWICE, "print": PRINT}
PICTURES = ("png", "svg", "pdf")
FORMS = (*PICTURES, "csv", "xlsx", "txt")


@dataclass(frozen=True)
class File:
    """One file of an export: a name that is safe everywhere, its bytes, and what the register notes of it."""

    name: str
    content: bytes
    detail: dict[str, Any]


def make(
    store: Store,
    catalogue: Catalogue,
    viewer: Viewer,
    export: Export,
    form: str,
    preset: str = "",
    scale: str = "1x",
) -> File:
    """One file of *export*, entered in the register. *preset* is one of its sizes (the first), for pictures only.

    Raises `FilterError` for a form, size or scale it has not, `reports.render.ChromeMissing` for a picture where no
    browser is installed, `reports.render.RenderError` where drawing failed.
    """
    made = build(store, catalogue, export, form, preset, scale)
    studio.note_file(store, catalogue, viewer, export.code, made.detail)
    return made


def build(
    store: Store,
    catalogue: Catalogue,
    export: Export,
    form: str,
    preset: str = "",
    scale: str = "1x",
    mark: str | None = None,
) -> File:
    """The same file, not noted: to look at it again, or to compare it. *mark*: another one than it carries today."""
    if form not in FORMS:
        raise FilterError(f"A file can be {', '.join(FORMS)}, not '{form}'.")
    if scale not in SCALES:
        raise FilterError(f"A picture's scale is {', '.join(SCALES)}, not '{scale}'.")
    across = studio.mark(store, export) if mark is None else mark
    detail: dict[str, Any] = {"form": form, "mark": across}
    if form not in PICTURES:
        return _file(export, "", form, _table(export, form), detail)
    chosen = preset or export.content.request.presets[0]
    if chosen not in export.content.request.presets:
        sizes = ", ".join(export.content.request.presets)
        raise FilterError(f"{export.code} was prepared for {sizes}, not '{chosen}'.")
    asked = drawing(catalogue, export, chosen, across, form, scale)
    told = {"preset": chosen, "scale": scale, "renderer": renderer().version()}
    sides = {"width": round(asked["width"] * asked["scale"]), "height": round(asked["height"] * asked["scale"])}
    return _file(export, f"{chosen}-{scale}", form, renderer().render(asked), detail | told | sides)


def drawing(
    catalogue: Catalogue, export: Export, preset: str, mark: str, form: str = "png", scale: str = "1x"
) -> dict[str, Any]:
    """What the drawing script is handed, on this machine or in a person's own browser."""
    content = export.content
    made = picture(content, catalogue, preset, mark)
    size = preset_of(content.request, preset)
    return job(made.figure, size, content.look, form, SCALES[scale], content.words.title, content.alt)


def _table(export: Export, form: str) -> bytes:
    report = as_report(export.content, export.code, export.record.data_version)
    if form == "csv":
        return tables.csv_bytes(report)
    if form == "xlsx":
        return tables.xlsx_bytes(report)
    return f"{export.content.caption}\n\nAlternative text:\n{export.content.alt}\n".encode()


def _file(export: Export, part: str, form: str, content: bytes, detail: dict[str, Any]) -> File:
    name = safe_name("-".join(filter(None, (export.code, part))), form)
    return File(name, content, detail | {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)})
