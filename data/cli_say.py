"""What the commands print: accounts and tables on standard output, progress and errors on standard error."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from data.cli_values import without_value
from data.rows import Account, Problem

DONE, REJECTED_SOME, USAGE, REFUSED, STORE, FOUND, FAULT, STOPPED = 0, 1, 2, 3, 4, 5, 6, 130
SHOWN = 20
ASKED_TO_STOP = threading.Event()  # Ctrl+C was pressed since the command began
COUNTS = ("read", "stored", "already_there", "rejected", "blank")
MADE = ("new_patients", "new_episodes", "new_sessions", "new_readings")
WORDS = {"already_there": "already there", "blank": "blank rows", "new_episodes": "new courses of care"}


def complain(sentence: str, code: int) -> int:
    """Say *sentence* on standard error and return *code*."""
    progress_ends()
    print(sentence, file=sys.stderr)
    return code


def say_account(account: Account, as_json: bool, title: str, values: bool = False) -> int:
    """Print an account under *title*, without the values of its cells unless *values*.

    The exit code says whether rows were rejected.
    """
    kept = account if values else replace(account, problems=tuple(map(without_value, account.problems)))
    print(json.dumps(account_data(kept), ensure_ascii=False, indent=2) if as_json else account_text(kept, title))
    return REJECTED_SOME if account.rejected else DONE


def account_data(account: Account) -> dict[str, object]:
    """An account as JSON can hold it: the counts, and every problem with its row, column and (if kept) value."""
    kept = {name: getattr(account, name) for name in ("batch", "file", "importer", *COUNTS, *MADE)}
    return kept | {"adds_up": account.adds_up, "problems": [_problem_data(one) for one in account.problems]}


def _problem_data(one: Problem) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("row", "column", "value", "code", "message", "severity")}


def account_text(account: Account, title: str) -> str:
    """An account as lines: *title*, the counts, then what was rejected and what was flagged."""
    lines = [f"{title}: {account.file}"]
    for name in (*COUNTS, *MADE):
        lines.append(f"  {WORDS.get(name, name.replace('_', ' ')):<20}{getattr(account, name):>9,}")
    for severity, title in (("reject", "Rejected"), ("flag", "Stored, but look at these")):
        lines += _problem_lines(title, [one for one in account.problems if one.severity == severity])
    return "\n".join(lines)


def _problem_lines(title: str, problems: list[Problem]) -> list[str]:
    if not problems:
        return []
    more = [f"  and {len(problems) - SHOWN:,} more; --json shows all of them"] if len(problems) > SHOWN else []
    return [f"{title}:", *(f"  {_problem_line(one)}" for one in problems[:SHOWN]), *more]


def _problem_line(one: Problem) -> str:
    where = [f"row {one.row}" if one.row else "the whole file", one.column, f"'{one.value}'" if one.value else ""]
    return f"{', '.join(part for part in where if part)} ({one.code}): {one.message}"


def progress(doing: str) -> Callable[[int, int], None] | None:
    """A line on a terminal that says how far *doing* is, four times a second; nothing when nobody looks."""
    if not sys.stderr.isatty():
        return None
    last = [0.0]

    def show(done: int, total: int) -> None:
        if ASKED_TO_STOP.is_set():
            raise KeyboardInterrupt
        now = time.monotonic()
        if now - last[0] >= 0.25 or done >= total:
            last[0] = now
            share = f"{done / total:4.0%}" if total else ""
            print(f"\r\033[K{doing} {share}", end="", file=sys.stderr, flush=True)

    return show


def progress_ends() -> None:
    """Clear the progress line before something else is said."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
