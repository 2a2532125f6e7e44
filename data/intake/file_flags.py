"""What is doubtful about a whole column or the whole file: said, never decided for the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter

from data.catalogue import Catalogue, Measure
from data.intake.findings import Findings
from data.mapping import Mapping
from data.rows import ReadingFacts, SourceRow
from data.sheets.cells import is_missing

ENOUGH = 10  # pairs or values before a whole column is called doubtful
MOST = 0.6  # share of the pairs that got worse before "before" and "after" look swapped
MANY_MISSING = 0.30
_series = attrgetter("measure", "method", "side")
Pairs = dict[str, list[tuple[float, float]]]


SENTENCES = {
    "after_worse": "after is worse than before in most rows. Look whether the before and after columns are swapped.",
    "later_worse": "the last reading is worse than the first in most rows. Look whether the columns are in the right "
    "order, and which direction is better.",
    "mixed_signs": "some values are negative and some positive. Look whether it was recorded in two directions.",
    "other_scale_likely": "no value is above a tenth of the scale. Look whether it was scored 0 to 10.",
}


def flag_file(rows: Iterable[SourceRow], mapping: Mapping, catalogue: Catalogue, found: Findings) -> None:
    """Flag swapped before/after columns, columns that are mostly empty, mixed signs and a wrong scale."""
    within_visit, over_time, values = _gather(rows)
    for code, changes in (("after_worse", within_visit), ("later_worse", over_time)):
        for measure, pairs in changes.items():
            if _mostly_worse(pairs, catalogue.measures[measure]):
                _say(catalogue.measures[measure], code, found)
    for measure, given in values.items():
        _flag_values(catalogue.measures[measure], given, found)
    _flag_missing(mapping, found)


def _say(measure: Measure, code: str, found: Findings) -> None:
    found.flag_file(measure.id, code, f"{measure.name}: {SENTENCES[code]}")


def _gather(rows: Iterable[SourceRow]) -> tuple[Pairs, Pairs, dict[str, list[float]]]:
    within_visit: Pairs = defaultdict(list)
    over_time: Pairs = defaultdict(list)
    values: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for reading in row.readings:
            values[reading.measure].append(reading.value)
        for readings in _by_series(row.readings):
            if len(readings) > 1:
                _pair(readings[0].measure, readings, within_visit, over_time)
    return within_visit, over_time, values


def _by_series(readings: Sequence[ReadingFacts]) -> Iterable[Sequence[ReadingFacts]]:
    """The readings of one measure, method and side together, in the order in which they first come."""
    if len(set(map(_series, readings))) < 2:
        return (readings,)
    series: dict[tuple[str, str, str], list[ReadingFacts]] = {}
    for reading in readings:
        series.setdefault(_series(reading), []).append(reading)
    return series.values()


def _pair(measure: str, readings: Sequence[ReadingFacts], within_visit: Pairs, over_time: Pairs) -> None:
    phases = {reading.phase: reading.value for reading in readings}
    if "before" in phases and "after" in phases:
        within_visit[measure].append((phases["before"], phases["after"]))
    elif len({reading.on for reading in readings}) > 1:
        ordered = sorted(readings, key=lambda reading: reading.on)
        over_time[measure].append((ordered[0].value, ordered[-1].value))


def _mostly_worse(pairs: list[tuple[float, float]], measure: Measure) -> bool:
    changes = [(later - earlier) * measure.sign for earlier, later in pairs if later != earlier]
    return len(changes) >= ENOUGH and sum(change < 0 for change in changes) >= MOST * len(changes)


def _flag_values(measure: Measure, values: list[float], found: Findings) -> None:
    negative, positive = sum(value < 0 for value in values), sum(value > 0 for value in values)
    if min(negative, positive) >= max(3, 0.1 * len(values)):
        _say(measure, "mixed_signs", found)
    if (
        measure.kind == "pain"
        and measure.high >= 100
        and len(values) >= ENOUGH
        and 0 < max(values) <= measure.high / 10
    ):
        _say(measure, "other_scale_likely", found)


def _flag_missing(mapping: Mapping, found: Findings) -> None:
    total, words = len(found.sheet.rows), (*mapping.missing_words, *mapping.missing_codes)
    long = mapping.layout == "long"
    columns = [mapping.fields["value"].column] if long else [reading.column for reading in mapping.readings]
    for column in dict.fromkeys(columns):
        cells = found.sheet.column(column)
        missing = sum(map({cell: is_missing(cell, words) for cell in set(cells)}.__getitem__, cells))
        if total >= ENOUGH and missing > MANY_MISSING * total:
            share = f"{missing} of {total} rows ({missing / total:.0%})"
            found.flag_file(column, "mostly_missing", f'"{column}" is empty in {share}. Look whether that is right.')
