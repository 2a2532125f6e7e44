"""Every row of the clinical reference tables is in a catalogue file, with its value and its source."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.catalogue import Fact, Measure, Threshold, load_catalogue

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
CATALOGUE = load_catalogue()
# rows that speak of something the files divide more finely
SPREAD = {"ake": ("ake_lacking", "ake_angle"), "wblt": ("wblt_cm", "wblt_deg"), "pain_any": ("nprs",)}
CHECKED = {"read": {"read", "secondary", "derived"}, "memory": {"memory"}}


def rows(name: str) -> list[dict[str, str]]:
    path = REFERENCE / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MEASURES, CONDITIONS = rows("measures.csv"), rows("conditions.csv")
needs_reference = pytest.mark.skipif(not MEASURES, reason="the clinical reference tables are not beside this checkout")


def label(row: dict[str, str]) -> str:
    return "-".join((row["measure_id"], row["parameter"], row["value"]))


def files_of(row: dict[str, str]) -> Iterator[Measure]:
    return (CATALOGUE.measure(id) for id in SPREAD.get(row["measure_id"], (row["measure_id"],)))


@needs_reference
def test_the_tables_are_whole() -> None:
    assert (len(MEASURES), len(CONDITIONS)) == (175, 20)
    assert {row["condition_id"] for row in CONDITIONS} == set(CATALOGUE.conditions)
    named = {id for row in MEASURES for id in SPREAD.get(row["measure_id"], (row["measure_id"],))}
    own = {"nprs_average", "nprs_worst", "nprs_first_step", "stiffness"}
    assert named | own == set(CATALOGUE.measures)


@needs_reference
@pytest.mark.parametrize("row", MEASURES, ids=label)
def test_each_row_of_the_measures_table_is_in_a_file(row: dict[str, str]) -> None:
    for measure in files_of(row):
        if row["method"] == "definition":
            assert defined(measure, row)
        else:
            entries: tuple[Threshold | Fact, ...] = (*measure.thresholds, *measure.facts)
            assert any(says(entry, row) for entry in entries), measure.id


def defined(measure: Measure, row: dict[str, str]) -> bool:
    """Unit, range or direction: a field of the measure, or a fact where the file uses another word."""
    if row["parameter"] == "range":
        return (measure.low, measure.high) == (float(row["ci_low"]), float(row["ci_high"])) and sourced(measure, row)
    if row["parameter"] == "better":
        expected = {"ake_lacking": "down", "ake_angle": "up"}.get(measure.id, row["value"])
        return measure.better == expected and sourced(measure, row)
    return (measure.unit == row["value"] and sourced(measure, row)) or any(says(fact, row) for fact in measure.facts)


def sourced(entry: Measure | Threshold | Fact, row: dict[str, str]) -> bool:
    return entry.source == row["source"] and entry.verified in CHECKED[row["verified"]]


def says(entry: Threshold | Fact, row: dict[str, str]) -> bool:
    if entry.parameter != row["parameter"] or not sourced(entry, row):
        return False
    if isinstance(entry, Fact):
        return entry.value == row["value"]
    low, high = ends(row)
    if "-" in row["value"].lstrip("-"):  # a published range
        return {entry.low, entry.high} <= {low, high, None} and (entry.value in (low, high))
    return entry.value == abs(float(row["value"])) and (entry.low, entry.high) == (low, high)


def ends(row: dict[str, str]) -> tuple[float | None, float | None]:
    """The ends of the interval or range as the files give them: signs turned with the value's."""
    if "-" in row["value"].lstrip("-"):
        low, high = row["value"].split("-")
        return float(low), float(high)
    found = [float(row[end]) if row[end] else None for end in ("ci_low", "ci_high")]
    if row["value"].startswith("-"):
        found = [None if end is None else -end for end in reversed(found)]
    return found[0], found[1]


@needs_reference
@pytest.mark.parametrize("row", CONDITIONS, ids=lambda row: row["condition_id"])
def test_each_row_of_the_conditions_table_is_in_a_file(row: dict[str, str]) -> None:
    condition = CATALOGUE.condition(row["condition_id"])
    primary = tuple("ake_lacking" if id == "ake" else id for id in row["primary_measures"].split("|"))
    assert condition.measures == primary
    assert (condition.snomed or "", condition.snomed_term) == (row["snomed_ct"], row["snomed_term"])
    assert (condition.icd10, condition.icd10_term) == (row["icd10_who_am"], row["icd10_term"])
    assert (condition.evidence, condition.listed_by_peers) == (
        row["dn_evidence_summary"],
        row["listed_by_peer_clinics"],
    )
    assert (condition.source, condition.verified) == (row["source"], row["verified"])
    assert condition.icd10_verified in CHECKED[row["icd10_verified"]]
    assert not row["snomed_verified"] or condition.snomed_verified in CHECKED[row["snomed_verified"]]
    names = {name.casefold() for name in (condition.name, condition.short, *condition.also)}
    assert any(part.strip().casefold() in names for part in (row["name"], *row["name"].split("/")))
