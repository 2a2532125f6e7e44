"""A registry's part read into bare columns gives the sums of its frames, whatever order its file is in."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import registry_run
from analytics.bare_readings import Bare, series_of
from analytics.courses import courses
from analytics.registry import COLUMNS, sums, together
from data.registry_files import Written, write_part
from data.registry_parts import parts_of
from tests.analytics.clinics import CATALOGUE, LATER, clinics, episode, episodes_frame, forty_cases, reading

from tests.analytics.clinics import readings_frame, sessions_frame  # isort: skip

MEASURES = ("nprs", "stiffness")
Frames = dict[str, pd.DataFrame]


def frames_of(episodes: list[dict], rows: list[dict]) -> Frames:
    readings = readings_frame(rows)
    return {"episodes": episodes_frame(episodes), "readings": readings, "sessions": sessions_frame(readings)}


def as_first_laid_out(path: Path) -> None:
    """The same readings as one group of rows, in the order in which they were taken, with gaps allowed everywhere."""
    table = pq.read_table(path, partitioning=None)
    frame = table.to_pandas().assign(review=lambda rows: rows["phase"] == "review").reset_index(drop=True)
    order = frame.sort_values(["measure", "episode", "on", "review"], kind="stable").index
    gaps = pa.schema([one.with_nullable(True) for one in table.schema])
    pq.write_table(pa.table(table.take(pa.array(order, pa.int64())).columns, schema=gaps), path)


def from_files(frames: Frames, first_layout: bool, weeks: float | None) -> Frames:
    """The sums of all parts, by way of their files."""
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in MEASURES}
    asked = registry_run.Asked(CATALOGUE, LATER, MEASURES, weeks=weeks, percent=30)
    with tempfile.TemporaryDirectory() as place:
        for part in parts_of(frames, {"North": 1}):
            done = Written()
            write_part(Path(place), part, done)
            files = [Path(place) / done.parts[0][name] for name in ("episodes", "readings")]
            if first_layout:
                as_first_laid_out(files[1])
            one = registry_run.Part(str(files[0]), str(files[1]), done.readings, spares_apart=not first_layout)
            for name, rows in registry_run.of_part(one, asked).items():
                found[name].append(pd.DataFrame(rows, columns=list(COLUMNS)))
    return {name: together(each) for name, each in found.items()}


def check(frames: Frames, first_layout: bool, weeks: float | None) -> None:
    found = from_files(frames, first_layout, weeks)
    for name in MEASURES:
        measure = CATALOGUE.measure(name)
        rows = courses(
            frames["readings"], frames["episodes"], measure, as_of=LATER, weeks=weeks, sessions=frames["sessions"]
        )  # fmt: skip
        pd.testing.assert_frame_equal(
            found[name], together([sums(rows, measure, CATALOGUE, weeks=weeks, percent=30)]), check_dtype=False
        )


@forty_cases
@given(clinics(least=1), st.data(), st.booleans(), st.sampled_from([None, 4.0]))
def test_the_sums_are_those_of_the_frames(clinic, data, first_layout: bool, weeks: float | None) -> None:
    frames = frames_of(*clinic)
    size = len(frames["readings"])
    wrong = data.draw(
        st.lists(st.sampled_from(["", "", "", "value", "off", "on", "side"]), min_size=size, max_size=size)
    )
    readings, kind = frames["readings"], np.array(wrong, dtype=object)
    readings.loc[kind == "value", "value"] = np.nan
    readings.loc[kind == "off", "value"] = 11.0
    readings.loc[kind == "on", "on"] = pd.NaT
    readings.loc[kind == "side", "side"] = None
    check(frames, first_layout, weeks)


def test_a_foot_that_only_a_spare_reading_tells_of_is_seen() -> None:
    rows = [reading("before", 0, 11.0, 1, side="right"), reading("after", 0, 5.0, 1, side="right")]
    rows += [reading("before", 0, 7.0, 1, side="left"), reading("review", 42, 2.0, side="left")]
    frames = frames_of([episode(1, side="both")], rows)
    assert from_files(frames, False, None)["nprs"]["seen"].tolist() == [2]
    check(frames, False, None)


def test_spare_readings_are_left_in_their_file(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[list[int]] = []
    real = pq.ParquetFile.read_row_groups
    monkeypatch.setattr(
        pq.ParquetFile, "read_row_groups", lambda self, groups, **how: read.append(groups) or real(self, groups, **how)
    )
    rows = [reading(phase, 7 * number, 5.0, number) for number in (1, 2) for phase in ("before", "after")]
    check(frames_of([episode(1)], rows), False, None)
    assert read == [[0], []]  # the block of pain without its spare one, and no block of a measure that is not there


def test_rows_of_others_in_any_order_are_put_in_order() -> None:
    mixed = Bare(
        episode=np.array([1, 1, 1, 2, 2, 2]), side=np.zeros(6, dtype=int), method=np.ones(6, dtype=int),
        phase=np.zeros(6, dtype=int), on=np.array([21, 7, 14, 7, 21, 14]), value=np.array([6.0, 8, 7, 8, 6, 7]),
        methods=pd.Index([""]),
    )  # fmt: skip
    found = series_of(mixed, np.array([1, 2]), np.zeros(2, dtype=int))
    assert found.value.tolist() == [8, 7, 6, 8, 7, 6]
    assert found.first.tolist() == [0, 3]
