"""The log: one line of JSON for each event, with what kind and where, and never a value of a record.

Other packages write into a log whatever they were working on: a row, a typed name, a traceback with its values.
So a line of theirs keeps its level and its place in the source, and loses its words; only our own sentences, which
name kinds and places, stay. This is done where a line is made, so that it holds whoever prints it.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS = "dashboard"
Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
log = logging.getLogger(OURS)


class Line(logging.LogRecord):
    """A line of the log that is JSON already, and has forgotten everything else it was given."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        text = self.getMessage() if self.name.split(".")[0] == OURS else ""
        self.msg, self.args = _json(self, text, self.exc_info or (None, None, None)), ()
        self.exc_info = self.exc_text = self.stack_info = None


def begin() -> None:
    """From here on every log of this program, its libraries and its threads is written so."""
    logging.setLogRecordFactory(Line)
    logging.basicConfig(format="%(message)s")
    logging.captureWarnings(True)
    sys.excepthook = _unforeseen
    threading.excepthook = lambda failed: _unforeseen(failed.exc_type, failed.exc_value, failed.exc_traceback)


def place(trace: TracebackType | None) -> str:
    """``room.py, line 12``: the innermost step of ours, without its words; empty when none is ours."""
    steps = [step for step in traceback.extract_tb(trace) if step.filename.startswith(str(ROOT))]
    ours = [step for step in steps if ".venv" not in step.filename]
    return f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else ""


def _json(line: logging.LogRecord, text: str, failure: Failure) -> str:
    said = {
        "at": datetime.fromtimestamp(line.created, UTC).isoformat(timespec="milliseconds"),
        "level": line.levelname.lower(),
        "from": line.name,
        "where": f"{line.filename}, line {line.lineno}",
        "text": text,
        "error": failure[0].__name__ if failure[0] else "",
        "error_where": place(failure[2]),
    }
    return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)


def _unforeseen(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody caught, in the program itself or in a thread."""
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    log.error("Something stopped that should not: %s", kind.__name__, exc_info=(kind, error or kind(), trace))
