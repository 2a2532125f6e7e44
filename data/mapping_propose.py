"""Propose a mapping from a sheet's header and values, and say in sentences what is unsure."""

from __future__ import annotations

from data.catalogue import Catalogue
from data.mapping import Mapping
from data.sheets.sheet import Sheet


def propose(sheet: Sheet, catalogue: Catalogue) -> tuple[Mapping, tuple[str, ...]]:
    """A mapping that a person can start from, and what to look at before using it. Never raises.

    An ambiguous date column leaves ``dates = "ask"``; a file in which no column looks like a patient
    has no ``patient`` field and a sentence that says so first.
    """
    raise NotImplementedError
