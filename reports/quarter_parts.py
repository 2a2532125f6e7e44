"""The parts of the owner report, in order: at a glance, by condition, steadiness, safety, quality, methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.platypus import Spacer

from analytics.harm import NOT_ASKED
from charts import theme
from charts.words import day, inside, percent, whole
from reports import quarter_quality, quarter_words
from reports.access import FLAGGED_BELOW
from reports.answer import NOTHING_STORED
from reports.period import NAMES
from reports.quarter_drawn import Interval, Scale, Steady
from reports.quarter_pieces import ALERT, WIDE, Pieces
from reports.safety import EVENTS
from reports.sentences import NO_COMPARISON

if TYPE_CHECKING:
    from reports.quarter_facts import QuarterFacts
    from reports.report import Report

MOST = 18  # conditions with a row of their own: more would not fit the pages
QUARTERS = 16
NOBODY = "No course of care began in this quarter."


def name(facts: QuarterFacts) -> str:
    """``July to September 2026``."""
    first = facts.now.period.first
    return f"{NAMES[(first.month + 2) // 3]} {first.year}"


def head(page: Pieces, facts: QuarterFacts) -> list[Any]:
    """What the report is about, the four figures, and the same in words."""
    period = facts.now.period
    lines = [f"Courses of care that began from {period.words}, as known on {day(facts.as_of)}."]
    if not facts.is_over:
        lines.append("This quarter is not over yet: figures so far.")
    title = page.title(name(facts), lines)
    if facts.is_demo:
        title = [page.say("Demo clinic. The people and records in this report are invented.", 0, True, ALERT), *title]
    if facts.now.overview.frame.empty:
        return [*title, *page.words([NOTHING_STORED if NOTHING_STORED in facts.now.overview.summary else NOBODY])]
    said = [*facts.now.overview.summary[:2], " ".join(facts.now.safety.summary)]
    return [*title, page.tiles(quarter_words.tiles(facts)), Spacer(0, 10), *page.words([*said, NO_COMPARISON])]


def conditions(page: Pieces, facts: QuarterFacts) -> list[Any]:
    """One row per condition: the interval drawn and written, n, those due, the share measured again, the classes."""
    frame, measure = facts.now.conditions.frame, facts.measure
    if measure is None or frame.empty:
        return []
    chart = 140.0
    due = frame[frame["eligible"] > 0].sort_values(["n", "eligible"], ascending=False, kind="stable")
    shown = list(theme.each(due.head(MOST)))
    rows = [[row.label, Interval(row, measure, page.face, chart, 10), quarter_words.mean(row, measure), whole(row.n),
             whole(row.eligible), percent(row.share_followed) if row.eligible else "–", _classes(row)]
            for row in shown]  # fmt: skip
    heads = ["Condition", Scale(measure, page.face, chart, 20), "Mean change\n(95 % CI)", "n", "Due", "Measured\nagain",
             "Better, neither,\nworse"]  # fmt: skip
    widths = [WIDE - chart - 6 - 88 - 26 - 30 - 52 - 62, chart + 6, 88, 26, 30, 52, 62]
    left = len(frame) - len(shown)
    notes = [
        f"Change in {inside(measure.short)}, {measure.unit}; positive is better. Hollow: n below {FLAGGED_BELOW}. "
        "An interval without a cap runs beyond the range.",
        f"Not shown: {left} {'condition' if left == 1 else 'conditions'} with fewer, or with nobody due yet."
        if left else "",
    ]  # fmt: skip
    table = [page.table(heads, rows, widths, 5)] if rows else [page.say("No course of care is due for follow-up yet.")]
    return [*page.part("By condition"), *table, Spacer(0, 4), *map(page.quiet, filter(None, notes if rows else ()))]


def _classes(row: Any) -> str:
    better = row.improved_both + row.improved_important + row.improved_error
    judged = better + row.within_error + row.worse
    return f"{whole(better)} / {whole(row.within_error)} / {whole(row.worse)}" if judged else "–"


def steadiness(page: Pieces, facts: QuarterFacts) -> list[Any]:
    """The quarters to date in a line, and what the report says of them."""
    frame, measure = facts.steady.frame, facts.measure
    rows = list(theme.each(frame.tail(QUARTERS)))
    if measure is None or not any(row.n for row in rows):
        return []
    until = "by the quarter in which care began; the vertical lines are 95 % intervals, and n stands below"
    drawn = Steady(rows, measure, page.face, WIDE, 112)
    legend = page.quiet(f"Mean change in {inside(measure.short)}, {measure.unit}, {until}.")
    several = sum(row.n > 0 for row in rows) > 1
    said = page.words(facts.steady.summary[:1]) if several else []
    return [*page.part("Is it steady?", legend, Spacer(0, 2), drawn, *said)]


def changed(page: Pieces, facts: QuarterFacts) -> list[Any]:
    """This quarter beside the last, and who is too few for it."""
    rows = quarter_words.beside(facts)
    few = quarter_words.too_few(facts)
    if not rows:
        missing = "There is nothing to set beside each other: one of the two quarters has no course of care."
        return [*page.part("What changed since last quarter", page.say(missing))]
    table = page.table(["Mean change (95 % CI)", "This quarter", "Last quarter", "Read as"], rows,
                       [94, 98, 98, WIDE - 290], 0)  # fmt: skip
    part = page.part("What changed since last quarter", table, Spacer(0, 4))
    return [*part, *page.words([few, quarter_words.LONGER])]


def safety(page: Pieces, facts: QuarterFacts) -> list[Any]:
    """Sessions by their worst adverse event this quarter and the last, and other care given."""
    now, last = facts.now.safety, facts.last.safety
    if now.frame.empty:
        return []
    rows = [[str(row.label), _had(now, row.worst), _rate(now, row.worst), _had(last, row.worst), _rate(last, row.worst)]
            for row in theme.each(now.frame)]  # fmt: skip
    heads = ["Sessions by their worst event", "This quarter", "Per 100 asked (95 % CI)", "Last quarter",
             "Per 100 asked (95 % CI)"]  # fmt: skip
    table = page.table(heads, rows, [WIDE - 340, 70, 100, 70, 100], 4)
    told = [note for note in now.notes if "although nobody asked" in note]
    care = facts.now.other_care.summary if len(facts.now.other_care.frame) else ()
    whose = page.quiet("Sessions of the courses of care that began in the quarter, whenever they took place.")
    part = page.part("Safety and other care", table, Spacer(0, 4), whose, Spacer(0, 3))
    return [*part, *page.words([*told, " ".join(care)])]


def _had(report: Report, worst: str) -> str:
    frame = report.frame[report.frame["worst"] == worst]
    if frame.empty or not frame["n"].sum():
        return "not asked" if len(frame) else "–"
    return f"{whole(frame['had'].sum())} of {whole(frame['n'].sum())}"


def _rate(report: Report, worst: str) -> str:
    row = next(theme.each(report.frame[report.frame["worst"] == worst]), None)
    if row is None or worst == NOT_ASKED or not row.n:
        return ""
    if worst in EVENTS and not row.had:
        return f"0 (at most {row.at_most:.1f})"
    return f"{row.per_100:.1f} ({row.low:.1f} to {row.high:.1f})"


def quality(page: Pieces, facts: QuarterFacts) -> list[Any]:
    """How complete the record is, this quarter and the last, by site, and what stands out."""
    if facts.now.overview.frame.empty:
        return []
    table = page.table(["How complete the record is", "This quarter", "Last quarter"], quarter_quality.checks(facts),
                       [WIDE - 260, 130, 130], 2)  # fmt: skip
    places = [f"{place} {whole(again)} of {whole(due)} ({percent(share)})"
              for place, due, again, share in quarter_quality.sites(facts.now)]  # fmt: skip
    by_site = f"Measured again by site, of those due: {'; '.join(places)}." if len(places) > 1 else ""
    return [*page.part("Data quality", table, Spacer(0, 4)),
            *page.words([by_site, " ".join(quarter_quality.doubts(facts))])]  # fmt: skip


def methods(page: Pieces, facts: QuarterFacts) -> list[Any]:
    """How the figures came about: the notes of the answers themselves, each once."""
    answers = (facts.now.overview, facts.now.safety, facts.now.other_care, facts.now.rounded)
    notes = list(dict.fromkeys(note for report in answers for note in report.notes if note != NO_COMPARISON))
    made = (
        f"Intervals of a mean know which values belong to one patient (t, by patient); those of a rate are exact "
        f"(Clopper-Pearson). This report is made from the same answers as the pages, at version {facts.version} of the "
        f"data; asked again of that version and for {day(facts.as_of)} it is the same, letter by letter. It is for "
        "the clinic itself and not for publication."
    )
    return [*page.part("Methods", page.box([*notes, made, NO_COMPARISON]))]
