"""Keep the database's copy of the catalogue, by which it checks every reading itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.catalogue import Catalogue, Measure
from data.engine import wait_turn
from data.ledger_write import Writing
from data.places import StoreError
from data.standards import in_words
from data.tables import conditions, facts, measures

ACTOR = "the program"
STANDARDS = "standards"  # the fact that holds what was agreed when the records were last opened


def sync_catalogue(engine: Engine, catalogue: Catalogue) -> None:
    """Take over new measures, changed scales, conditions and agreed standards; nothing is written when nothing is new.

    A measure or condition that has left the catalogue stays, because records may name it. Raises
    `StoreError` when a scale was narrowed past a value that is already recorded.
    """
    with engine.connect() as connection:
        if not _differs(connection, catalogue):
            return
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        wait_turn(connection)
        first = connection.scalar(select(measures.c.id).limit(1)) is None
        changed = [*_sync_measures(connection, catalogue), *_sync_conditions(connection, catalogue)]
        act = Writing(connection, ACTOR)
        changed = [*([] if first else changed), *_sync_standards(act, catalogue)]
        if changed:  # the measures and conditions that a new database begins with are no change
            act.audit("take over catalogue", "measures", None, detail={"changed": changed})
            act.keep_ids()


def _differs(connection: Connection, catalogue: Catalogue) -> bool:
    known = {name: (low, high) for _, name, low, high in connection.execute(select(measures))}
    named = dict(connection.execute(select(conditions.c.id, conditions.c.name)).all())
    if _agreed(connection) != in_words(catalogue.standards):
        return True
    return any(known.get(id) != (m.low, m.high) for id, m in catalogue.measures.items()) or any(
        named.get(id) != condition.name for id, condition in catalogue.conditions.items()
    )


def _agreed(connection: Connection) -> list[str]:
    """What was agreed when the records were last opened, in words."""
    return json.loads(connection.scalar(select(facts.c.value).where(facts.c.name == STANDARDS)) or "[]")


def _sync_standards(act: Writing, catalogue: Catalogue) -> list[str]:
    """What was agreed anew, and what was taken back; a standard that was changed is both."""
    before, now = _agreed(act.connection), in_words(catalogue.standards)
    if before == now:
        return []
    act.set_fact(STANDARDS, json.dumps(now, ensure_ascii=False))
    added = [f"agreed standard: {one}" for one in now if one not in before]
    return [*added, *(f"no longer agreed: {one}" for one in before if one not in now)]


def _sync_measures(connection: Connection, catalogue: Catalogue) -> Iterator[str]:
    known = {name: (id, low, high) for id, name, low, high in connection.execute(select(measures))}
    last = max((id for id, _, _ in known.values()), default=0)
    for name, measure in catalogue.measures.items():
        if name not in known:
            last += 1
            connection.execute(insert(measures).values(id=last, name=name, low=measure.low, high=measure.high))
            yield f"new measure {name}"
        elif known[name][1:] != (measure.low, measure.high):
            _rescale(connection, known[name][0], measure)
            yield f"scale of {name} now {measure.low:g} to {measure.high:g}"


def _rescale(connection: Connection, id: int, measure: Measure) -> None:
    try:
        connection.execute(update(measures).where(measures.c.id == id).values(low=measure.low, high=measure.high))
    except IntegrityError as error:
        raise StoreError(
            f"The scale of {measure.name} is now {measure.low:g} to {measure.high:g}, but readings outside it are "
            f"recorded. Put the old scale back in {measure.id}.toml, or correct those readings first."
        ) from error


def _sync_conditions(connection: Connection, catalogue: Catalogue) -> Iterator[str]:
    named = dict(connection.execute(select(conditions.c.id, conditions.c.name)).all())
    for id, condition in catalogue.conditions.items():
        if id not in named:
            connection.execute(insert(conditions).values(id=id, name=condition.name))
            yield f"new condition {id}"
        elif named[id] != condition.name:
            connection.execute(update(conditions).where(conditions.c.id == id).values(name=condition.name))
            yield f"name of {id} now {condition.name}"
