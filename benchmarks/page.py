"""``docs/performance.md``: whether the program is fast enough, made from what was measured and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from benchmarks.goals import GOALS, SHORT, Goal, Proof, figure, verdict
from benchmarks.results import Part
from benchmarks.timing import Result
from data.clock import shown

TITLES = {
    "clinic": ("The record and the main page", "Reading everything that was written down, and answering again after a "
               "filter change, for clinics of different sizes."),
    "repainting": ("What a person waits for", "From the change of a filter to the charts painted again in a browser."),
    "starting": ("Starting the program", "From starting it to the first chart in a browser."),
    "viewers": ("Many people at once", "People who change a filter, think for a few seconds, and change it again."),
    "group": ("A group of clinics", "People with accounts of their own, signed in to records on a PostgreSQL server."),
    "peers": ("Beside other programs", "The same question to all: mean change of pain by condition, and how many, of "
              "the courses of care begun since a day that nobody asked about before. The others answer on a copy of "
              "the same records with their caches off, and give the same numbers. They begin at the readings each "
              "time and draw nothing. This program keeps first and last reading of each course of care until the next "
              "write, whatever the filter; its answer has intervals, classes, follow-up and the chart as well. The "
              "last rows set everything that its page shows, sent to a browser, beside that one answer of the other."),
    "importing": ("Bringing records in", "A session sheet is read, checked, stored and noted in the activity record."),
    "registry": ("Past one clinic", "Many clinics' readings worked through on two processor cores."),
    "podiatrist": ("The podiatrist's pages", "From a click to the page, in a browser."),
    "pictures": ("Pictures for the public", "One picture, and a pack of sixty."),
    "backing-up": ("Backups", "A backup is made, proven by a real restore, and brought back."),
    "encryption": ("What encryption costs", "The same work on an encrypted file and on a plain one."),
    "activity": ("The activity record", "One page of a very long record of who did what."),
    "hostile": ("Harmful files", "Five people work while somebody brings in files made to do harm."),
    "answers": ("Every answer that looks closer", "After a filter change: how long it takes, and in brackets how many "
                "times as long as the main table."),
}  # fmt: skip
BY_SIZE = ("answers",)  # parts with so many rows that the sizes are columns
HEAD = """# Is it fast enough?

{short}

{summary}

Times depend on the computer; so each is set beside something else that was timed on the same computer in the same
minutes, in turns: the least that the work could take, or another program. The figures are medians. "Memory" is the most
that one process held at once, everything it loads included. `python3 -m benchmarks` measures again and writes this
page; the raw figures, with every version, are in `benchmarks/results/`.

## What was set out to be reached

| work | goal | so far |
|---|---|---|
{goals}
"""
SECTION = """
## {title}

{about}

{table}

