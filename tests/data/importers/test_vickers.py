"""A published trial through the mapping: the known answers of the read rows, and 12 rows damaged in 12 ways.

Data: Vickers, Trials 2006;7:15. Answers: BMJ 2004;328:744 (follow-up, at least 35 % better), and the 30 % and 50 %
counts, the means and their n worked out from the published file.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.catalogue import Catalogue, load_catalogue
from data.importers import mapped_sheet, open_file
from data.mapping import Mapping
from data.mapping_file import dump_mapping, load_mapping
from data.rejected import rejected_csv
from data.rows import ReadFile

OURS = Path(__file__).parents[2] / "realdata" / "vickers2004"
TODAY = date(2026, 11, 22)
YEAR = date(2000, 1, 1) + timedelta(weeks=52)

# What is done to one row each, and the one reason it is rejected for.
DAMAGE: dict[str, tuple[str, str]] = {
    "no_patient": ("id", ""),
    "two_birth_years": ("id", "100"),
    "unknown_sex": ("sex", "7"),
    "unknown_condition": ("group", "2"),
    "age_out_of_range": ("age", "470"),
    "above_scale": ("pk1", "400"),
    "below_scale": ("pk1", "-3"),
    "not_a_number": ("pk1", "none of it"),
    "censored": ("pk1", ">30"),
    "between": ("pk1", "30-40"),
    "other_scale": ("pk1", "8/10"),
    "exponent": ("pk1", "1e1"),
}


@pytest.fixture(scope="session")
def trial(realdata: Path) -> Path:
    return realdata / "vickers2004"


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    return load_mapping(OURS / "mapping.toml")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(OURS / "catalogue")


def read(path: Path, mapping: Mapping, catalogue: Catalogue) -> ReadFile:
    return mapped_sheet.read(open_file(path, mapping=mapping), catalogue, TODAY, mapping)


@pytest.fixture(scope="module")
def done(trial: Path, mapping: Mapping, catalogue: Catalogue) -> ReadFile:
    return read(trial / "acupuncture.csv", mapping, catalogue)


def scores(done: ReadFile, measure: str = "headache_score") -> dict[str, list[dict[date, float]]]:
    by_group: dict[str, list[dict[date, float]]] = defaultdict(list)
    for row in done.rows:
        by_group[row.condition].append({r.on: r.value for r in row.readings if r.measure == measure})
    return by_group


def followed(done: ReadFile) -> dict[str, list[tuple[float, float]]]:
    start = date(2000, 1, 1)
    return {
        group: [(days[start], days[YEAR]) for days in people if YEAR in days]
        for group, people in scores(done).items()
    }  # fmt: skip


def test_every_patient_is_read_and_nothing_is_doubtful(done: ReadFile) -> None:
    assert (done.read, len(done.rows), len({row.patient for row in done.rows})) == (401, 401, 401)
    assert done.rejected == {}
    assert done.problems == ()


def test_workbook_and_text_give_the_same_rows(
    trial: Path, mapping: Mapping, catalogue: Catalogue, done: ReadFile
) -> None:
    assert read(trial / "acupuncture.xlsx", mapping, catalogue).rows == done.rows


def test_follow_up_and_mean_change_at_one_year(done: ReadFile) -> None:
    pairs, seen = followed(done), Counter(row.condition for row in done.rows)
    assert seen == {"acupuncture": 205, "usual_care": 196}
    assert {group: len(people) for group, people in pairs.items()} == {"acupuncture": 161, "usual_care": 140}
    change = {group: sum(a - b for a, b in people) / len(people) for group, people in pairs.items()}
    assert change["acupuncture"] == pytest.approx(8.3293, abs=5e-5)
    assert change["usual_care"] == pytest.approx(4.3673, abs=5e-5)


@pytest.mark.parametrize(("percent", "acupuncture", "usual_care"), [(30, 90, 51), (35, 87, 45), (50, 62, 27)])
def test_responders_at_one_year(done: ReadFile, percent: int, acupuncture: int, usual_care: int) -> None:
    counts = {
        group: sum((first - last) / first * 100 >= percent - 1e-9 for first, last in people)
        for group, people in followed(done).items()
    }
    assert counts == {"acupuncture": acupuncture, "usual_care": usual_care}


def test_zeros_beside_a_missing_diary_are_no_observation(done: ReadFile, mapping: Mapping, trial: Path) -> None:
    with (trial / "acupuncture.csv").open(encoding="utf-8-sig") as file:
        table = list(csv.DictReader(file))
    assert all(row["f5"] == "0" for row in table if not row["pk5"])  # the trap is in the file
    days = [person for people in scores(done, "headache_days").values() for person in people]
    assert sum(YEAR in person for person in days) == 301
    truly_none = sum(row["f5"] == "0" and row["pk5"] != "" for row in table)
    assert sum(person.get(YEAR) == 0 for person in days) == truly_none > 0


def test_the_mapping_says_the_trap_in_words(mapping: Mapping) -> None:
    rules = {reading.column: reading.missing_when for reading in mapping.readings if reading.missing_when}
    assert {column: rule.empty for column, rule in rules.items() if rule} == {"f2": "pk2", "f5": "pk5"}
    assert load_mapping(dump_mapping(mapping)) == mapping


@pytest.fixture
def damaged(trial: Path, tmp_path: Path) -> Path:
    with (trial / "acupuncture.csv").open(encoding="utf-8-sig") as file:
        table = list(csv.DictReader(file))
    for place, (column, value) in enumerate(DAMAGE.values()):
        table[20 + 25 * place][column] = value
    copy = tmp_path / "damaged.csv"
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0].keys())
        writer.writeheader()
        writer.writerows(table)
    return copy


def test_twelve_damaged_rows_are_rejected_for_twelve_reasons(
    damaged: Path, mapping: Mapping, catalogue: Catalogue
) -> None:
    done = read(damaged, mapping, catalogue)
    assert (done.read, len(done.rows), len(done.rejected)) == (401, 389, 12)
    assert sorted(done.rejected) == [22 + 25 * place for place in range(12)]
    rejections = [problem for problem in done.problems if problem.severity == "reject"]
    assert [problem.code for problem in rejections if problem.row] == list(DAMAGE)
    assert len({problem.message for problem in rejections}) == 12


def test_the_other_rows_are_as_if_nothing_had_happened(
    damaged: Path, mapping: Mapping, catalogue: Catalogue, done: ReadFile
) -> None:
    bad = {22 + 25 * place for place in range(12)}
    assert read(damaged, mapping, catalogue).rows == tuple(row for row in done.rows if row.row not in bad)


def test_rejected_rows_come_back_mended(
    damaged: Path, mapping: Mapping, catalogue: Catalogue, done: ReadFile, trial: Path, tmp_path: Path
) -> None:
    first = read(damaged, mapping, catalogue)
    table = list(csv.DictReader(rejected_csv(first).decode("utf-8-sig").splitlines()))
    whole = list(csv.DictReader((trial / "acupuncture.csv").read_text("utf-8-sig").splitlines()))
    for place, (row, (column, _)) in enumerate(zip(table, DAMAGE.values(), strict=True)):
        assert row["why rejected"]
        row[column] = whole[20 + 25 * place][column]
    mended = tmp_path / "mended.csv"
    with mended.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, table[0].keys())
        writer.writeheader()
        writer.writerows(table)
    again = read(mended, mapping, catalogue)
    assert again.rejected == {}
    people = {row.patient: row.readings for row in (*first.rows, *again.rows)}
    assert people == {row.patient: row.readings for row in done.rows}
