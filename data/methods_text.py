"""The part of ``docs/methods.md`` that is made from the catalogue: measures, thresholds, conditions.

`measures_text` is pure: a `Catalogue` in, Markdown out. `write` puts it between the markers of the
file, and `current` reads what stands there, so that a test can say when the file has gone stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from data.catalogue import Catalogue, Condition, Fact, Measure, Threshold, load_catalogue

BEGIN, END = "<!-- measures: begin -->", "<!-- measures: end -->"
PATH = Path(__file__).parents[1] / "docs" / "methods.md"
KIND_WORDS = {
    "important": "important change",
    "error": "measurement error",
    "normal": "healthy mean",
    "acceptable": "acceptable state",
}
READ_WORDS = {
    "read": "yes",
    "secondary": "in a page reporting it",
    "memory": "no, not verified",
    "derived": "worked out from it",
}

MEASURE_HEAD = ("id", "measure", "scale", "better", "how it is taken", "source of the scale", "read", "note")
THRESHOLD_HEAD = ("measure", "what", "value", "condition and time", "studied in", "source", "read", "note")
FACT_HEAD = ("measure", "what", "value", "studied in", "source", "read", "note")
CONDITION_HEAD = ("id", "condition", "main measures", "SNOMED CT", "ICD-10", "trials of needling", "source", "read")


class MarkersMissing(ValueError):
    """The file has lost the two lines between which the generated part stands."""


def measures_text(catalogue: Catalogue) -> str:
    """The measures, what decides, what is only shown, other published facts, and the conditions."""
    return "\n\n".join(
        (
            "This part is made from the files in `data/measures/` and `data/conditions/`.",
            "### Measures\n\n" + _measures(catalogue.measures.values()),
            "### Thresholds that decide\n\n" + _RULES + "\n\n" + _thresholds(catalogue, "rule"),
            "### Thresholds that are not used\n\n" + _SHOWN + "\n\n" + _thresholds(catalogue, "shown"),
            "### Other published figures\n\n" + _facts(catalogue.measures.values()),
            "### Conditions\n\n" + _CODES + "\n\n" + _conditions(catalogue),
        )
    )


_RULES = (
    "A change is compared with these and no others. The most specific one counts: condition and time, condition, "
    "time, general. Where there is none, no class is given and the chart says so. No range of motion has a published "
    "important change, only measurement error."
)
_SHOWN = "Published, but never drawn and never used to sort patients into classes; the note says why."
_CODES = (
    "Codes are display hints, not a coding service. ICD-10 codes have not been checked against an official list. "
    "The column on trials is a summary of what trials of needling found, not a claim about this clinic."
)


def _measures(measures: Iterable[Measure]) -> str:
    return _table(MEASURE_HEAD, (measure_row(measure) for measure in measures))


def measure_row(measure: Measure) -> tuple[str, ...]:
    """The cells of one measure, under `MEASURE_HEAD`."""
    ends = f"{measure.low:g} to {measure.high:g} {measure.unit}"
    scale = ends if measure.bounds == "scale" else f"{ends} (limits of plausibility)"
    taken = "; ".join(part for part in (measure.method, measure.position) if part)
    better = "higher" if measure.better == "up" else "lower"
    checked = READ_WORDS[measure.verified]
    return f"`{measure.id}`", measure.name, scale, better, taken, measure.source, checked, measure.note


def _thresholds(catalogue: Catalogue, use: str) -> str:
    found = ((measure, rule) for measure in catalogue.measures.values() for rule in measure.thresholds)
    return _table(
        THRESHOLD_HEAD, (threshold_row(catalogue, measure, rule) for measure, rule in found if rule.use == use)
    )


def threshold_row(catalogue: Catalogue, measure: Measure, rule: Threshold) -> tuple[str, ...]:
    """The cells of one threshold, under `THRESHOLD_HEAD`."""
    unit = "% of the start" if rule.unit == "percent" else rule.unit
    ends = "" if rule.low is None or rule.high is None else f" ({rule.low:g} to {rule.high:g})"
    kind = KIND_WORDS[rule.kind] + (f" ({rule.confidence} %)" if rule.confidence else "")
    studied = "; ".join(part for part in (rule.population, rule.method) if part)
    value, where = f"{rule.value:g} {unit}{ends}", _where(catalogue, rule)
    return measure.name, kind, value, where, studied, rule.source, READ_WORDS[rule.verified], rule.note


def _where(catalogue: Catalogue, rule: Threshold) -> str:
    condition = catalogue.condition(rule.condition).name if rule.condition else "any condition"
    return condition if rule.weeks is None else f"{condition}, at {rule.weeks:g} weeks"


def _facts(measures: Iterable[Measure]) -> str:
    return _table(FACT_HEAD, (fact_row(measure, fact) for measure in measures for fact in measure.facts))


def fact_row(measure: Measure, fact: Fact) -> tuple[str, ...]:
    """The cells of one published figure, under `FACT_HEAD`."""
    studied = "; ".join(part for part in (fact.population, fact.method) if part)
    what, value = fact.parameter.replace("_", " "), f"{fact.value} {fact.unit}".strip()
    return measure.name, what, value, studied, fact.source, READ_WORDS[fact.verified], fact.note


def _conditions(catalogue: Catalogue) -> str:
    return _table(CONDITION_HEAD, (condition_row(catalogue, condition) for condition in catalogue.conditions.values()))


def condition_row(catalogue: Catalogue, condition: Condition) -> tuple[str, ...]:
    """The cells of one condition, under `CONDITION_HEAD`."""
    measures = ", ".join(catalogue.measure(id).short for id in condition.measures)
    snomed = _code(condition.snomed, condition.snomed_term, condition.snomed_verified)
    icd10 = _code(condition.icd10, condition.icd10_term, condition.icd10_verified)
    checked = READ_WORDS[condition.verified]
    return f"`{condition.id}`", condition.name, measures, snomed, icd10, condition.evidence, condition.source, checked


def _code(code: str | None, term: str, verified: str) -> str:
    if not code:
        return "none checked"
    return f"{code} {term}" + (" (not verified)" if verified in ("", "memory") else "")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(text) for text in line) + " |" for line in lines)


def cell(text: str) -> str:
    """Text that cannot break out of its cell, nor turn into markup."""
    return re.sub(r"([\\|*<])", r"\\\1", text.replace("\n", " ")).strip() or "-"


def current(path: Path = PATH) -> str:
    """What stands between the markers of *path*; `MarkersMissing` when they are gone or swapped."""
    _before, between, _after = _parts(path.read_text(encoding="utf-8"))
    return between.strip("\n")


def write(path: Path = PATH, catalogue: Catalogue | None = None) -> bool:
    """Put the text of *catalogue* (default: the one in use) between the markers; ``True`` when it changed."""
    text = path.read_text(encoding="utf-8")
    before, _, after = _parts(text)
    made = f"{before}{BEGIN}\n\n{measures_text(catalogue or load_catalogue())}\n\n{END}{after}"
    if made != text:
        path.write_text(made, encoding="utf-8", newline="\n")
    return made != text


def _parts(text: str) -> tuple[str, str, str]:
    before, begin, rest = text.partition(BEGIN)
    between, end, after = rest.partition(END)
    if not begin or not end:
        raise MarkersMissing(f"The file lacks the lines {BEGIN} and {END}, in that order. Put them back and try again.")
    return before, between, after
