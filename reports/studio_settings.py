"""What a clinic sets once for its pictures: its look, its name and setting, and its own wording of the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from charts import lettering
from charts.look_logo import LogoError, logo, shape
from data.export_reads import read_look, read_wordings
from data.ledger import Ledger
from data.public_only import public_only
from data.public_rules import load_public_rules, with_wordings
from reports.watched import check_act

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.public_rules import PublicRules
    from data.store import Store
    from reports.access import Viewer

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LONGEST_NAME = 60


class LookError(ValueError):
    """A look that cannot be used; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """The clinic's look as a form shows it; ``logo`` is a data URI or empty."""

    main: str
    second: str
    font: str
    dark: bool = False
    logo: str = ""
    clinic: str = ""
    setting: str = ""


def settings_of(store: Store, default: Mapping[str, Any]) -> Settings:
    """What the clinic set last, over the *default*."""
    kept = read_look(public_only(store)) or {}
    known = {name: value for name, value in kept.items() if name in Settings.__dataclass_fields__}
    return Settings(**{**default, **known})


def set_look(store: Store, catalogue: Catalogue, viewer: Viewer, settings: Settings) -> None:
    """Keep the clinic's look; raises `LookError`, `NotAllowed`, or `data.ledger.LedgerError` for too large a logo."""
    check_act(store, viewer, "set look")
    for name in ("main", "second"):
        if not COLOUR.fullmatch(getattr(settings, name)):
            raise LookError(f"The {name} colour is written as # and six letters or digits, such as #17568c.")
    if settings.font not in lettering.FAMILIES:
        raise LookError(f"The letters are one of {', '.join(lettering.FAMILIES)}.")
    for name in ("clinic", "setting"):
        if len(getattr(settings, name)) > LONGEST_NAME:
            raise LookError(f"Use at most {LONGEST_NAME} letters for the clinic's name and setting.")
    _check_logo(settings.logo)
    Ledger(store, catalogue, viewer.name).set_look(asdict(settings))


def logo_uri(content: bytes) -> str:
    """A PNG or JPEG file as the data URI that pictures hold; raises `LookError` for anything else."""
    try:
        return logo(content)
    except LogoError as error:
        raise LookError(str(error)) from error


def _check_logo(uri: str) -> None:
    try:
        if uri:
            shape(uri)
    except LogoError as error:
        raise LookError(str(error)) from error


def rules_of(store: Store) -> PublicRules:
    """The rules of the public destination in the clinic's own wording."""
    return with_wordings(load_public_rules(), read_wordings(public_only(store)))


def reword(
    store: Store, catalogue: Catalogue, viewer: Viewer, check: str, part: str, wording: str, reason: str
) -> None:
    """Word a rule in the clinic's own way, never switch it off; `data.ledger.LedgerError` says what must stay."""
    check_act(store, viewer, "reword")
    Ledger(store, catalogue, viewer.name).reword(check, part, wording, reason)
