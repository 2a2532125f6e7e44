"""The blocks of a registry's readings: everything once, in the order it is looked at, and the spare ones apart."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from data.frames import PHASES, SIDES
from data.registry_blocks import in_blocks
from data.registry_files import encoded

ROWS = st.tuples(
    st.integers(1, 3), st.sampled_from(("nprs", "wblt_cm")), st.sampled_from(("", "app")),
    st.sampled_from((None, *SIDES)), st.sampled_from(PHASES),
)  # fmt: skip


def frame(rows: list[tuple]) -> pd.DataFrame:
    """Rows in the order of being taken: the value tells which is which."""
    found = pd.DataFrame(rows, columns=["episode", "measure", "method", "side", "phase"])
    words = {"measure": ["wblt_cm", "nprs"], "method": ["app", ""], "side": list(SIDES), "phase": list(PHASES)}
    for name, each in words.items():
        found[name] = pd.Categorical(found[name], categories=each)
    on = np.datetime64("2026-01-05", "s") + np.zeros(len(rows), dtype="timedelta64[s]")
    return found.astype({"episode": "int64"}).assign(on=on, value=np.arange(len(rows), dtype=float))


@given(st.lists(ROWS, min_size=1, max_size=25))
def test_every_reading_is_there_once_and_a_side_is_known_without_the_spare_ones(rows: list[tuple]) -> None:
    found, starts = in_blocks(frame(rows))
    assert sorted(found["value"]) == list(range(len(rows)))
    seen: set[str] = set()
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        block = found.iloc[start:end]
        (measure,) = block["measure"].unique()
        if measure in seen:
            assert set(block["phase"]) == {"after"}
        else:
            limbs = set(zip(block["episode"], block["side"].astype(object).fillna(""), strict=True))
            whole = found[found["measure"] == measure]
            assert limbs == set(zip(whole["episode"], whole["side"].astype(object).fillna(""), strict=True))
            for _, one in block.groupby(["episode", "side"], observed=True, dropna=False):
                assert (one["phase"] == "after").all() or not (one["phase"] == "after").any()
        seen.add(measure)
        side, kind = block["side"].cat.codes, block["method"].astype(str)
        keys = list(zip(block["episode"], side, kind, block["value"], strict=True))
        assert keys == sorted(keys)  # and those alike as they were taken


def test_a_file_says_what_a_block_holds_and_what_has_no_gap() -> None:
    rows = [(1, "nprs", "", "left", phase) for phase in ("before", "after", "before")]
    written = pq.ParquetFile(io.BytesIO(encoded(*in_blocks(frame([*rows, (1, "wblt_cm", "", None, "before")])))))
    groups = [written.metadata.row_group(place) for place in range(written.metadata.num_row_groups)]
    said = [[group.column(place).statistics.min for place in (1, 4)] for group in groups]
    assert sorted(said) == [["nprs", "after"], ["nprs", "before"], ["wblt_cm", "before"]]
    assert [name for name in written.schema_arrow.names if written.schema_arrow.field(name).nullable] == ["side"]


def test_a_part_without_readings_is_a_file_without_rows() -> None:
    assert pq.ParquetFile(io.BytesIO(encoded(*in_blocks(frame([]))))).metadata.num_rows == 0
