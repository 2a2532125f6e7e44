"""Two people wrote in the same draft or record: what differs, and what comes of their choices. No Streamlit here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Choice = Literal["theirs", "mine"]


@dataclass(frozen=True)
class Difference:
    """One field that stands differently. ``suggested`` is set where only one of the two has changed it."""

    field: str
    seen: Any
    theirs: Any
    mine: Any
    suggested: Choice | None


def _plain(value: Any) -> Any:
    """Nothing written down is one and the same, however it is stored."""
    return None if value in ("", [], ()) else list(value) if isinstance(value, tuple) else value


def differences(seen: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every field in which *theirs* and *mine* differ; *seen* is what both began from.

    >>> differences({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 3, "b": 4})[0].suggested is None
    True
    """
    found = []
    for field in dict.fromkeys([*theirs, *mine]):
        was, now, ours = (_plain(one.get(field)) for one in (seen, theirs, mine))
        if now != ours:
            found.append(Difference(field, was, now, ours, _suggested(was, now, ours)))
    return tuple(found)


def _suggested(seen: Any, theirs: Any, mine: Any) -> Choice | None:
    if mine == seen:
        return "theirs"
    return "mine" if theirs == seen else None


def merged(
    theirs: Mapping[str, Any], found: tuple[Difference, ...], choices: Mapping[str, Choice]
) -> dict[str, Any] | None:
    """*theirs* with *mine* where it was chosen or suggested; ``None`` while a choice is still open."""
    content = dict(theirs)
    for one in found:
        choice = choices.get(one.field) or one.suggested
        if choice is None:
            return None
        if choice == "mine":
            content[one.field] = one.mine
    return content
