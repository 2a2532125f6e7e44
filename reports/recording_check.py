"""Recording check: whose records stand out from those of the others here, check by check, in plain words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.recording import (
    AFTER_WORSE,
    ALONE,
    EVERYONE,
    LEAST,
    MARGIN,
    NEVER_WORSE,
    NO_READING_AFTER,
    OTHERS,
    ROUND_VALUES,
    SAME_AMOUNT,
    SAME_RATER,
    TESTED,
    recording,
)
from charts.words import percent, whole
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Recording check"
QUESTION = "Does anybody's way of writing readings down stand out from that of the others here?"
ROLES = (OWNER,)
# what is looked at, of what, and what may be behind it without anybody doing anything wrong
LOOKED: dict[str, tuple[str, str, str]] = {
    ROUND_VALUES: (
        "Values of 0, 5 or 10 (every fifth step)", "readings",
        "people may answer in round numbers, or the scale may be asked or shown differently",
    ),
    SAME_AMOUNT: (
        "Better by one and the same amount after the session", "pairs of readings",
        "people treated may be much alike, or the scale may have few steps",
    ),
    NO_READING_AFTER: (
        "No reading after the session", "sessions with a reading before",
        "appointments may be shorter, or the form may not ask again",
    ),
    SAME_RATER: (
        "One person took the reading before and the one after", "pairs of readings",
        "where one person works alone, nobody else can take the reading",
    ),
    NEVER_WORSE: (
        "Somebody's last reading is worse than the first", "people",
        "people treated may be less ill than elsewhere, or those who got worse may not have come back",
    ),
    AFTER_WORSE: (
        "No reading at the next visit after a worse change", "such visits",
        "a visit after a bad week may go by with other things",
    ),
}  # fmt: skip
VERDICT = {True: "stands out", False: "no"}
NOT_YET, NOBODY = "not enough yet", "nobody to compare with"
OTHER_REASONS = "What stands out is a reason to look and to ask. There are other reasons than a habit: "
RULES = (
    "Expected: the median of the others' shares here; for the next visit after a worse change, the same podiatrist's "
    "visits after any other change. A share has to differ from that by more than "
    f"{percent(MARGIN).removesuffix(' %')} percentage points and by more than chance; values of 0, 5 or 10 by as much "
    "beyond what the neighbouring values lead one to expect. That nobody got worse has to be rare even if only half as "
    "many did as with the others (house rules)."
)
LEVEL = (
    "The level is set so that, when all records are clean, anybody at all stands out in fewer than 1 clinic in 100, "
    f"over all checks and podiatrists together (house rule). Nobody is looked at with fewer than {LEAST}, or with "
    f"fewer than {OTHERS} others to compare with. A habit that everybody shares does not stand out here."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per check, for everyone and for each podiatrist (`analytics.recording.recording`)."""
    measure = read.measure
    found = recording(
        read.readings(measure), read.sessions(), read.courses(weeks=filters.horizon), read.details("raters"), measure
    )
    verdict = found["stands_out"].map(VERDICT).where(found["state"] == TESTED, NOT_YET)
    verdict = verdict.mask(found["state"] == ALONE, NOBODY).mask(found["podiatrist"] == EVERYONE, "")
    rows = found.assign(
        measure=measure.id, verdict=verdict, label=[LOOKED[check][0] for check in found["check"]],
        counted=[LOOKED[check][1] for check in found["check"]],
    )  # fmt: skip
    first = ["check", "label", "podiatrist", "measure", "n", "counted", "people", "found", "low", "high", "expected"]
    return Draft(
        frame=rows[[*first, "verdict"]],
        keys=("check", "podiatrist", "measure"),
        people="people",
        summary=_said,
        notes=(*notes.measured(read), RULES, LEVEL),
        empty=f"No reading of {measure.short} from a session matches these filters. Widen them, or record more.",
    )


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    """Who stands out in what, with n and both shares and other reasons; or that nobody does."""
    out = frame[frame["verdict"] == VERDICT[True]]
    looked = frame[frame["verdict"].isin(list(VERDICT.values()))]
    if looked.empty:
        why = "with enough records, or too few others to compare with"
        return (f"Not enough yet: there is no podiatrist {why}. Widen the period, or ask again later.",)
    checks = f"{looked['check'].nunique()} {'check' if looked['check'].nunique() == 1 else 'checks'}"
    people = looked["podiatrist"].nunique()
    of = f"{checks} of the records of {people} {'podiatrist' if people == 1 else 'podiatrists'}"
    if out.empty:
        return (f"Nobody stands out in {of}.", *_alone(frame))
    reasons = sentences.listed([LOOKED[check][2] for check in out["check"].drop_duplicates()])
    said = [_one(row) for row in out.itertuples()]
    return (
        f"{len(out)} of {len(looked)} rows {'stands' if len(out) == 1 else 'stand'} out, in {of}.",
        *said,
        f"{OTHER_REASONS}{reasons}.",
        *_alone(frame),
    )


def _one(row: Any) -> str:
    found = f"{percent(row.found)} (95 % CI {percent(row.low)} to {percent(row.high)})"
    what = f"{row.label[:1].lower()}{row.label[1:]}"
    return (
        f"{row.podiatrist} stands out: {what} in {found} of {whole(row.n)} {row.counted}, where about "
        f"{percent(row.expected)} is expected."
    )


def _alone(frame: pd.DataFrame) -> list[str]:
    """That everybody measures their own patients, where it is so: no difference between people can show it."""
    every = frame[(frame["check"] == SAME_RATER) & (frame["podiatrist"] == EVERYONE)]
    pairs = zip(every["n"].to_numpy(dtype=float), every["found"].to_numpy(dtype=float), strict=True)
    return [
        f"Of {whole(n)} pairs of readings with both raters written down, one person took both in {percent(found)}."
        for n, found in pairs
    ]
