"""A peer that answers over loopback, and the memory it held at most."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from benchmarks.memory import peak
from benchmarks.peers.environments import PeerMissing
from benchmarks.peers.question import Answer
from benchmarks.starting import free_port

PATIENCE = 180.0  # seconds until a peer has to answer


@dataclass(frozen=True)
class Server:
    """A running peer: *ask* gives its answer for the courses of care begun since a day."""

    name: str
    version: str
    process: int
    ask: Callable[[date], Answer]

    def memory(self) -> int:
        """Bytes resident at most in its largest process (Linux; 0 elsewhere)."""
        return max(peak(one) for one in (self.process, *_children(self.process))) if Path("/proc/self").exists() else 0


def answered(
    line: HTTPConnection, method: str, path: str, body: str = "", head: Mapping[str, str] | None = None
) -> Any:
    """The JSON that a server answers with. The line is opened anew: one that waited is closed from the other end.

    Raises `PeerMissing` where the server refuses.
    """
    line.close()
    line.request(method, path, body or None, dict(head or {}))
    answer = line.getresponse()
    said = answer.read()
    if answer.status >= 400:
        raise PeerMissing(f"A peer refused {path.split('?')[0]}: {said[:300].decode(errors='replace')}")
    return json.loads(said)


@contextmanager
def serving(
    command: list[str], ready: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[HTTPConnection, int]]:
    """A line to the program *command* (``{port}`` in it is a free one) once it answers at *ready*, and its process."""
    port = free_port()
    words, quiet = [one.replace("{port}", str(port)) for one in command], subprocess.DEVNULL
    with subprocess.Popen(
        words, env=os.environ | (environment or {}), stdin=quiet, stdout=quiet, stderr=quiet
    ) as program:
        line = HTTPConnection("127.0.0.1", port, timeout=600)
        try:
            _wait(line, ready, program)
            yield line, program.pid
        finally:
            line.close()
            program.terminate()


def _wait(line: HTTPConnection, ready: str, program: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and program.poll() is None:
        try:
            line.request("GET", ready)
            line.getresponse().read()
            return
        except (OSError, HTTPException):
            line.close()
            time.sleep(0.2)
    raise PeerMissing(f"A peer is left out: it did not answer at {ready} within {PATIENCE:.0f} seconds.")


def _children(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children")
    return [int(one) for one in told.read_text().split()] if told.exists() else []
