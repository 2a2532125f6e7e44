"""Mappings as small TOML files that a person can read and mend; loading is strict."""

from __future__ import annotations

from pathlib import Path

from data.mapping import Mapping


def load_mapping(source: Path | str) -> Mapping:
    """Read a mapping from a file (``Path``) or from TOML text (``str``).

    Raises `data.mapping.MappingError` naming the field and the nearest right name for anything
    unknown, missing or of the wrong kind, and for a file that cannot be read.
    """
    raise NotImplementedError


def dump_mapping(mapping: Mapping) -> str:
    """The mapping as TOML text; ``load_mapping(dump_mapping(m)) == m``."""
    raise NotImplementedError