Measured on {date}: {machine}.{versions}
"""


def text(parts: Mapping[str, Part]) -> str:
    """The whole page: the goals, then a table for each part in the order of `TITLES`, then any others."""
    order = [*(part for part in TITLES if part in parts), *sorted(parts.keys() - TITLES.keys())]
    goals = "\n".join(f"| {goal.work} | {goal.words} | {said(goal, parts)} |" for goal in GOALS)
    head = HEAD.format(short=short(parts), summary=summary(parts), goals=goals)
    return head + "".join(_section(parts[part]) for part in order)


def short(parts: Mapping[str, Part]) -> str:
    """What a person feels, one line for each figure of `SHORT` that was measured."""
    found = [(words, proof, figure(proof, parts)) for words, proof in SHORT]
    return "\n".join(f"- {words.format(_in_words(proof, value))}" for words, proof, value in found if value is not None)


def summary(parts: Mapping[str, Part]) -> str:
    """How many goals are reached, missed and not measured, in a sentence."""
    found = [verdict(goal, parts) for goal in GOALS]
    counted = [f"{found.count(kind)} {kind}" for kind in ("reached", "missed", "not measured yet")]
    return f"Of {len(GOALS)} goals, {counted[0]}, {counted[1]}, {counted[2]}."


def said(goal: Goal, parts: Mapping[str, Part]) -> str:
    """The verdict with what was measured, and the goal again in the same unit where it was missed."""
    kind = verdict(goal, parts)
    if kind == "not measured yet":
        return kind
    measured = [_measured(proof, parts) for proof in goal.proofs]
    return f"**{kind}**: {'; '.join(measured)}"


def _measured(proof: Proof, parts: Mapping[str, Part]) -> str:
    value = figure(proof, parts)
    if value is None:
        return "not measured yet"
    words = _in_words(proof, value)
    against = f" ({proof.floor})" if proof.part == "peers" else ""
    return f"{words}{against}" + (f", not {_in_words(proof, proof.most)}" if value > proof.most else "")


def _in_words(proof: Proof, value: float) -> str:
    if proof.figure == "ratio":
        return times(value)
    if proof.figure == "memory":
        return bytes_(value)
    return duration(value) + (" of processor" if proof.figure == "processor" else "")


def times(ratio: float) -> str:
    """How one time stands to another: ``2.1 times as long``, ``12 times as fast``."""
    if f"{ratio:.2g}" == "1":
        return "as long"
    return f"{_figures(ratio)} times as long" if ratio > 1 else f"{_figures(1 / ratio)} times as fast"


def duration(seconds: float) -> str:
    """A time in the unit a person would say it in."""
    return f"{_figures(seconds)} s" if seconds >= 0.9995 else f"{_figures(1000 * seconds)} ms"


def bytes_(number: float) -> str:
    """Bytes as MB or GB."""
    return f"{_figures(number / 2**30)} GB" if number >= 2**30 else f"{number / 2**20:.0f} MB"


def _figures(number: float) -> str:
    """Two figures below ten, whole numbers with commas above."""
    return f"{number:,.0f}" if number >= 9.95 else f"{number:.2g}"


def _section(part: Part) -> str:
    title, about = TITLES.get(part.part, (part.part.capitalize(), ""))
    lines = _by_size(part.rows) if part.part in BY_SIZE else table(part.rows)
    versions, peers = (_named(each) for each in (part.versions, part.peers))
    section = SECTION.format(
        title=title,
        about=about,
        table=lines,
        date=shown(date.fromisoformat(part.date)),
        machine=part.machine,
        versions=(f" {versions}." if versions else "") + (f" Beside it: {peers}." if peers else ""),
    )
    return section.replace("\n\n\n\n", "\n\n")


def _named(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())


def table(rows: Sequence[Result]) -> str:
    """One line for each row, those of one name together."""
    head = ("what", "size", "this program", "beside", "that", "so this program takes", "memory", "beside's memory", "")
    lines = [
        (row.name, row.size, duration(row.ours), row.floor_name, duration(row.floor), times(row.ratio),
         *(bytes_(one) if one else "" for one in (row.memory, row.floor_memory)), row.note)
        for row in sorted(rows, key=lambda row: [other.name for other in rows].index(row.name))
    ]  # fmt: skip
    return _lines(_without_empty(head, lines))


def _by_size(rows: Sequence[Result]) -> str:
    sizes = list(dict.fromkeys(row.size for row in rows))
    cells = {(row.name, row.size): f"{duration(row.ours)} ({row.ratio:.2f})" for row in rows}
    names = dict.fromkeys(row.name for row in rows)
    return _lines([("what", *sizes), *((name, *(cells.get((name, size), "") for size in sizes)) for name in names)])


def _without_empty(head: Sequence[str], lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """The table without columns in which nothing was measured."""
    full = [place for place in range(len(head)) if any(line[place] for line in lines)]
    return [[line[place] for place in full] for line in (head, *lines)]


def _lines(table: Sequence[Sequence[str]]) -> str:
    head, *lines = (_line(line) for line in table)
    return "\n".join((head, "|" + "---|" * len(table[0]), *lines))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
