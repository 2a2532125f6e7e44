"""The frame contracts: which columns a frame has, their types, and which of them identify a person.

The snapshot fills these frames from the store; analytics and charts read them. Text columns that
repeat are categories. Dates are ``datetime64[s]`` at midnight; a missing date is ``NaT``. Integer
keys are the store's own and identify one record, so they count as identifying a person. A reading
outside a session (a review) has session 0 and number 0. The ``care`` of a session is the set of other
care given in it, in words with `BETWEEN` between them; missing where none was written down. So are the ``muscles``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

PHASES = ("before", "after", "review")
SIDES = ("left", "right", "both")
SEXES = ("female", "male", "other", "unknown")
ENDINGS = ("discharged", "lost", "referred", "other")
SEVERITIES = ("none", "mild", "significant", "serious")
BETWEEN = "; "  # between the kinds of other care that one session had

PATIENTS: Mapping[str, str] = {
    "patient": "int64",
    "reference": "str",
    "display_name": "str",
    "birth_year": "Int64",
    "sex": "category",
}
EPISODES: Mapping[str, str] = {
    "episode": "int64",
    "patient": "int64",
    "condition": "category",
    "side": "category",
    "course": "int64",
    "site": "category",
    "podiatrist": "category",
    "started": "datetime64[s]",
    "ended": "datetime64[s]",
    "ended_how": "category",
    "duration_weeks": "float64",
    "age": "float64",
    "sex": "category",
}
SESSIONS: Mapping[str, str] = {
    "session": "int64",
    "episode": "int64",
    "patient": "int64",
    "number": "int64",
    "on": "datetime64[s]",
    "site": "category",
    "podiatrist": "category",
    "adverse_asked": "boolean",
    "adverse_worst": "category",
    "care": "category",
}
READINGS: Mapping[str, str] = {
    "reading": "int64",
    "episode": "int64",
    "patient": "int64",
    "session": "int64",
    "number": "int64",
    "measure": "category",
    "method": "category",
    "side": "category",
    "phase": "category",
    "on": "datetime64[s]",
    "value": "float64",
}

NEEDLING: Mapping[str, str] = {  # what was done in each session; read when it is asked for (`data.detail_reads`)
    "session": "int64",
    "muscles": "category",
    "technique": "category",
    "twitch": "category",
    "stimulation": "category",
    "insertions": "float64",
}
RATERS: Mapping[str, str] = {  # who took a reading in a session, where that was written down
    "reading": "int64",
    "rater": "category",
}

# What leaves the clinic for a registry (`data.registry_files`): numbers, days and the words of the catalogue; no name,
# reference, age, sex, site or podiatrist. Readings stand in the blocks of `data.registry_blocks`; in layout 1 they were
# in the order in which they were taken.
REGISTRY_EPISODES: Mapping[str, str] = {
    "episode": "int64",
    "patient": "int64",
    "condition": "category",
    "side": "category",
    "started": "datetime64[s]",
    "first_session": "datetime64[s]",
}
REGISTRY_READINGS: Mapping[str, str] = {
    "episode": "int64",
    "measure": "category",
    "method": "category",
    "side": "category",
    "phase": "category",
    "on": "datetime64[s]",
    "value": "float64",
}
REGISTRY_MANIFEST = "manifest.json"
REGISTRY_LAYOUT = 2
REGISTRY_LAYOUTS_READ = (1, 2)

PERSON_COLUMNS = frozenset(
    {
        "patient", "reference", "display_name", "birth_year", "birth_date", "name",
        "episode", "session", "reading", "row",
    }
)  # fmt: skip


class FrameError(ValueError):
    """A frame does not keep its contract."""


def check_columns(frame: pd.DataFrame, contract: Iterable[str], what: str) -> pd.DataFrame:
    """Return *frame* unchanged, or raise `FrameError` naming the columns it lacks."""
    missing = [column for column in contract if column not in frame.columns]
    if missing:
        raise FrameError(f"{what} lacks the column(s) {', '.join(missing)}.")
    return frame


def person_columns(frame: pd.DataFrame) -> tuple[str, ...]:
    """The columns of *frame* that identify a person, in the frame's order."""
    return tuple(str(column) for column in frame.columns if str(column) in PERSON_COLUMNS)


def empty(contract: Mapping[str, str]) -> pd.DataFrame:
    """A frame of no rows that keeps *contract* (columns and types)."""
    import pandas as pd  # whoever needs only the words of this file is not kept waiting for it

    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in contract.items()})
