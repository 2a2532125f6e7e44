"""Techniques and other care: how courses that had each thing changed beside those that had not; a place to look."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.techniques import COMPARED, LEAST, differences
from charts.differences import differences as picture
from charts.words import decimals, inside, interval, number, whole
from data.catalogue import Catalogue, Measure
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Techniques and co-interventions: explores, does not prove"
QUESTION = "Did courses of care with a technique, a muscle or other care change otherwise than those without it?"
ROLES = (OWNER, PODIATRIST)
KINDS = {
    "muscle": "Muscle needled",
    "technique": "Technique",
    "twitch": "Twitch response",
    "stimulation": "Stimulation",
    "needles": "Needles a session",
    "other care": "Other care, or none",
}
LABELS = {("twitch", "yes"): "Twitch seen"}
CHANCE = {True: "no", False: "yes"}
NOT_YET = "not enough yet"
TOGETHER = "goes with the condition or whatever else is held level"
MOST = 3
EXPLORES = (
    "This explores, it does not prove. Podiatrists choose what they do for whom, and what they chose it by is mostly "
    "not in the record. A difference here is a question to look into, not an answer."
)
HELD = (
    "Held level: first reading, age, sex, how long it had lasted, condition, whether both sides were treated, how many "
    "sessions there were between the two readings, and for other care what else was given. How many sessions somebody "
    "has goes with how they do, so holding it level can itself make or hide a difference."
)
COUNTED = (
    "Only sessions between the two readings count, and only conditions in which some courses of care had a thing and "
    f"some had not. With fewer than {LEAST} courses of care with a thing, or without "
    "it, or too few for all that is held level, it says: not enough yet (house rule). Other care is set against "
    "courses with no other care written down, which is not the same as none given. Bands of needles are a house rule."
)
LOOKS = (
    "Could be chance among so many looks: who looks at many things finds some that differ by chance. 'No' means that "
    "at most 5 % of what is pointed out should be such (Benjamini & Hochberg 1995). Intervals are not widened for it."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per thing looked at (`analytics.techniques.differences`), those not compared last in their kind."""
    courses, measure = read.courses(weeks=filters.horizon), read.measure
    rows = differences(courses, read.episodes(), read.sessions(), read.details("needling"))
    rows = rows.drop(columns="p").assign(measure=measure.id, label=_labels(rows), kind=rows["kind"].map(KINDS))
    chance = rows["beyond_chance"].map(CHANCE).where(rows["state"] == COMPARED, NOT_YET)
    rows["chance"] = chance.where(rows["state"] != "not told apart", TOGETHER)
    return Draft(
        frame=_in_order(rows),
        keys=("kind", "thing", "measure"),
        people="patients",
        summary=lambda frame: _said(frame, measure),
        draw=lambda frame: _drawn(frame, measure),
        notes=(EXPLORES, HELD, COUNTED, LOOKS, *notes.of_change(read, courses, drawn=False)),
        empty=(
            "Nothing to look at yet: no course of care that matches these filters has two readings and, in between, a "
            "session that says how it was needled or what else was given. Widen the filters, or record more."
        ),
    )


def _labels(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["kind"], rows["thing"], strict=True)
    return [LABELS.get((kind, thing), thing[:1].upper() + thing[1:]) for kind, thing in pairs]


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Kinds as they are recorded; within one those compared first, by name: no ranking by size of the difference."""
    place = rows["kind"].map({kind: place for place, kind in enumerate(KINDS.values())})
    order = rows.assign(place=place, later=rows["state"] != COMPARED)
    order = order.sort_values(["place", "later"], kind="stable", ignore_index=True)
    first = ["kind", "thing", "label", "measure"]
    rest = [name for name in rows.columns if name not in (*first, "state")]
    return order[[*first, *rest]]


def _drawn(frame: pd.DataFrame, measure: Measure) -> Any:
    compared = frame[frame["difference"].notna() | frame["hidden"]]
    return None if compared.empty else picture(compared, measure, frame["n"].max())


def _said(frame: pd.DataFrame, measure: Measure) -> tuple[str, ...]:
    """How many were compared, what stands out of chance, and what cannot be compared yet."""
    compared = frame[frame["difference"].notna()]
    waiting = frame[(frame["chance"] == NOT_YET) & ~frame["hidden"]]
    if compared.empty:
        return (
            f"Not enough yet: nothing has {LEAST} courses of care with it and {LEAST} without it, and enough of both "
            "for all that is held level. Widen the filters, or ask again when more people were measured again.",
        )
    found = compared[compared["chance"] == CHANCE[True]]
    said = [_how_many(len(compared), len(found)), *[_one(row, measure) for row in found.head(MOST).itertuples()]]
    said += [f"The table has {len(found) - MOST} more."] if len(found) > MOST else []
    said += [_waiting(len(waiting))] if len(waiting) else []
    said += [_together(int((frame["chance"] == TOGETHER).sum()))] if (frame["chance"] == TOGETHER).any() else []
    return (*said, EXPLORES)


def _how_many(looked: int, found: int) -> str:
    things = "One thing was compared" if looked == 1 else f"{looked} things were compared"
    if not found:
        return f"{things}, and none differs by more than so many looks give by chance."
    return f"{things}; {found} {'differs' if found == 1 else 'differ'} by more than so many looks give by chance."


def _one(row: Any, measure: Measure) -> str:
    more, sign = ("more", 1) if row.difference > 0 else ("less", -1)
    places = decimals(measure)
    low, high = sorted((sign * row.low, sign * row.high))
    amount = (
        interval(sign * row.difference, low, high, places) if row.low < row.high else number(row.difference, places)
    )
    return (
        f"{row.kind}, {inside(row.label)}: {inside(measure.short)} improved by {amount} {measure.unit} {more} in "
        f"{whole(row.with_it)} {sentences.courses(row.with_it)} with it than in {whole(row.without_it)} without it."
    )


def _together(count: int) -> str:
    things, what = ("thing goes", "the two") if count == 1 else ("things go", "they")
    apart = f"{what} cannot be told apart{'' if count == 1 else ' from it'}"
    return f"{count} more {things} so closely with a condition, or with other care, that {apart}."


def _waiting(count: int) -> str:
    verb = "thing has" if count == 1 else "things have"
    return f"Not enough yet: {count} more {verb} too few courses of care with it or without it."
