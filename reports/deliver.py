"""Files for the clinic itself: any answer a role may see, as a picture, a page or a table; each leaves an event."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charts.inside_picture import framed
from charts.look import Look
from data.ledger import Ledger
from reports import export as tables
from reports.drawing_job import job
from reports.file_names import safe_name
from reports.filters import FilterError
from reports.render import renderer
from reports.watched import check_act

if TYPE_CHECKING:
    from charts.presets import Preset
    from data.catalogue import Catalogue
    from data.store import Store
    from reports.access import Viewer
    from reports.report import Report

TABLES = {
    "csv": tables.csv_bytes,
    "xlsx": tables.xlsx_bytes,
    "html": tables.html_bytes,
    "json": lambda report: tables.json_text(report).encode(),
}
ACT = "make file"
FORMS = ("png", "svg", "pdf", *TABLES)
FOOT = "For the clinic itself, not for the public. Data version {version}."


@dataclass(frozen=True)
class Delivery:
    """A file that was made for the clinic: a safe name and its bytes."""

    name: str
    content: bytes


def deliver(
    store: Store, catalogue: Catalogue, viewer: Viewer, report: Report, form: str, preset: Preset | None = None
) -> Delivery:
    """*report* as a file; who made it, of what and when stands in the audit trail, with its hash and no figure.

    Raises `FilterError` for a form there is not and a picture of a report without one, and
    `reports.render.ChromeMissing` for a picture where no browser is installed.
    """
    check_act(store, viewer, ACT)
    content = TABLES[form](report) if form in TABLES else _picture(report, form, preset)
    name = safe_name(report.name, form)
    note(
        store, catalogue, viewer, report.name, name, content, rows=len(report.frame), data_version=report.version,
        episode=report.episode,
    )  # fmt: skip
    return Delivery(name, content)


def note(
    store: Store, catalogue: Catalogue, viewer: Viewer, what: str, name: str, content: bytes, *,
    act: str = ACT, destination: str = "internal", episode: int | None = None, **more: int,
) -> None:  # fmt: skip
    """Write down that a file called *name* was made of *what*: its form, size and hash, *more* counts, no value.

    Raises `reports.access.NotAllowed` for a role that may not do *act*, of which the file comes; a file about one
    course of care (*episode*) is noted with that.
    """
    check_act(store, viewer, act)
    detail: dict[str, Any] = {
        "file": name, "form": Path(name).suffix.lstrip("."), "destination": destination, "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(), **more,
    }  # fmt: skip
    Ledger(store, catalogue, viewer.name).note_delivery(what, detail, episode)


def _picture(report: Report, form: str, preset: Preset | None) -> bytes:
    if form not in FORMS:
        raise FilterError(f"A file can be {', '.join(FORMS)}, not '{form}'.")
    if report.figure is None or preset is None:
        raise FilterError(f"'{report.title}' has no picture here. Ask for its table: csv, xlsx, html or json.")
    said = " ".join(report.summary)
    figure, wide, high = framed(report.figure, report.title, said, FOOT.format(version=report.version), preset)
    sheet = replace(preset, width=2 * wide, height=2 * high)
    return renderer().render(job(figure, sheet, Look(), form, preset.width / wide, report.title, report.alt))
