"""Whole tables packed by the database: the same as reading it row by row, whatever is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text

from data import packed_reads
from data.frame_columns import in_order
from data.packed_columns import DAY, NEVER, SMALL, TEXT, TINY, VALUE, WHOLE, Columns
from data.packed_reads import read_table
from tests.data.conftest import another_database

COLUMNS: Columns = {
    "tiny": ("tiny", TINY),
    "small": ("small", SMALL),
    "whole": ("whole", WHOLE),
    "day": ("day", DAY),
    "value": ("value", VALUE),
    "said": ("said", TEXT),
}
BLOCK = 1 << 20
WRITTEN = (
    "CREATE TABLE kept "
    "(id INTEGER PRIMARY KEY, tiny INTEGER, small INTEGER, whole INTEGER, day TEXT, value REAL, said TEXT)"
)
ON_SERVER = (
    "CREATE TABLE kept (id BIGINT PRIMARY KEY, tiny INTEGER, small INTEGER, whole BIGINT, day DATE, "
    "value DOUBLE PRECISION, said TEXT)"
)
Row = dict[str, Any]

days = st.none() | st.dates(min_value=date(1, 1, 1), max_value=date(2871, 11, 29)).map(str)
values = st.one_of(
    st.integers(0, 100).map(float),
    st.integers(-600_000, 600_000).map(lambda thousandths: thousandths / 1000),
    st.sampled_from(
        [
            523.999,
            524.286,
            524.287,
            524.288,
            -524.288,
            524.0,
            524.001,
            -524.0,
            -524.0005,
            0.0005,
            -0.0,
            1e-300,
            1.7e308,
            1 / 3,
        ]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
)
rows = st.fixed_dictionaries(
    {
        "id": st.integers(1, 40) | st.integers(1, 3 * BLOCK) | st.sampled_from([BLOCK, BLOCK + 1, 2 * BLOCK]),
        "tiny": st.integers(0, 127),
        "small": st.integers(0, BLOCK - 1),
        "whole": st.integers(0, 2**40 - 1),
        "day": days,
        "value": values,
        "said": st.sampled_from(["", "left", "[]", "a\nb", "Zoë", "𝄞"]) | st.text(alphabet="ab,;\"' é"),
    }
)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    if request.param == "sqlite":
        with opened("sqlite://", WRITTEN) as connection:
            yield connection
    else:
        with another_database(request.getfixturevalue("postgres")) as address, opened(address, ON_SERVER) as connection:
            yield connection


@contextmanager
def opened(address: str, written: str) -> Iterator[Connection]:
    engine = create_engine(address)
    with engine.connect() as connection:
        connection.execute(text(written))
        yield connection
    engine.dispose()


def fill(connection: Connection, written: Sequence[Row]) -> dict[str, list[Any]]:
    """Put the rows in; give back what is to be read, column by column, in the order of the ids."""
    connection.execute(text("DELETE FROM kept"))
    if written:
        names = ", ".join(written[0])
        values = ", ".join(f":{name}" for name in written[0])
        connection.execute(text(f"INSERT INTO kept ({names}) VALUES ({values})"), list(written))
    in_turn = sorted(written, key=lambda row: row["id"])
    wanted = {name: [row[name] for row in in_turn] for name in ("id", *COLUMNS)}
    epoch = np.datetime64("1970-01-01")
    wanted["day"] = [NEVER if on is None else int((np.datetime64(on) - epoch).astype(int)) for on in wanted["day"]]
    return wanted


def held(found: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: column.tolist() for name, column in found.items()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(rows, max_size=12, unique_by=lambda row: row["id"]))
def test_every_number_day_and_text_arrives_as_it_was_written(connection: Connection, written: list[Row]) -> None:
    wanted = fill(connection, written)
    assert held(read_table(connection, "kept", COLUMNS)) == wanted


ORDINARY: Row = {"id": 1, "tiny": 7, "small": 3, "whole": 9, "day": "2026-11-22", "value": 4.5, "said": "left"}


@pytest.mark.parametrize(
    "odd",
    [
        {"id": 2, "tiny": 128},
        {"id": 2, "tiny": 200, "small": -1},  # a letter too long and one too short: together as long as they should be
        {"id": 2, "day": "9999-12-31"},
        {"id": 2, "small": BLOCK},
        {"id": 2, "small": -1},
        {"id": 2, "whole": 2**40},
        {"id": 2, "whole": -5},
        {"id": 2, "said": "one\x1ftwo"},
        {"id": -4},
    ],
    ids=str,
)
def test_what_does_not_fit_is_read_row_by_row(connection: Connection, odd: Row) -> None:
    wanted = fill(connection, [ORDINARY, ORDINARY | odd])
    assert held(read_table(connection, "kept", COLUMNS)) == wanted


def test_letters_that_are_too_short_together_by_a_whole_row_are_noticed(connection: Connection) -> None:
    wanted = fill(connection, [ORDINARY | {"id": number, "small": -1} for number in range(1, 26)])  # of 25 bytes each
    assert held(read_table(connection, "kept", COLUMNS)) == wanted


def test_ordinary_rows_are_packed(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the test of what does not fit cannot pass because nothing ever does."""
    every = [
        {"id": 1},
        {"id": BLOCK + 3, "day": None},
        {"id": 5, "value": 2000.5},
        {"id": 6, "value": 1 / 3},
        {"id": 7, "value": 524.287},
    ]
    wanted = fill(connection, [ORDINARY | odd for odd in every])
    monkeypatch.setattr(packed_reads, "one_by_one", None)
    assert held(read_table(connection, "kept", COLUMNS)) == wanted


def test_rows_in_another_order_are_put_in_order(connection: Connection) -> None:
    wanted = fill(connection, [ORDINARY | {"id": number, "small": number} for number in range(1, 9)])
    upside_down = "(SELECT * FROM kept ORDER BY id DESC LIMIT 99) AS kept"
    assert held(read_table(connection, upside_down, COLUMNS)) == wanted


@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 2, st.integers(-(2**62), 2**62)), max_size=30), st.booleans())
def test_the_order_of_several_keys(alike: list[tuple[int, int, int]], far: bool) -> None:
    keys = [np.array([row[at] if far or at < 2 else row[at] % 5 for row in alike], dtype=np.int64) for at in range(3)]
    wanted = sorted(range(len(alike)), key=lambda at: tuple(key[at] for key in keys))  # Python's sorting is stable
    assert in_order(*keys).tolist() == wanted
