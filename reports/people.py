"""Finding a patient by reference or name, among those the viewer may see; never by way of an address or a log."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.catalogue import load_catalogue
from data.snapshot import Snapshot, current
from reports.access import Viewer
from reports.scope import check_sees_people, own_or_treated

if TYPE_CHECKING:
    from data.store import Store

# Letters that are no letter with a mark on it, as people type them on a keyboard without them.
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True)
class Person:
    """A patient found: ``episodes`` are the courses of care in the viewer's scope, newest first, ``conditions`` theirs.

    ``patient`` is the store's number of them. One who was only just added has no course of care yet.
    """

    patient: int
    reference: str
    display_name: str
    episodes: tuple[int, ...]
    conditions: tuple[str, ...]
    last_seen: date | None


def search(store: Store, viewer: Viewer, text: str, limit: int = 20) -> list[Person]:
    """The people in the viewer's scope whose reference or name has every word of *text*, case and accents aside.

    A reference or name that is *text* comes first, then one that begins with it, then those seen last. Without
    *text*, those seen last. Raises `reports.access.NotAllowed` for a role that sees no single patient.
    """
    check_sees_people(viewer)
    return matching(current(store), viewer, text, limit)


def matching(snapshot: Snapshot, viewer: Viewer, text: str, limit: int) -> list[Person]:
    """The same in *snapshot*, for a door that has asked whether the viewer may."""
    key = ("people", viewer.scope)
    table = snapshot.memo(key, lambda: _people_of(snapshot, viewer))
    words = folded(text).split()
    matches = [row for row in table if all(word in row[0] for word in words)]
    matches.sort(key=lambda row: _rank(row, " ".join(words)))
    return [row[1] for row in matches[:limit]]


def folded(text: str) -> str:
    """*text* without accents, case, and the spaces around it."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(PLAIN).strip()


def _rank(row: tuple[str, Person], wanted: str) -> tuple[int, int, str]:
    reference, name = (folded(part) for part in (row[1].reference, row[1].display_name))
    place = 0 if wanted in (reference, name) else 1 if f"\n{wanted}" in f"\n{row[0]}" else 2
    seen = row[1].last_seen
    return (place if wanted else 0, -seen.toordinal() if seen else 0, reference)


def _people_of(snapshot: Snapshot, viewer: Viewer) -> list[tuple[str, Person]]:
    """Everybody in scope with what they are found by: reference and name, each on a line of its own."""
    shown = snapshot.episodes[own_or_treated(viewer, snapshot.episodes, snapshot.sessions)]
    seen = _last_seen(snapshot, shown)
    courses: dict[int, list[Any]] = {}
    newest_first = shown.assign(seen=seen).sort_values(["started", "episode"], ascending=False)
    for patient, row in zip(newest_first["patient"], newest_first.itertuples(), strict=True):
        courses.setdefault(int(patient), []).append(row)
    nobodys = ~snapshot.patients["patient"].isin(snapshot.episodes["patient"])
    own = snapshot.patients["patient"].isin(list(courses))
    found = []
    theirs = snapshot.patients[own | nobodys]
    for patient, row in zip(theirs["patient"], theirs.itertuples(), strict=True):
        person = _person(row, courses.get(int(patient), []))
        found.append((f"{folded(person.reference)}\n{folded(person.display_name)}", person))
    return found


def _person(row: Any, courses: list[Any]) -> Person:
    known = load_catalogue().conditions
    names = [known[one.condition].short if one.condition in known else str(one.condition) for one in courses]
    days = [one.seen for one in courses if not pd.isna(one.seen)]
    name = "" if pd.isna(row.display_name) else str(row.display_name)
    return Person(
        int(row.patient), str(row.reference), name, tuple(int(one.episode) for one in courses),
        tuple(dict.fromkeys(names)), max(days).date() if days else None,
    )  # fmt: skip


def _last_seen(snapshot: Snapshot, shown: pd.DataFrame) -> np.ndarray:
    """The day of the last session of each course of care, else the day it began."""
    last = snapshot.sessions.groupby("episode")["on"].max().reindex(shown["episode"]).to_numpy()
    return np.where(np.isnat(last), shown["started"].to_numpy(), last)
