"""Heaping: how often each value is written down, by podiatrist, against what its neighbours lead one to expect."""

from __future__ import annotations

import pandas as pd

from analytics.quality import heaping, round_share
from charts.heaping_bars import heaping_bars
from charts.words import percent
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Round numbers"
QUESTION = "Are values rounded to 5 and 10 when they are written down, and by whom?"
ROLES = (OWNER,)
EVERYONE = "Everyone"
LEAST = 50  # readings below which a podiatrist's habit is not named (house rule)
HABIT = (
    "Round values are every fifth step of the scale. A podiatrist is named when the share of round values lies above "
    f"what the neighbouring values lead one to expect, by more than chance, in {LEAST} readings or more (house rule). "
    "It does not show who rounded, the person asked or the one who wrote it down."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per podiatrist (and for everyone) and value: n, expected, share with interval, round, flag."""
    measure = read.measure
    groups = _groups(read)
    tables = [heaping(values, measure.step).assign(podiatrist=name) for name, values in groups.items()]
    rows = pd.concat(tables, ignore_index=True)
    rows.insert(0, "podiatrist", rows.pop("podiatrist"))
    rows.insert(1, "measure", measure.id)
    named = {name: round_share(values, measure.step) for name, values in groups.items()}

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        every = named[EVERYONE]
        said = (
            f"{percent(every.share)} of {every.n} readings are round values, about {percent(every.expected)} expected."
        )
        often = [name for name, one in named.items() if name != EVERYONE and one.n >= LEAST and one.low > one.expected]
        who = f"More often than expected: {sentences.listed(often)}." if often else "Nobody stands out."
        return (said, who)

    return Draft(
        frame=rows,
        keys=("podiatrist", "measure", "value"),
        summary=summary,
        draw=lambda frame: heaping_bars(frame[frame["podiatrist"] == EVERYONE], measure),
        notes=(*notes.measured(read), HABIT),
        empty=f"No reading of {measure.short} matches these filters.",
    )


def _groups(read: Reader) -> dict[str, pd.Series]:
    """The values written down by everyone, and by the podiatrist of each session."""
    readings = read.readings(read.measure)
    treated = read.sessions().set_index("session")["podiatrist"].astype(object)
    who = readings["session"].map(treated)
    own = {str(name): part["value"] for name, part in readings.groupby(who, sort=True)}
    return {EVERYONE: readings["value"], **own}
