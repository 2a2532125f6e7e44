"""The ways a catalogue file can be wrong, each with a name of its own.

Every message says the file, the field, what is wrong and, where one is close, the right name.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CatalogueError(ValueError):
    """A catalogue file, or a name looked up in the catalogue, is wrong. Base of all the others."""

    def __init__(self, message: str, *, file: str = "", field: str = "") -> None:
        self.file, self.field = file, field
        where = ", ".join(part for part in (file, field) if part)
        super().__init__(f"{where}: {message}" if where else message)


class NotReadable(CatalogueError):
    """The file is not TOML, or not UTF-8."""


class BadFileName(CatalogueError):
    """The file's name cannot be an id (lower-case letters, digits and _ only)."""


class FolderMissing(CatalogueError):
    """The clinic's own catalogue folder is not there, or holds no measures, conditions or standards."""


class UnknownField(CatalogueError):
    """A field that no catalogue file has."""


class MissingField(CatalogueError):
    """A field that every such file must have."""


class WrongType(CatalogueError):
    """A number where words belong, words where a number belongs, or a number that is not finite."""


class EmptyField(CatalogueError):
    """A field that must say something is empty."""


class EmptySource(EmptyField):
    """A value without the place it comes from."""


class NotAChoice(CatalogueError):
    """A word that is not one of the few a field allows."""


class OffTheScale(CatalogueError):
    """A number that the measure's own scale cannot hold, or ends of a range in the wrong order."""


class WrongUnit(CatalogueError):
    """A threshold in a unit that is neither the measure's nor percent."""


class UnknownCondition(CatalogueError):
    """A condition that has no file."""


class UnknownMeasure(CatalogueError):
    """A measure that has no file."""


class DuplicateRule(CatalogueError):
    """Two thresholds that would decide the same case."""


class UnverifiedRule(CatalogueError):
    """A threshold from general knowledge that claims to decide something."""


class ImportantRange(CatalogueError):
    """An important change for a range of motion: none has been published, only measurement error."""


class DuplicateEntry(CatalogueError):
    """Two files for one id, or two entries of one name."""


class EndsBeforeItBegins(CatalogueError):
    """An agreed standard whose last day lies before the day it was set on."""


class StandardsOverlap(CatalogueError):
    """Two agreed standards about the same figure at the same time."""


def nearest(wrong: str, right: Iterable[str]) -> str:
    """A sentence naming the closest of *right*, or all of them when they are few; else empty."""
    names = sorted(right)
    close = get_close_matches(str(wrong).lower(), names, n=3, cutoff=0.5)
    if close:
        return " Did you mean " + " or ".join(f'"{name}"' for name in close) + "?"
    return " Use one of: " + ", ".join(names) + "." if 0 < len(names) <= 12 else ""
