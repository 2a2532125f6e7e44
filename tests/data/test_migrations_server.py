"""On PostgreSQL an upgraded database is, rule by rule and word by word, what a fresh one is."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from data.catalogue import Catalogue
from data.engine import make_engine
from data.places import read_url
from data.store import open_store
from data.upgrade import known_revisions, upgrade
from tests.data.conftest import another_database

HERE = "current_schema()::regnamespace"
WORDS = {
    "column": """SELECT table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length,
        numeric_precision, is_nullable, column_default, is_identity, is_generated)
        FROM information_schema.columns WHERE table_schema = current_schema()""",
    "constraint": f"""SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = {HERE}""",
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    "trigger": f"""SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(t.oid) || tgenabled::text
        FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = {HERE} AND NOT tgisinternal""",
    "function": f"SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE prokind <> 'a' AND pronamespace = {HERE}",
    "policy": """SELECT tablename || '.' || policyname, concat_ws(' ', roles, cmd, qual, with_check)
        FROM pg_policies WHERE schemaname = current_schema()""",
    "row security": f"""SELECT relname, concat_ws(' ', relrowsecurity, relforcerowsecurity)
        FROM pg_class WHERE relkind = 'r' AND relnamespace = {HERE}""",
}


def words_of(url: str) -> dict[str, str]:
    """Every column and every rule of the database, each as the server itself writes it."""
    engine = make_engine(read_url(url))
    try:
        with engine.connect() as connection:
            return {f"{kind} {name}": words for kind, query in WORDS.items()
                    for name, words in connection.execute(text(query))}  # fmt: skip
    finally:
        engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("revision", sorted(known_revisions()))
def test_from_every_revision_it_becomes_what_a_fresh_one_is(
    revision: str, postgres: str, postgres_url: str, catalogue: Catalogue
) -> None:
    engine = make_engine(read_url(postgres_url), may_alter=True)
    upgrade(engine, revision)
    engine.dispose()
    open_store(postgres_url, catalogue).close()
    with another_database(postgres) as fresh:
        open_store(fresh, catalogue).close()
        expected = words_of(fresh)
    kinds = {name.split()[0] for name in expected}
    assert {"column", "constraint", "index", "trigger", "function"} <= kinds, "nothing was read of some of them"
    assert words_of(postgres_url) == expected
