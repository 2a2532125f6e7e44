"""The owner report's table of data quality: how much of the record is there, this quarter and the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analytics.harm import NOT_ASKED
from charts import theme
from charts.words import percent, whole
from reports.flagged import RECORDS
from reports.heaping import EVERYONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.quarter_facts import Answers, QuarterFacts
    from reports.report import Report

NOTHING = "–"
EARLY = 6.0  # weeks: a last reading before that says little about how it ended


class Check(NamedTuple):
    """One thing to look at: what it is, this quarter, the last quarter."""

    name: str
    now: str
    last: str


def checks(facts: QuarterFacts) -> list[Check]:
    """First readings, measured again, measured early, pairs, adverse events asked about, and round values."""
    rows: tuple[tuple[str, Callable[[Answers], str]], ...] = (
        ("With a first reading before needling, of those due", _begun),
        ("Measured again, of those with a first reading", _again),
        (f"Last measured within {EARLY:.0f} weeks, of those measured again", _early),
        ("Sessions with a reading before and after", _paired),
        ("Sessions in which adverse events were asked about", _asked),
        ("Readings on a round value (every fifth step)", _rounded),
    )
    return [Check(name, say(facts.now), say(facts.last)) for name, say in rows]


def sites(answers: Answers) -> list[tuple[str, float, float, float]]:
    """Each site with those due, those measured again, and their share."""
    frame = answers.again.frame
    rows = frame[frame["by"] == "site"] if "by" in frame else frame
    return [(row.label.removeprefix("Site: "), row.eligible, row.followed_up, row.share) for row in theme.each(rows)]


def doubts(facts: QuarterFacts) -> list[str]:
    """What stands out: habits, doubtful values, and cells that imports rejected or flagged."""
    said = [sentence for sentence in facts.now.rounded.summary[1:] if sentence.startswith("More often")]
    frame = facts.doubtful.frame
    here = float(frame.loc[frame["found"] == RECORDS, "n"].sum())
    there = float(frame["n"].sum()) - here
    looks = "reading of this quarter looks" if here == 1 else "readings of this quarter look"
    said.append(f"{whole(here)} {looks} doubtful.")
    if there:
        cells = "cell" if there == 1 else "cells"
        said.append(f"The newest imports rejected or flagged {whole(there)} {cells} (of any quarter).")
    return [f"Round values {said[0][0].lower()}{said[0][1:]}", *said[1:]] if len(said) > 1 and _habit(said[0]) else said


def _habit(sentence: str) -> bool:
    return sentence.startswith("More often")


def _ratio(part: float, of: float) -> str:
    return f"{whole(part)} of {whole(of)} ({percent(part / of)})" if of else NOTHING


def _row(report: Report, part: str, of: str) -> str:
    frame = report.frame
    return _ratio(float(frame[part].sum()), float(frame[of].sum())) if len(frame) else NOTHING


def _begun(answers: Answers) -> str:
    return _row(answers.overview, "with_baseline", "eligible")


def _again(answers: Answers) -> str:
    return _row(answers.overview, "followed_up", "with_baseline")


def _early(answers: Answers) -> str:
    frame = answers.waited.frame
    if frame.empty:
        return NOTHING
    return _ratio(float(frame.loc[frame["high"] <= EARLY, "n"].sum()), float(frame["n"].sum()))


def _paired(answers: Answers) -> str:
    return _row(answers.pairs, "complete", "sessions")


def _asked(answers: Answers) -> str:
    frame = answers.safety.frame
    every = float(frame.loc[frame["worst"] == NOT_ASKED, "n"].sum())
    return _ratio(every - float(frame.loc[frame["worst"] == NOT_ASKED, "had"].sum()), every)


def _rounded(answers: Answers) -> str:
    frame = answers.rounded.frame
    every = frame[frame["podiatrist"] == EVERYONE] if len(frame) else frame
    if every.empty or not every["n"].sum():
        return NOTHING
    held = every[every["round"].astype(bool)]
    share, expected = (held[name].sum() / every["n"].sum() for name in ("n", "expected"))
    return f"{percent(share)} of {whole(every['n'].sum())}, {percent(expected)} expected"
