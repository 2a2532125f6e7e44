"""The damaged trial through the store: 12 rejected, the rest stored, again nothing, and withdrawn without a trace."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from data.catalogue import load_catalogue
from data.importers import mapped_sheet, open_file
from data.ledger import Ledger
from data.mapping_file import load_mapping
from data.rejected import rejected_csv
from data.rows import Account, ReadFile
from data.store import Store, open_store, read_batch

OURS = Path(__file__).parents[2] / "realdata" / "vickers2004"
TODAY = date(2026, 11, 22)
RECORDS = ("patients", "episodes", "sessions", "readings", "adverse_events", "clinics", "podiatrists", "methods")
DAMAGE = (
    ("id", ""), ("id", "100"), ("sex", "7"), ("group", "2"), ("age", "470"), ("pk1", "400"), ("pk1", "-3"),
    ("pk1", "none of it"), ("pk1", ">30"), ("pk1", "30-40"), ("pk1", "8/10"), ("pk1", "1e1"),
)  # fmt: skip


def read(source: Path | bytes) -> ReadFile:
    mapping = load_mapping(OURS / "mapping.toml")
    sheet = open_file(source, "trial.csv", mapping=mapping)
    return mapped_sheet.read(sheet, load_catalogue(OURS / "catalogue"), TODAY, mapping)


@pytest.fixture(scope="session")
def whole(realdata: Path) -> Path:
    return realdata / "vickers2004" / "acupuncture.csv"


@pytest.fixture
def damaged(whole: Path, tmp_path: Path) -> Path:
    table = list(csv.reader(whole.read_text("utf-8-sig").splitlines()))
    for place, (column, value) in enumerate(DAMAGE):
        table[21 + 25 * place][table[0].index(column)] = value
    copy = tmp_path / "damaged.csv"
    with copy.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    return copy


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'trial.db'}", load_catalogue(OURS / "catalogue")) as opened:
        yield opened


@pytest.fixture
def ledger(store: Store) -> Ledger:
    return Ledger(store, load_catalogue(OURS / "catalogue"), "tester", TODAY)


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        return {
            table: sorted((tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))), key=repr)
            for table in RECORDS
        }


def shares(account: Account) -> tuple[int, int, int, int]:
    assert account.adds_up
    return account.read, account.stored, account.already_there, account.rejected


def test_the_whole_trial_is_stored(ledger: Ledger, whole: Path) -> None:
    account = ledger.import_file(read(whole))
    assert shares(account) == (401, 401, 0, 0)
    # 401 baselines, 326 and 301 later scores; and as many days with headache, the unobserved zeros left out.
    assert (account.new_patients, account.new_episodes, account.new_sessions) == (401, 401, 0)
    assert account.new_readings == 2 * (401 + 326 + 301)


def test_damaged_rows_are_kept_out_and_kept_for_mending(ledger: Ledger, store: Store, damaged: Path) -> None:
    account = ledger.import_file(read(damaged))
    assert shares(account) == (401, 389, 0, 12)
    assert len({problem.code for problem in account.problems if problem.severity == "reject"}) == 12
    assert len(contents(store)["patients"]) == 389
    assert account.batch is not None
    kept = read_batch(store, account.batch)
    assert rejected_csv(kept) == rejected_csv(read(damaged))
    assert len(kept.rejected_rows) == 12


def test_preview_says_the_same_and_writes_nothing(ledger: Ledger, store: Store, damaged: Path) -> None:
    before = contents(store)
    seen = ledger.preview(read(damaged))
    assert contents(store) == before
    done = ledger.import_file(read(damaged))
    assert shares(seen) == shares(done)
    assert seen.new_readings == done.new_readings


def test_the_same_file_again_stores_nothing(ledger: Ledger, store: Store, damaged: Path) -> None:
    ledger.import_file(read(damaged))
    before = contents(store)
    assert ledger.import_file(read(damaged)).stored == 0
    resaved = damaged.read_bytes().replace(b"\r\n", b"\n") + b"\n"
    assert shares(ledger.import_file(read(resaved))) == (401, 0, 389, 12)
    assert contents(store) == before


def test_withdrawing_leaves_the_record_as_it_was(ledger: Ledger, store: Store, damaged: Path, whole: Path) -> None:
    before = contents(store)
    batch = ledger.import_file(read(damaged)).batch
    assert batch is not None
    assert contents(store) != before
    ledger.withdraw_batch(batch, "the wrong file")
    assert contents(store) == before
    assert shares(ledger.import_file(read(whole))) == (401, 401, 0, 0)


def test_the_whole_file_after_the_damaged_one_adds_the_mended_rows(
    ledger: Ledger, store: Store, damaged: Path, whole: Path
) -> None:
    first = ledger.import_file(read(damaged))
    before = contents(store)
    second = ledger.import_file(read(whole))
    assert shares(second) == (401, 12, 389, 0)
    assert len(contents(store)["patients"]) == 401
    assert second.batch is not None
    assert first.batch != second.batch
    ledger.withdraw_batch(second.batch, "to look at the first alone")
    assert contents(store) == before
