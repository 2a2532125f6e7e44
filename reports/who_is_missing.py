"""Who is missing: those not measured again beside those who were, and how it was going when people stopped coming."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from analytics.leaving import visits_so_far
from analytics.missing import LEAST, who_is_missing
from analytics.responders import IMMPACT
from charts.missing_bars import missing_bars
from charts.words import percent, trimmed
from data.catalogue import Catalogue, Measure
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.conditions import labelled
from reports.filters import AGE_BANDS, Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Those who never came back"
QUESTION = "Are those who were not measured again like those who were?"
ROLES = (OWNER, PODIATRIST)
VISITS = "How it was going, by visit"
START = ("First reading", "Age at start", "Sex", "Condition")
BANDS = 5  # parts of the scale for the first reading
MOST = 6  # conditions with a row of their own; the others together
HALF = IMMPACT[1]  # percent of the first reading: substantial, 10.1016/j.jpain.2007.09.005
CHANCE = 0.05
COUNTED = (
    "Of the courses of care that are due for follow-up and have a first reading, those not measured again are missing. "
    "How it was going is of visits instead: each visit after the first, and whether the person then stopped coming "
    "(no later visit, and the course written down as ended because the person was lost). Visits after which a "
    "course was completed or is still open are left out."
)
NAMED = (
    "Something is named when chance alone would give as large a difference in fewer than 1 clinic of 20 (chi-squared, "
    "two feet of one person counted as one; "
    f"for the {len(START)} things known at the start together, for how it was going by itself). So in about 1 clinic "
    "of 10 in which people leave by chance something is named."
)
DIFFERENCE = (
    "Standardised difference: how far the missing and the others differ in belonging to a group, in standard "
    "deviations; positive means that more of the missing belong to it (Austin 2009). It does not show why anybody "
    "is missing."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per group: n, missing, share with its Wilson interval (0..1), standardised difference, chance."""
    courses, measure = read.courses(weeks=filters.horizon), read.measure
    due = courses[courses["eligible"].to_numpy(dtype=bool) & courses["baseline"].notna().to_numpy()]
    visits = visits_so_far(courses, read.readings(measure), read.sessions(), read.episodes(), measure)
    start = who_is_missing(due["status"] != "counted", _known_at_start(read, due, measure), due["patient"])
    later = who_is_missing(visits["gone"], {VISITS: _so_far(visits["so_far"])}, visits["visit"])
    rows = pd.concat([start, later], ignore_index=True)
    several = rows.groupby("by")["group"].transform("size") > 1  # a group without another is compared with nothing
    rows = rows[several | (rows["by"] == START[0])].reset_index(drop=True)
    rows = rows.assign(label=rows["group"].astype("str").str.split("|", n=1).str[-1], measure=measure.id)
    every = rows.groupby("by", sort=False)[["missing", "n"]].transform("sum")
    rows["everyone"] = every["missing"] / every["n"]
    order = ["by", "label", "measure", "n", "missing", "share", "low", "high", "everyone", "difference", "p"]
    return Draft(
        frame=rows[order],
        keys=("by", "label", "measure"),
        summary=_said,
        draw=missing_bars,
        notes=(*notes.measured(read), notes.horizon(read), COUNTED, NAMED, DIFFERENCE),
        empty="No course of care that matches these filters and has a first reading is due for follow-up yet.",
    )


def _known_at_start(read: Reader, due: pd.DataFrame, measure: Measure) -> dict[str, pd.Series]:
    """The words of each course of care by name, each after its place in the order of the table."""
    return {
        "First reading": _parts(due["baseline"], measure),
        "Age at start": _ages(due["age"]),
        "Sex": _in_order(due["sex"].astype(object).map(lambda sex: str(sex).capitalize(), na_action="ignore")),
        "Condition": _conditions(read, due["condition"]),
    }


def _parts(baseline: pd.Series, measure: Measure) -> pd.Series:
    edges = np.linspace(measure.low, measure.high, BANDS + 1)
    place = np.clip(np.searchsorted(edges, baseline, side="right") - 1, 0, BANDS - 1)
    names = [f"{trimmed(low)} to below {trimmed(high)}" for low, high in pairwise(edges)]
    names[-1] = f"{trimmed(edges[-2])} to {trimmed(edges[-1])}"
    return _placed(place, names, baseline.index)


