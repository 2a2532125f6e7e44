"""The way out to the public: prepared by one, approved by a registered practitioner, and only then without a mark.

Every act asks for the role first (`reports.access`) and leaves an event in the register; nothing else writes there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from data.clock import today
from data.export_reads import ExportRecord, read_export, read_exports
from data.ledger import Ledger
from data.ledger_exports import new_code
from data.program import fingerprint
from data.public_only import public_only
from reports.access import SEES_FIGURES, Viewer, check_read
from reports.studio_content import Content, content_of, read_content
from reports.studio_draft import Draft, draft
from reports.studio_words import mark_of
from reports.watched import check_act

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store
    from reports.studio_request import Request

SOON = timedelta(days=30)  # a picture that expires within this many days is called to mind
EXPIRED = "expired"


@dataclass(frozen=True)
class Export:
    """One export of the register on a given day: what was kept of it, and whether it may be shown."""

    record: ExportRecord
    content: Content
    state: str
    ends_soon: bool

    @property
    def code(self) -> str:
        """Its number."""
        return self.record.code

    @property
    def may_be_shown(self) -> bool:
        """Whether its unmarked picture may leave the building today."""
        return self.state == "approved"


def prepare(store: Store, catalogue: Catalogue, viewer: Viewer, request: Request, as_of: date | None = None) -> Export:
    """Enter what *request* asks for into the register, for a registered practitioner to approve.

    Raises `reports.public_case.Refused` where a rule is broken, and what `reports.studio_draft.draft` raises. The
    same picture of the same data, prepared before and not sent back, is not entered twice.
    """
    check_act(store, viewer, "prepare export")
    code, day = new_code(), as_of or today()
    made = draft(store, catalogue, viewer, request, day, code)
    made.check()
    known = _same(store, made, day)
    if known is not None:
        return known
    Ledger(store, catalogue, viewer.name).prepare_export(
        question=request.question, purpose=request.purpose, request=request.kept(), content=content_of(made),
        checks=[one.kept() for one in made.findings], data_version=made.version, as_of=day, program=fingerprint(),
        expires_on=made.expires, code=code,
    )  # fmt: skip
    return find(store, code, day)


def _same(store: Store, made: Draft, day: date) -> Export | None:
    """The export that shows the very same, if it stands: all but its own number is alike."""
    wanted = _without_code(content_of(made), made.code)
    for record in read_exports(store):
        alike = record.data_version == made.version and record.expires_on == made.expires
        if alike and record.state in ("prepared", "approved") and _without_code(record.content, record.code) == wanted:
            return _export(record, day)
    return None


def _without_code(content: Mapping[str, Any], code: str) -> object:
    """Everything *content* shows, with its own number taken out wherever it stands."""
    if isinstance(content, str):
        return content.replace(code, "")
    if isinstance(content, Mapping):
        return {name: _without_code(value, code) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_without_code(value, code) for value in content]
    return content


def approve(
    store: Store, catalogue: Catalogue, viewer: Viewer, code: str, name: str, registration: str, reason: str
) -> Export:
    """Approve a prepared export in the name of a registered practitioner; from now on its picture is unmarked."""
    _ledger(store, catalogue, viewer, "approve export").approve_export(code, name, registration, reason)
    return find(store, code)


def send_back(store: Store, catalogue: Catalogue, viewer: Viewer, code: str, comment: str) -> Export:
    """Send a prepared export back with a comment: it is prepared anew or not at all."""
    _ledger(store, catalogue, viewer, "approve export").send_back_export(code, comment)
    return find(store, code)


def withdraw(store: Store, catalogue: Catalogue, viewer: Viewer, code: str, reason: str) -> Export:
    """Withdraw an export with a reason: no unmarked picture is made of it any more."""
    _ledger(store, catalogue, viewer, "withdraw export").withdraw_export(code, reason)
    return find(store, code)


def note_file(store: Store, catalogue: Catalogue, viewer: Viewer, code: str, detail: Mapping[str, Any]) -> None:
    """Write into the register that a file of the export was made, with its hash."""
    _ledger(store, catalogue, viewer, "make file").note_file(code, detail)


def register(store: Store, viewer: Viewer, as_of: date | None = None) -> list[Export]:
    """Every export, newest first, as it stands on *as_of* (today): aggregates only, for every role with figures.

    Raises `reports.access.NotAllowed` for another role.
    """
    check_read(viewer, "Register of exports", SEES_FIGURES)
    day = as_of or today()
    return [_export(record, day) for record in read_exports(public_only(store))]


def find(store: Store, code: str, as_of: date | None = None) -> Export:
    """The export *code*; raises `data.export_reads.NoSuchExport` with the nearest."""
    return _export(read_export(public_only(store), code), as_of or today())


def mark(store: Store, export: Export) -> str:
    """What stands across its picture today: nothing once it is approved, and always something when it is invented."""
    return mark_of(public_only(store).is_demo, export.state)


def _export(record: ExportRecord, day: date) -> Export:
    over = record.state == "approved" and record.expires_on < day
    soon = record.state == "approved" and not over and record.expires_on - day <= SOON
    return Export(record, read_content(record.content), EXPIRED if over else record.state, soon)


def _ledger(store: Store, catalogue: Catalogue, viewer: Viewer, act: str) -> Ledger:
    check_act(store, viewer, act)
    return Ledger(store, catalogue, viewer.name)


__all__ = [
    "Export", "approve", "draft", "find", "mark", "note_file", "prepare", "register", "send_back",
    "withdraw",
]  # fmt: skip
