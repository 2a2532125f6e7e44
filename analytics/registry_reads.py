"""The files of a registry's part, read into bare columns: no text, and nothing that is the same in every row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.bare_readings import Bare
from data.frames import PHASES, REGISTRY_EPISODES, REGISTRY_READINGS, SIDES

if TYPE_CHECKING:
    import pyarrow as pa

WORDS = ("measure", "method", "side", "phase")
ONE_WORD = ("measure", "method", "phase")  # a group of rows often has one of these only, and says so


class PartReadings:
    """The readings of one file by measure. *spares_apart*: it is in the blocks of `data.registry_blocks`."""

    def __init__(self, path: str, spares_apart: bool) -> None:
        import pyarrow.parquet as pq

        self._file = pq.ParquetFile(path, read_dictionary=list(WORDS))
        self._spares_apart = spares_apart
        about = self._file.metadata
        self._said = [_same_in_all_rows(about.row_group(number)) for number in range(about.num_row_groups)]

    def needed(self, measure: str) -> Bare:
        """All readings of *measure* but the spare ones, where they are apart."""
        return self._of(measure, not self._spares_apart)

    def every(self, measure: str) -> Bare:
        """All readings of *measure*."""
        return self._of(measure, True)

    def _of(self, measure: str, spares: bool) -> Bare:
        if any("measure" not in said for said in self._said):
            rows, kind, words = self._whole
            own = words.index(measure) if measure in words else -1
            return rows.where(_run(kind == own) if own >= 0 else slice(0, 0))
        groups = [
            number
            for number, said in enumerate(self._said)
            if said["measure"] == measure and (spares or said.get("phase") != "after")
        ]
        same = _shared([self._said[number] for number in groups])
        columns = [name for name in REGISTRY_READINGS if name not in ("measure", *same)]
        return _bare(self._file.read_row_groups(groups, columns=columns, use_threads=False), same)

    @cached_property
    def _whole(self) -> tuple[Bare, NDArray[Any], list[str]]:
        """Every row of a file whose groups of rows have several measures."""
        table = self._file.read(columns=list(REGISTRY_READINGS), use_threads=False)
        return _bare(table, {}), *_coded(table.column("measure"))


def episodes_of(path: str) -> pd.DataFrame:
    """The episodes of a part (`data.frames.REGISTRY_EPISODES`), sorted by their key."""
    import pyarrow.parquet as pq

    kinds = [name for name, kind in REGISTRY_EPISODES.items() if kind == "category"]
    table = pq.ParquetFile(path, read_dictionary=kinds).read(columns=list(REGISTRY_EPISODES), use_threads=False)
    frame = pd.DataFrame({name: _column(table.column(name)) for name in REGISTRY_EPISODES}, copy=False)
    return frame if frame["episode"].is_monotonic_increasing else frame.sort_values("episode", ignore_index=True)


def _same_in_all_rows(group: Any) -> dict[str, str]:
    """The word that each column of `ONE_WORD` has in every row of a group, for those that have one only."""
    found = {}
    for number in range(group.num_columns):
        column = group.column(number)
        said = column.statistics if column.path_in_schema in ONE_WORD else None
        if said and said.has_min_max and said.has_null_count and not said.null_count and said.min == said.max:
            found[column.path_in_schema] = str(said.min)
    return found


def _shared(groups: Sequence[dict[str, str]]) -> dict[str, str]:
    """The method and the phase that all rows of several groups have, where they have one only."""
    first = groups[0] if groups else {}
    return {
        name: first[name]
        for name in ("method", "phase")
        if name in first and all(said.get(name) == first[name] for said in groups)
    }


def _run(chosen: NDArray[np.bool_]) -> slice | NDArray[np.bool_]:
    """The chosen rows as a slice where they follow one another, which costs no copy."""
    start, size = int(chosen.argmax()) if chosen.size else 0, int(chosen.sum())
    return slice(start, start + size) if chosen[start : start + size].all() else chosen


def _bare(table: pa.Table, same: dict[str, str]) -> Bare:
    """The columns of *table*, and of those that have the *same* word in every row."""
    coded = {name: _coded(table.column(name)) for name in WORDS[1:] if name not in same}
    coded |= {name: (np.broadcast_to(0, table.num_rows), [word]) for name, word in same.items()}
    methods = sorted(coded["method"][1])
    on = table.column("on").combine_chunks()
    value = table.column("value").to_numpy()
    if on.null_count:
        value = np.where(on.is_valid().to_numpy(zero_copy_only=False), value, np.nan)
    return Bare(
        table.column("episode").to_numpy(), _placed(*coded["side"], SIDES), _placed(*coded["method"], methods) + 1,
        _placed(*coded["phase"], PHASES), on.view("int32").fill_null(0).to_numpy(), value,
        pd.Index(methods, dtype="str"),
    )  # fmt: skip


def _placed(codes: NDArray[Any], words: Sequence[str], among: Sequence[str]) -> NDArray[Any]:
    """The place of each row's word *among* others; -1 for one that is missing or not among them."""
    if list(words) == list(among[: len(words)]):
        return codes
    places = np.array([*(among.index(word) if word in among else -1 for word in words), -1])
    return places[codes]


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[Any], list[str]]:
    """The code of each row's word, -1 without one, and the words."""
    whole = column.unify_dictionaries().combine_chunks()
    codes = whole.indices.fill_null(-1) if whole.null_count else whole.indices
    return codes.to_numpy(zero_copy_only=False), whole.dictionary.to_pylist()


def _column(column: pa.ChunkedArray) -> Any:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        codes, words = _coded(column)
        return pd.Categorical.from_codes(codes, categories=pd.Index(words, dtype="str"))
    if pa.types.is_date32(column.type):
        return column.to_numpy().astype("datetime64[s]")
    return column.to_numpy()
