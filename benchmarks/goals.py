"""What was set out to be reached, and which measured row shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.results import Part

MILLION = "1,000,000 readings"
FRAMES = "The figures of that page alone"
PEOPLE = "{} people at once, 95 of 100 clicks within"
REPAINT = "Filter change to repainted charts, Effectiveness"
CONDITION = "Change by condition after a filter change"
REGISTRY = "Registry, the whole run"
HUNDRED = "100,000,000 readings"


@dataclass(frozen=True)
class Proof:
    """One figure of one row, and the *most* it may be.

    *figure* is ``ratio`` (ours against theirs), ``ours`` or ``processor`` (seconds), or ``memory`` (bytes).
    *floor* is told only where a row of that name and size was measured against several.
    """

    part: str
    name: str
    size: str
    most: float
    figure: str = "ratio"
    floor: str = ""


@dataclass(frozen=True)
class Goal:
    """A piece of work, the goal in words, and the rows that have to show it, every one of them."""

    work: str
    words: str
    proofs: tuple[Proof, ...]


GOALS = (
    Goal(
        "Change a filter until the charts are painted again in the browser, a million readings",
        "at most 1.25 times as long as the same page with as many charts of constant data",
        (Proof("repainting", REPAINT, MILLION, 1.25, floor="a page of constant data and as many charts"),),
    ),
    Goal(
        "Work out every figure of that page again, a million readings",
        "at most twice as long as the least a computer must do (one pass over the numbers)",
        (Proof("clinic", FRAMES, MILLION, 2, floor="the same figures, one numpy pass"),),
    ),
    Goal(
        "Work out every figure of that page again, a million readings",
        "at least five times as fast as pandas, the usual tool, on its own",
        (Proof("clinic", FRAMES, MILLION, 0.2, floor="the same figures, good plain pandas"),),
    ),
    Goal(
        "Read the whole record, a million readings",
        "at most 1.5 times as long as the database takes to count it",
        (Proof("clinic", "Read the store into frames", MILLION, 1.5),),
    ),
    Goal(
        "Read the whole record when it is encrypted, a million readings",
        "at most 2.5 times as long as the database takes to count it",
        (Proof("clinic", "Read the encrypted store into frames", MILLION, 2.5),),
    ),
    Goal(
        "See ten newly recorded sessions, a million readings",
        "at most a twentieth of reading everything",
        (Proof("clinic", "Refresh after 10 new sessions", MILLION, 0.05),),
    ),
    Goal(
        "Change a filter in a clinic a hundred times larger (a million readings against ten thousand)",
        "at most 1.5 times as long",
        (Proof("repainting", REPAINT, MILLION, 1.5, floor="the same with 10,000 readings"),),
    ),
    Goal(
        "Start the program until its first chart shows, the invented clinic",
        "at most 1.3 times as long as an empty page with one chart",
        (Proof("starting", "Start to first chart", "demo clinic, there already", 1.3),),
    ),
    Goal(
        "Bring in a million rows, each checked",
        "at least 0.4 times as fast as the database's own unchecked import into the same tables",
        (
            Proof(
                "importing",
                "Import a session sheet (read, check, store, audit)",
                "1,000,000 rows",
                2.5,
                floor="sqlite3 .import into the same constrained tables",
            ),
        ),
    ),
    Goal(
        "Ask for the change by condition, a million readings, beside Apache Superset and Datasette",
        "at least ten times as fast as the quicker of the two",
        (
            Proof("peers", CONDITION, MILLION, 0.1, floor="Apache Superset"),
            Proof("peers", CONDITION, MILLION, 0.1, floor="Datasette"),
        ),
    ),
    Goal(
        "Work through a registry of a hundred million readings on two processor cores",
        "at most 1.5 times as long as DuckDB takes to group the same files",
        (Proof("registry", REGISTRY, HUNDRED, 1.5),),
    ),
    Goal(
        "The same registry: memory",
        "under 4 GB",
        (Proof("registry", REGISTRY, HUNDRED, 4 * 2**30, "memory"),),
    ),
    *(
        Goal(
            f"Answer {people} people who work at once",
            f"95 of 100 clicks within {most} second{'s' * (most > 1)}, under 0.1 s of processor for each",
            (
                Proof("viewers", PEOPLE.format(people), "100,000 readings", most, "ours"),
                Proof("viewers", PEOPLE.format(people), "100,000 readings", 0.1, "processor"),
            ),
        )
        for people, most in ((10, 1), (25, 2))
    ),
)


def figure(proof: Proof, parts: Mapping[str, Part]) -> float | None:
    """What was measured for *proof*; ``None`` where it was not."""
    rows = parts[proof.part].rows if proof.part in parts else ()
    for row in rows:
        if (row.name, row.size) == (proof.name, proof.size) and proof.floor in ("", row.floor_name):
            value = getattr(row, proof.figure)
            return None if value is None else float(value)
    return None


def verdict(goal: Goal, parts: Mapping[str, Part]) -> str:
    """``reached``, ``missed``, or ``not measured yet`` where any of the rows is missing."""
    found = [figure(proof, parts) for proof in goal.proofs]
    if any(one is None for one in found):
        return "not measured yet"
    over = [one > proof.most for one, proof in zip(found, goal.proofs, strict=True) if one is not None]
    return "missed" if any(over) else "reached"
