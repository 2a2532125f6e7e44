"""The files of a registry: Parquet by clinic, each named after its content, and a manifest of those that count.

``FOLDER/clinic=3/readings-00000-1f3a….parquet`` and ``episodes-00000-….parquet`` hold one part each. A file with other
content has another name, so nothing is ever written over; the manifest is put in place last and in one step. Whoever
reads what the manifest names reads one whole state of the records, before an export, during it and after a kill.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data.disk import DRAFT, drop, write_whole
from data.frames import REGISTRY_LAYOUT, REGISTRY_MANIFEST
from data.places import StoreError
from data.registry_blocks import in_blocks
from data.registry_parts import Part

ROWS_A_GROUP = 1_000_000


@dataclass
class Written:
    """What an export did: files written and left as they were, and how many rows all of them have."""

    written: int = 0
    kept: int = 0
    readings: int = 0
    episodes: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list)


def write_part(folder: Path, part: Part, done: Written) -> None:
    """Write the two files of *part* unless they are there with the same content, and add them to *done*."""
    entry: dict[str, Any] = {"clinic": part.clinic, "part": part.number}
    blocks = (("episodes", part.episodes, np.array([0])), ("readings", *in_blocks(part.readings)))
    for name, frame, starts in blocks:
        content = encoded(frame, starts)
        digest = hashlib.sha256(content).hexdigest()[:20]
        path = folder / f"clinic={part.clinic}" / f"{name}-{part.number:05}-{digest}.parquet"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if path.exists() and path.stat().st_size == len(content):
            done.kept += 1
        else:
            write_whole(path, content)
            done.written += 1
        entry |= {name: path.relative_to(folder).as_posix(), f"{name}_rows": len(frame), f"{name}_bytes": len(content)}
    used = part.readings["measure"].cat.remove_unused_categories()
    done.parts.append(entry | {"measures": sorted(used.cat.categories)})
    done.readings, done.episodes = done.readings + len(part.readings), done.episodes + len(part.episodes)


def encoded(frame: pd.DataFrame, starts: NDArray[np.int64]) -> bytes:
    """*frame* as a Parquet file whose groups of rows begin at *starts*; the same bytes for the same rows.

    Days are days, the words of a category are there once, and whole numbers are told by how far each is from the one
    before. A column without a gap says so, which spares its reader the search for one.
    """
    columns = {str(name): _column(frame[name]) for name in frame.columns}
    told = pa.schema([pa.field(name, one.type, nullable=one.null_count > 0) for name, one in columns.items()])
    table = pa.table(list(columns.values()), schema=told)
    keys = [name for name, one in columns.items() if pa.types.is_integer(one.type)]
    out = pa.BufferOutputStream()
    with pq.ParquetWriter(
        out, told, compression="lz4", use_dictionary=[name for name in columns if name not in keys],
        column_encoding=dict.fromkeys(keys, "DELTA_BINARY_PACKED"),
    ) as file:  # fmt: skip
        for start, end in pairwise([*starts.tolist(), len(frame)]):
            file.write_table(table.slice(start, end - start), row_group_size=ROWS_A_GROUP)
    return out.getvalue().to_pybytes()


def write_manifest(folder: Path, done: Written, about: Mapping[str, object]) -> None:
    """Make the files of *done* the ones that count, then remove those that no longer do."""
    rows = {"readings": done.readings, "episodes": done.episodes}
    said = {"layout": REGISTRY_LAYOUT, **about, **rows, "parts": done.parts}
    write_whole(folder / REGISTRY_MANIFEST, json.dumps(said, indent=1).encode())
    named = {folder / entry[name] for entry in done.parts for name in ("episodes", "readings")}
    for path in _files(folder):
        if path not in named:
            drop(path)
    for place in folder.glob("clinic=*"):
        if not any(place.iterdir()):
            place.rmdir()


def check_folder(folder: Path, records: str) -> None:
    """Make *folder*, or see that it is empty or holds an export of the same *records*. Raises `StoreError`."""
    folder.mkdir(mode=0o700, exist_ok=True)
    manifest = folder / REGISTRY_MANIFEST
    if manifest.exists():
        if json.loads(manifest.read_text(encoding="utf-8")).get("records") != records:
            raise StoreError(f"{folder} holds the export of other records and is left alone. Choose another folder.")
        return
    ours = {path.parent for path in _files(folder)}
    if any(path not in ours and path.name != REGISTRY_MANIFEST + DRAFT for path in folder.iterdir()):
        raise StoreError(f"{folder} holds something else and is left alone. Choose an empty folder or a new one.")


def _files(folder: Path) -> Sequence[Path]:
    """The files of parts, those half written too."""
    endings: Iterable[str] = ("", DRAFT)
    return [path for ending in endings for path in folder.glob(f"clinic=*/*-*.parquet{ending}")]


def _column(values: pd.Series) -> pa.Array:
    if isinstance(values.dtype, pd.CategoricalDtype):
        used = values.cat.remove_unused_categories()
        words = pa.array(used.cat.categories.astype(object).tolist(), pa.string())
        codes = used.cat.codes.to_numpy()
        return pa.DictionaryArray.from_arrays(pa.array(codes.astype("int16"), mask=codes < 0), words)
    if values.dtype.kind == "M":
        return pa.array(values.to_numpy().astype("datetime64[D]"))
    return pa.array(values.to_numpy())
