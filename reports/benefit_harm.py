"""Benefit and harm: who improved and who got worse, beside how often there was an adverse event, by condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from analytics.benefit import benefit
from analytics.harm import NOT_ASKED, harm, harm_by, unasked
from charts.benefit_harm import benefit_harm
from charts.words import number, percent, whole
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.conditions import labelled, tested
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft
from reports.safety import CLASSES, EVENTS, NO_CAUSE, unasked_note

TITLE = "Benefit and harm"
QUESTION = "How many people improved and how many got worse, and how often was there an adverse event?"
ROLES = (OWNER, PODIATRIST)
ALL = "All chosen courses of care"
COLUMNS = (
    "condition", "label", "measure", "panel", "kind", "kind_words", "n", "patients", "had", "people",
    "per_100", "low", "high", "at_most", "sessions", "asked_share",
)  # fmt: skip
WORDS = {
    "between": "Neither",
    "worse": "Worse",
    "mild": "Mild at worst",
    "significant": "Significant at worst",
    "serious": "Serious",
}
TESTED = {
    (True, True): "Improved beyond error and important",
    (True, False): "Improved by an important amount",
    (False, True): "Improved beyond error",
    (False, False): "Improved",
}
JUDGED = (
    "Improved means beyond measurement error and by an important amount where both are known, and beyond the one that "
    "is known where there is only one. Neither: within error, or beyond only one of two."
)
EXACT = (
    "What is counted for harm is sessions, each with or without such an event, so its intervals are the exact binomial "
    "ones (Clopper-Pearson). Where none occurred in n sessions, 3 / n is the most that the rate can be "
    "(10.1001/jama.1983.03330370053031). Shares improved and worse have Wilson intervals."
)
NOT_THE_SAME = (
    "None recorded differs from not asked: only sessions in which adverse events were asked about are counted. Benefit "
    "is counted per course of care and harm per session, so one may not be set against the other as if they were alike."
)
PUBLISHED = (
    "Published rates, for context: mild events after 19.18 % of 7,629 treatments (PMID 25125935); 36.7 minor events "
    "per 100 of 20,494 treatments and one major event in 1,024 (PMID 32089962); in heel pain, an event at 32 % of "
    "appointments (10.2522/ptj.20130255). They asked in other ways, about other parts of the body, and counted other "
    "things, so they are no mark to be above or below."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """All in view, then one group per condition (most courses counted first): benefit, then harm (`COLUMNS`)."""
    rows, measure = _rows(read), read.measure
    courses, sessions = read.courses(weeks=filters.horizon), read.sessions()
    return Draft(
        frame=rows,
        keys=("condition", "label", "measure", "panel", "kind", "kind_words"),
        people="patients",
        summary=_said,
        draw=lambda frame: benefit_harm(frame[frame["condition"] == frame["condition"].iloc[0]], measure),
        notes=(
            *notes.measured(read),
            notes.horizon(read),
            *notes.rules(read),
            JUDGED,
            *notes.left_out(read, courses),
            CLASSES,
            EXACT,
            NOT_THE_SAME,
            *unasked_note(unasked(sessions)),
            PUBLISHED,
            sentences.NO_COMPARISON,
            NO_CAUSE,
        ),
    )


def _rows(read: Reader) -> pd.DataFrame:
    """Every group of the view; where there is but one condition, that one alone."""
    good = _benefit_rows(read)
    rows = pd.concat([good, _harm_rows(read, good["condition"].unique())], ignore_index=True)
    names, found = labelled(read, rows["condition"]), list(zip(rows["condition"], rows["kind"], strict=True))
    rows = rows.assign(
        label=[label if name else ALL for name, label in zip(rows["condition"], names, strict=True)],
        kind_words=[WORDS.get(kind) or _tested(read, name) for name, kind in found],
        measure=read.measure.id,
        place=rows["condition"].map(_order(good)),
    )
    rows = rows.dropna(subset="place").sort_values("place", kind="stable", ignore_index=True)[list(COLUMNS)]
    return rows if len(read.episodes()) else rows.iloc[:0]


def _benefit_rows(read: Reader) -> pd.DataFrame:
    courses = read.courses(weeks=read.filters.horizon)
    asked = (read.measure, read.catalogue, read.filters.horizon)
    every = benefit(courses, [], *asked).assign(condition="")
    found = pd.concat([every, benefit(courses.dropna(subset="condition"), ["condition"], *asked)])
    return found.assign(panel="benefit", condition=found["condition"].astype(object))


def _harm_rows(read: Reader, conditions: Iterable[str]) -> pd.DataFrame:
    """The three classes of events in each group, with all its sessions and the share in which it was asked."""
    found = pd.concat([harm(read.sessions()).assign(condition=""), harm_by(read.sessions(), read.episodes())])
    every = found[found["worst"] == NOT_ASKED].set_index("condition")["n"]
    groups = pd.MultiIndex.from_product([list(conditions), EVENTS], names=["condition", "kind"])
    rows = found.set_index(["condition", "worst"]).reindex(groups).reset_index()
    rows = rows.assign(panel="harm", sessions=rows["condition"].map(every).fillna(0.0))
    counts = dict.fromkeys(("n", "patients", "had", "people"), 0)
    return rows.fillna(counts).assign(asked_share=rows["n"] / rows["sessions"].where(rows["sessions"] > 0))


def _tested(read: Reader, condition: str) -> str:
    """What improved means in a group, by the thresholds that there are for it."""
    if not condition:
        return TESTED[tuple(tested(read).values())]  # type: ignore[index]
    found = (read.catalogue.threshold(read.measure.id, kind, condition, read.filters.horizon) for kind in notes.KINDS)
    return TESTED[tuple(one is not None for one in found)]  # type: ignore[index]


def _order(good: pd.DataFrame) -> dict[str, int]:
    """All first, then the conditions with most courses counted; all is left out where it is one condition."""
    counted = good.drop_duplicates("condition").set_index("condition")["n"]
    names = sorted(counted.index, key=lambda name: (name != "", -counted[name], name))
    return {name: place for place, name in enumerate(names) if name or len(names) != 2}


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    first = frame[frame["condition"] == frame["condition"].iloc[0]]
    rows: dict[str, Any] = {str(row.kind): row for row in first.itertuples()}
    return (*_benefit(rows), *_harms(rows))


def _benefit(rows: dict[str, Any]) -> Iterator[str]:
    better, worse = rows["improved"], rows["worse"]
    if not better.n:
        yield sentences.NOBODY_JUDGED
        return
    said = f"Of {whole(better.n)} {sentences.courses(better.n)}, {_share(better)} {_inside(better.kind_words)}"
    yield f"{said} and {_share(worse)} got worse."


def _harms(rows: dict[str, Any]) -> Iterator[str]:
    mild = rows["mild"]
    if not mild.sessions:
        yield "No session is recorded, so nothing can be said about harm."
        return
    sessions = f"{whole(mild.sessions)} {'session' if mild.sessions == 1 else 'sessions'}"
    if not mild.n:
        where = "not asked about in the one session" if mild.sessions == 1 else f"asked about in none of {sessions}"
        yield f"Adverse events were {where}, so nothing can be said about harm."
        return
    yield f"Adverse events were asked about in {whole(mild.n)} of {sessions} ({percent(mild.asked_share)})."
    yield f"Per 100 sessions asked: {'; '.join(_event(rows[kind]) for kind in EVENTS)}."


def _share(row: Any) -> str:
    return f"{percent(row.per_100 / 100)} (95 % CI {number(row.low, 0)} to {number(row.high, 0)} %)"


def _event(row: Any) -> str:
    name = _inside(row.kind_words)
    if not row.had:
        return f"{name} none (at most {number(row.at_most)})"
    return f"{name} {number(row.per_100)} (95 % CI {number(row.low)} to {number(row.high)})"


def _inside(words: str) -> str:
    return words[0].lower() + words[1:]
