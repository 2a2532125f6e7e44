"""How a command ends, for every program with commands: an exit code, and for each error a sentence."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from data.cli_say import ASKED_TO_STOP, DONE, FAULT, STOPPED, STORE, complain
from data.ledger_write import SERVER_GONE

WHERE_RECORDS_ARE = """where the records are:
  CLINIC_DATABASE   postgresql+psycopg://... ; otherwise a file in CLINIC_HOME
  CLINIC_DATABASE_PUBLIC, CLINIC_DATABASE_OWNER, CLINIC_DATABASE_ADMIN   its roles on PostgreSQL, for server-roles
  CLINIC_HOME       folder of the records; otherwise this user's own data folder
  CLINIC_KEYS       folder for the key of the records, where the computer's own keystore is not to be used
  CLINIC_CATALOGUE  a folder with the clinic's own measures/, conditions/ and standards/
"""


def ended(act: Callable[[], int], codes: Mapping[type[Exception], int], also: str = "") -> int:
    """The exit code of *act*. An error of *codes* (the first that fits) is said in its own words.

    *also* follows what is said of Ctrl+C and of a fault, such as that nothing half done is kept.
    """
    try:
        with remembering():
            return int(act())
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return complain(f"Stopped.{also}", STOPPED)
    except Exception as error:  # the words of any other error may hold values from the records
        if ASKED_TO_STOP.is_set():  # what Python raised met somebody else's code on its way, and became this
            return complain(f"Stopped.{also}", STOPPED)
        if getattr(error, "connection_invalidated", False):  # SQLAlchemy's word for a line that is dead
            return complain(SERVER_GONE, STORE)
        found = next((code for kind, code in codes.items() if isinstance(error, kind)), None)
        return complain(_fault(error, also), FAULT) if found is None else complain(_said(error), found)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember Ctrl+C as well as raise it.

    Python raises it wherever it is just then, and where that is a callback out of other people's code it is lost; the
    next look at how far things are (`data.cli_say.progress`) raises it again.
    """
    ASKED_TO_STOP.clear()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _stop(_signal: int, _frame: object) -> None:
    ASKED_TO_STOP.set()
    raise KeyboardInterrupt


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'}: {error.strerror or 'cannot be used'}."
    return str(error)


def _fault(error: Exception, also: str) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
    return f"The program has a fault ({where}).{also} Please report it with this line."
