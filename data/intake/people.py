"""One person, one year of birth and one sex: worked out over the whole file, and the rows that disagree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from data.intake.columns import Columns
from data.intake.findings import Findings
from data.mapping import Mapping

SLACK = 1  # years: an age in whole years fits two years of birth


def settle_people(mapping: Mapping, columns: Columns, found: Findings) -> None:
    """Fill ``columns["birth_year"]`` and ``columns["sex"]`` with one answer per patient; reject rows that disagree."""
    years, column, slack = _birth_years(mapping, columns)
    columns["birth_year"] = _settle("birth_years", column, years, columns["patient"], slack, found)
    sexes = [None if sex == "unknown" else sex for sex in columns.get("sex", [None] * len(years))]
    sex_column = mapping.fields["sex"].column if "sex" in mapping.fields else ""
    columns["sex"] = _settle("sexes", sex_column, sexes, columns["patient"], 0, found)


def _birth_years(mapping: Mapping, columns: Columns) -> tuple[list[Any], str, int]:
    if "birth_year" in columns:
        return columns["birth_year"], mapping.fields["birth_year"].column, 0
    if "birth_date" in columns:
        return [day and day.year for day in columns["birth_date"]], mapping.fields["birth_date"].column, 0
    if "age" not in columns:
        return [None] * len(columns["patient"]), "", 0
    pairs = zip(columns["age"], columns["date"], strict=True)
    return (
        [day.year - int(age) if day and age is not None else None for age, day in pairs],
        mapping.fields["age"].column,
        SLACK,
    )


def _settle(what: str, column: str, values: list[Any], patients: list[Any], slack: int, found: Findings) -> list[Any]:
    said: dict[str, list[Any]] = defaultdict(list)
    for place, (patient, value) in enumerate(zip(patients, values, strict=True)):
        if value is not None and place not in found.rejected:
            said[patient].append(value)
    chosen = {patient: _commonest(given, slack) for patient, given in said.items()}
    for place, (patient, value) in enumerate(zip(patients, values, strict=True)):
        if value is not None and place not in found.rejected and _differs(value, chosen[patient], slack):
            found.reject(
                place, column, value, f"two_{what}",
                f"Other rows of this patient say {chosen[patient]}, this one {value}. Correct the wrong one.",
            )  # fmt: skip
    return [chosen.get(patient) for patient in patients]


def _commonest(given: Iterable[Any], slack: int) -> Any:
    """What most rows say; on a tie the first row, or the smallest of those that are as right as it is."""
    counts = Counter(given)
    most = max(counts.values())
    tied = [value for value, count in counts.items() if count == most]
    return min(value for value in tied if not _differs(value, tied[0], slack)) if slack else tied[0]


def _differs(value: Any, chosen: Any, slack: int) -> bool:
    return bool(abs(value - chosen) > slack if slack else value != chosen)
