"""What each of a clinic's roles may do with each table on a PostgreSQL server, set by the role that owns the tables.

Two walls, one behind the other. Rights: the working role may not change a table, nor what is only ever added; the
public role reads `READABLE`. Row-level security, enabled and forced on every table: a row is seen and written
only by a role of this clinic, inside a transaction that names this clinic (`data.engine` does at the beginning of
each); anybody else gets no rows, whatever rights on a table were given by mistake.
"""

from __future__ import annotations

from sqlalchemy import Connection

from data.engine import ONLY_ADDED

READABLE = frozenset({"facts", "exports", "export_events", "public_looks", "public_wordings"})
OF_CLINIC, FOR_PUBLIC = "of_the_clinic", "for_the_public"
EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")
_LESS = {
    **dict.fromkeys(ONLY_ADDED, ("SELECT", "INSERT")),
    "alembic_version": ("SELECT",),
    "consent_events": ("SELECT", "INSERT", "DELETE"),  # deleted with their patient only, as a guard sees to
    "audit_apart": ("SELECT", "INSERT", "DELETE"),
    "disposals": ("SELECT", "INSERT", "UPDATE"),
}
_KINDS = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = '{}' ORDER BY 1"
)


def owner_of(clinic: str) -> str:
    """The role that owns the tables of *clinic*."""
    return f"{clinic}_owner"


def public_of(clinic: str) -> str:
    """The role that reads what is prepared for the public."""
    return f"{clinic}_public"


def allowed(table: str) -> tuple[str, ...]:
    """What the working role may do with *table*."""
    return _LESS.get(table, EVERYTHING)


def tables_of(connection: Connection) -> list[str]:
    """Every table in the schema that *connection* works in."""
    return list(connection.exec_driver_sql(_KINDS.format("r")).scalars())


def views_of(connection: Connection) -> list[str]:
    """Every view there."""
    return list(connection.exec_driver_sql(_KINDS.format("v")).scalars())


def clinic_of(connection: Connection) -> str | None:
    """The clinic whose tables *connection* works with; ``None`` where no roles were prepared."""
    if connection.dialect.name != "postgresql":
        return None
    query = """SELECT nspname FROM pg_namespace
        WHERE nspname = current_schema() AND pg_get_userbyid(nspowner) = nspname || '_owner'"""
    found = connection.exec_driver_sql(query).scalar()
    return None if found is None else str(found)


def protect(connection: Connection, clinic: str) -> None:
    """Set the rights and the policies of every table; again whenever there are new ones."""
    work, public = clinic, public_of(clinic)
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {clinic} TO {work}, {public}")
    for table in tables_of(connection):
        _rights(connection, table, work, public)
        _rows(connection, table, clinic)
    for view in views_of(connection):
        connection.exec_driver_sql(f"REVOKE ALL ON {view} FROM PUBLIC, {work}, {public}")
        connection.exec_driver_sql(f"GRANT SELECT ON {view} TO {work}")


def _rights(connection: Connection, table: str, work: str, public: str) -> None:
    connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM PUBLIC, {work}, {public}")
    connection.exec_driver_sql(f"GRANT {', '.join(allowed(table))} ON {table} TO {work}")
    if table in READABLE:
        connection.exec_driver_sql(f"GRANT SELECT ON {table} TO {public}")


def _rows(connection: Connection, table: str, clinic: str) -> None:
    rule = f"current_setting('app.clinic', true) = '{clinic}'"
    for does in ("ENABLE", "FORCE"):
        connection.exec_driver_sql(f"ALTER TABLE {table} {does} ROW LEVEL SECURITY")
    for name in (OF_CLINIC, FOR_PUBLIC):
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS {name} ON {table}")
    whose = f"TO {owner_of(clinic)}, {clinic} USING ({rule}) WITH CHECK ({rule})"
    connection.exec_driver_sql(f"CREATE POLICY {OF_CLINIC} ON {table} {whose}")
    if table in READABLE:
        connection.exec_driver_sql(
            f"CREATE POLICY {FOR_PUBLIC} ON {table} FOR SELECT TO {public_of(clinic)} USING ({rule})"
        )
