"""From whichever revision a database comes, it ends as a fresh one is: every table, rule and guard, by its text."""

from __future__ import annotations

import pytest

from data.check_schema import schema_problems
from data.engine import make_engine
from data.migrations import HEAD
from data.places import read_url
from data.upgrade import known_revisions, upgrade

OLDER = sorted(set(known_revisions()) - {HEAD})


@pytest.mark.parametrize("revision", OLDER)
def test_every_older_revision_becomes_what_a_fresh_database_is(database: str, revision: str) -> None:
    engine = make_engine(read_url(database), may_alter=True)
    try:
        upgrade(engine, revision)
        with engine.connect() as connection:
            assert list(schema_problems(connection)), "it lacks what came later"
        upgrade(engine)
        with engine.connect() as connection:
            assert list(schema_problems(connection)) == []
    finally:
        engine.dispose()
