"""pandas, polars and DuckDB, each in a process of its own that holds the records in memory as it likes them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.peers.environments import PeerMissing, python_of, versions_in
from benchmarks.peers.question import Answer, last_day
from data.snapshot import Snapshot

NAMES = {"pandas": "pandas", "polars": "polars", "DuckDB": "duckdb"}  # as said, and the package
INSIDE = Path(__file__).parent / "inside"
COLUMNS = {
    "readings": ["episode", "session", "measure", "side", "phase", "on", "value"],
    "episodes": ["episode", "condition", "started"],
    "sessions": ["session", "episode", "number", "on"],
}


@dataclass
class Frames:
    """A running peer; after each `ask`, the *seconds* it took by its own clock and its *memory* so far in bytes."""

    name: str
    version: str
    program: subprocess.Popen[str]
    seconds: float = 0.0
    memory: int = 0

    def ask(self, since: date) -> Answer:
        """Its answer for the courses of care begun since a day."""
        self._say(f"{since} {last_day()}\n")
        said: dict[str, Any] = json.loads(self._hear())
        self.seconds, self.memory = said["seconds"], said["memory"]
        return {condition: (n, mean) for condition, n, mean in said["rows"]}

    def timed(self, since: date) -> float:
        """The seconds that an answer took by the peer's own clock: the way to it and back are not counted."""
        self.ask(since)
        return self.seconds

    def _say(self, line: str) -> None:
        assert self.program.stdin
        self.program.stdin.write(line)
        self.program.stdin.flush()

    def _hear(self) -> str:
        assert self.program.stdout
        line = self.program.stdout.readline()
        if not line:
            why = self.program.stderr.read()[-300:] if self.program.stderr else ""
            raise PeerMissing(f"{self.name} stopped: {' '.join(why.split())}")
        return line


def give(snapshot: Snapshot, folder: Path) -> None:
    """Write the columns that the question needs to *folder* as Parquet."""
    for name, columns in COLUMNS.items():
        getattr(snapshot, name)[columns].to_parquet(folder / f"{name}.parquet", index=False)


@contextmanager
def running(name: str, folder: Path) -> Iterator[Frames]:
    """The peer *name* (of `NAMES`) with what `give` wrote to *folder*."""
    python, package = python_of("frames"), NAMES[name]
    version = versions_in(python, package)[package]
    command = [str(python), str(INSIDE / f"by_{package}.py"), str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as program:
        peer = Frames(name, version, program)
        peer._hear()
        try:
            yield peer
        finally:
            program.terminate()