def _ages(age: pd.Series) -> pd.Series:
    place = np.searchsorted([low for low, _ in AGE_BANDS.values()], age, side="right") - 1
    names = [name.capitalize() for name in AGE_BANDS]
    return _placed(np.where(age.isna(), len(names), place), [*names, "Not recorded"], age.index)


def _so_far(better: pd.Series) -> pd.Series:
    place = np.select([better <= 0, better < HALF], [0, 1], 2)
    half = f"{trimmed(HALF)} %"  # of the first reading
    return _placed(place, ["No better", f"Under {half} better", f"{half} better or more"], better.index)


def _conditions(read: Reader, condition: pd.Series) -> pd.Series:
    counts = condition.astype(object).value_counts().sort_index().sort_values(ascending=False, kind="stable")
    often = list(counts.index[:MOST])
    names = [*labelled(read, pd.Series(often, dtype=object)), "All others"]
    place = pd.Index(often, dtype=object).get_indexer(pd.Index(condition.astype(object)))
    return _placed(np.where(place < 0, len(often), place), names, condition.index)


def _placed(place: np.ndarray, names: list[str], index: pd.Index) -> pd.Series:
    """Words that sort in the order of *names*."""
    words = np.array([f"{at:02}|{name}" for at, name in enumerate(names)], dtype=object)
    return pd.Series(words[place], index=index, dtype=object)


def _in_order(words: pd.Series) -> pd.Series:
    known = words.fillna("Not recorded")
    names = sorted(known.unique())
    return _placed(pd.Index(names).get_indexer(pd.Index(known)), names, words.index)


def standing_out(frame: pd.DataFrame) -> list[str]:
    """The names of what differs by more than chance, as the note under the table says."""
    chance = frame.drop_duplicates("by").set_index("by")["p"]
    limit = {name: CHANCE / len(START) if name in START else CHANCE for name in chance.index}
    return [str(name) for name, p in chance.items() if p < limit[name]]


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    first = frame[frame["by"] == START[0]]
    missing, n = int(first["missing"].sum()), int(first["n"].sum())
    said = [_lost(missing, n)] if n else []
    named = standing_out(frame)
    tried = set(frame.loc[frame["p"].notna(), "by"])
    alike = [name.lower() for name in START if name in tried and name not in named]
    if alike:
        said.append(f"In {sentences.listed(alike)} they differ from the others by no more than chance would give.")
    return (*said, *[_furthest(frame[frame["by"] == name], name) for name in named], *_unknown(frame))


def _lost(missing: int, n: int) -> str:
    first = f"{missing} of {n} {sentences.courses(n)} with a first reading ({percent(missing / n)})"
    return f"{first} {'was' if missing == 1 else 'were'} not measured again."


def _furthest(rows: pd.DataFrame, name: str) -> str:
    """The group of the name with the highest share that did not come back, and the one with the lowest."""
    large = rows[rows["n"] >= LEAST]
    most, least = (large.iloc[int(getattr(large["share"].to_numpy(), pick)())] for pick in ("argmax", "argmin"))
    if name == VISITS:
        return (
            "How it was going when people stopped coming differs by more than chance would give: they did not come "
            f"again after {percent(most['share'])} of the {most['n']} visits where it was {most['label'].lower()} "
            f"({_ends(most)}), and after {percent(least['share'])} of the {least['n']} where it was "
            f"{least['label'].lower()} ({_ends(least)})."
        )
    return (
        f"{name}: {percent(most['share'])} of “{most['label']}” ({_ends(most)}; n {most['n']}) are missing, and "
        f"{percent(least['share'])} of “{least['label']}” ({_ends(least)}; n {least['n']}): more of a difference than "
        "chance would give."
    )


def _ends(row: pd.Series) -> str:
    return f"95 % CI {percent(row['low'])} to {percent(row['high'])}"


def _unknown(frame: pd.DataFrame) -> tuple[str, ...]:
    if (frame["by"] == VISITS).any():
        return ()
    return (
        "How it was going when people stopped coming cannot be said: there is no later visit with a reading, or no end "
        "of a course of care is written down as lost.",
    )
