"""A whole file into the record, or a preview of it: every row accounted for, all of it or nothing.

Rows are taken patient by patient (and by date within one patient), some hundred patients at a time, so
that only what is recorded about those is held in memory, and the order of the rows in the file
changes nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.batch_reads import account_of
from data.ledger_flush import flush
from data.ledger_held import load_held
from data.ledger_judge import Judge, Names
from data.ledger_rules import Rules
from data.ledger_take import Taking, is_rejected
from data.ledger_taken import Taken
from data.ledger_unlike import first_day
from data.ledger_write import Ids, LedgerError, NothingNew, Writing
from data.rows import Account, Problem, ReadFile, SourceRow
from data.tables import clinics, import_batches, measures, methods, podiatrists, rejected_rows, row_problems
from data.waste import unsearched

Progress = Callable[[int, int], None]
AT_ONCE = 1000


@dataclass
class Tally:
    """What has become of the rows so far."""

    stored: int = 0
    already_there: int = 0
    rejected: dict[int, tuple[str, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    new: dict[str, int] = field(default_factory=dict)

    def count(self, taken: Taken) -> None:
        """Add the records made."""
        for name in ("patients", "episodes", "sessions", "readings"):
            self.new[f"new_{name}"] = self.new.get(f"new_{name}", 0) + len(getattr(taken, name))

    def account(self, read: ReadFile, batch: int | None) -> Account:
        """The account of the whole file. Raises `LedgerError` when it does not add up."""
        rejected = dict(sorted({**read.rejected, **self.rejected}.items()))
        problems = sorted((*read.problems, *self.problems), key=lambda problem: problem.row)
        account = Account(
            batch, read.file, read.importer, read.read, self.stored, self.already_there, len(rejected), read.blank,
            **self.new, header=read.header, rejected_rows=rejected, problems=tuple(problems),
        )  # fmt: skip
        if not account.adds_up:
            raise LedgerError(f"The rows of {read.file} are not all accounted for; nothing was stored. Read it again.")
        return account


def already_imported(connection: Connection, read: ReadFile) -> Account | None:
    """The account of importing the very same file again: nothing is stored. ``None`` for a new file."""
    table = import_batches.c
    query = select(table.id).where(table.sha256 == read.sha256, table.withdrawn_at.is_(None))
    batch = connection.scalar(query)
    if batch is None:
        return None
    rejected = account_of(connection, batch).rejected_rows
    here = {row.row for row in read.rows}
    again = {**read.rejected, **{row: cells for row, cells in rejected.items() if row in here}}
    there = read.read - len(again)
    return Account(
        batch, read.file, read.importer, read.read, 0, there, len(again), read.blank, header=read.header,
        rejected_rows=dict(sorted(again.items())), problems=account_of(connection, batch).problems,
    )  # fmt: skip


def new_taking(connection: Connection, rules: Rules, next_id: Callable[[str], int]) -> Taking:
    """A `Taking` that knows the names in the record."""
    known = {
        table.name: {name: id for id, name in connection.execute(select(table.c.id, table.c.name))}
        for table in (clinics, podiatrists, methods)
    }
    ids = {name: id for id, name in connection.execute(select(measures.c.id, measures.c.name))}
    told = connection.execute(select(podiatrists.c.name, podiatrists.c.background))
    backgrounds = {name: background for name, background in told if background}
    return Taking(Judge(rules, ids, Names(known, next_id, backgrounds=backgrounds)), next_id)


@unsearched()
def go_through(
    connection: Connection, read: ReadFile, taking: Taking, settle: Callable[[Taken], Any], progress: Progress | None
) -> Tally:
    """Offer every row to *taking* and *settle* what was taken, some hundred patients at a time."""
    tally, done = Tally(), 0
    for rows in _by_patients(read.rows):
        taking.held, taking.taken = load_held(connection, {row.patient for row in rows}), Taken()
        for row in rows:
            problems, new = taking.offer(row)
            tally.problems += problems
            if new:
                tally.stored += 1
            elif is_rejected(problems):
                tally.rejected[row.row] = row.raw
            else:
                tally.already_there += 1
        tally.count(taking.taken)
        settle(taking.taken)
        done += len(rows)
        if progress:
            progress(done, len(read.rows))
    return tally


def preview(connection: Connection, read: ReadFile, rules: Rules, progress: Progress | None) -> Account:
    """What importing would do."""
    again = already_imported(connection, read)
    if again:
        return again
    taking = new_taking(connection, rules, Ids(connection).next)
    return go_through(connection, read, taking, lambda _: None, progress).account(read, None)


def import_rows(act: Writing, read: ReadFile, rules: Rules, progress: Progress | None) -> Account:
    """Import inside the transaction of *act*. Raises `NothingNew` when there was nothing to store."""
    batch = act.ids.next("import_batches")
    act.connection.execute(insert(import_batches).values(_batch(act, read, batch)))
    taking = new_taking(act.connection, rules, act.ids.next)
    tally = go_through(act.connection, read, taking, lambda taken: flush(act, taken, taking.names, batch), progress)
    account = tally.account(read, batch if tally.stored else None)
    if not tally.stored:
        raise NothingNew(account)
    _keep_account(act, account, batch)
    return account


def _batch(act: Writing, read: ReadFile, batch: int) -> dict[str, Any]:
    counts = ("rows_read", "rows_stored", "rows_already_there", "rows_rejected", "rows_blank", "new_patients",
              "new_episodes", "new_sessions", "new_readings")  # fmt: skip
    named = {"file": read.file, "sha256": read.sha256, "importer": read.importer}
    header = json.dumps(list(read.header), ensure_ascii=False)
    return {"id": batch, **named, "at": act.at, "actor": act.actor, "header": header, **dict.fromkeys(counts, 0)}


def _keep_account(act: Writing, account: Account, batch: int) -> None:
    rows = {f"rows_{name}": getattr(account, name) for name in ("read", "stored", "already_there", "rejected", "blank")}
    new = {name: getattr(account, name) for name in ("new_patients", "new_episodes", "new_sessions", "new_readings")}
    act.connection.execute(update(import_batches).where(import_batches.c.id == batch).values(**rows, **new))
    cells = [(batch, row, json.dumps(list(kept), ensure_ascii=False)) for row, kept in account.rejected_rows.items()]
    if cells:
        act.connection.execute(
            insert(rejected_rows), [dict(zip(rejected_rows.c.keys(), row, strict=True)) for row in cells]
        )
    said = [
        (batch, place, p.row, p.column, p.value, p.code, p.message, p.severity)
        for place, p in enumerate(account.problems)
    ]
    if said:
        act.connection.execute(
            insert(row_problems), [dict(zip(row_problems.c.keys(), row, strict=True)) for row in said]
        )
    act.audit("import", "import_batches", batch, detail={"file": account.file, **rows, **new})


def _by_patients(rows: tuple[SourceRow, ...]) -> Iterator[list[SourceRow]]:
    """All rows of some patients together, in order of date, about `AT_ONCE` rows at a time."""
    of: dict[str, list[SourceRow]] = defaultdict(list)
    for row in rows:
        of[row.patient].append(row)
    together: list[SourceRow] = []
    for own in of.values():
        together += own if len(own) == 1 else sorted(own, key=lambda row: (first_day(row), row.row))
        if len(together) >= AT_ONCE:
            yield together
            together = []
    if together:
        yield together
