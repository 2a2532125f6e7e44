"""On a PostgreSQL server: may each role do what `data.server_guards` says, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from data.places import public_address
from data.server_guards import (
    FOR_PUBLIC,
    OF_CLINIC,
    READABLE,
    allowed,
    clinic_of,
    owner_of,
    public_of,
    tables_of,
    views_of,
)

_AGAIN = "Set it again with: python3 -m data server-roles"
_POLICIES = """SELECT tablename, policyname, roles::text[], cmd, qual, with_check FROM pg_policies
    WHERE schemaname = current_schema()"""
_RIGHTS = """SELECT c.relname, coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC'), a.privilege_type
    FROM (SELECT relname, relacl, relnamespace FROM pg_class WHERE relkind IN ('r', 'v') UNION ALL
          SELECT relname, attacl, relnamespace FROM pg_attribute JOIN pg_class o ON attrelid = o.oid
          WHERE attacl IS NOT NULL) c, aclexplode(c.relacl) a WHERE c.relnamespace = current_schema()::regnamespace"""
_SHUT = """SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
    AND relrowsecurity AND relforcerowsecurity"""
_OVER_SERVER = """SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s, %s)
    AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
         OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = pg_roles.oid)) ORDER BY 1"""
_ENTERED = """SELECT has_database_privilege('public', current_database(), 'CONNECT')
    OR has_database_privilege('public', current_database(), 'TEMP')
    OR has_schema_privilege('public', current_schema(), 'USAGE')"""
_SELF = """SELECT r.rolsuper OR r.rolbypassrls, EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid
    AND c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r')
    FROM pg_roles r WHERE rolname = current_user"""


def server_note(connection: Connection) -> str:
    """What to say of the role the program works with where it may do more than work; else nothing."""
    if connection.dialect.name != "postgresql":
        return ""
    everything, owns = connection.exec_driver_sql(_SELF).one()
    if everything:
        what = "may read and change everything on the server, whatever the guards of the tables say"
    elif owns:
        what = "owns the tables, and can take their guards away"
    else:
        return ""
    return f"The user in CLINIC_DATABASE {what}. Give the clinic roles of its own with: python3 -m data server-roles"


def server_problems(connection: Connection) -> Iterator[str]:
    """A sentence for each right too many or missing, where the clinic has roles of its own."""
    clinic = clinic_of(connection)
    if clinic is None:
        return
    for name in connection.exec_driver_sql(_OVER_SERVER, (clinic, owner_of(clinic), public_of(clinic))).scalars():
        yield f"The role {name} may change the server or act as another. Take that from it."
    if connection.exec_driver_sql(_ENTERED).scalar():
        yield f"Everybody with a role on the server may enter the database of the records. {_AGAIN}"
    for table in sorted(_with_other_rights(connection, clinic)):
        yield f"The roles may do something else with the table {table} than they should. {_AGAIN}"
    for table in sorted(_open(connection, clinic)):
        yield f"The rows of the table {table} are not kept apart as they should be. {_AGAIN}"
    if not public_address():
        yield "CLINIC_DATABASE_PUBLIC is not set: nothing that is for the public can be read."


def _with_other_rights(connection: Connection, clinic: str) -> set[str]:
    """The tables on which a role of this clinic, or everybody, has other rights than those that were given."""
    ours = (clinic, public_of(clinic), "PUBLIC")
    there = {tuple(row) for row in connection.exec_driver_sql(_RIGHTS).all() if row[1] in ours}
    given = {(view, clinic, "SELECT") for view in views_of(connection)}
    for table in tables_of(connection):
        given |= {(table, clinic, right) for right in allowed(table)}
        given |= {(table, public_of(clinic), "SELECT")} if table in READABLE else set()
    return {row[0] for row in there ^ given}


def _open(connection: Connection, clinic: str) -> set[str]:
    """The tables without row-level security, enabled and forced, or with other policies than ours."""
    rule = f"(current_setting('app.clinic'::text, true) = '{clinic}'::text)"
    tables = tables_of(connection)
    wanted: set[tuple[object, ...]] = {
        (name, OF_CLINIC, (clinic, owner_of(clinic)), "ALL", rule, rule) for name in tables
    }
    wanted |= {(name, FOR_PUBLIC, (public_of(clinic),), "SELECT", rule, None) for name in READABLE}
    there = {
        (table, policy, tuple(sorted(roles)), does, sees, writes)
        for table, policy, roles, does, sees, writes in connection.exec_driver_sql(_POLICIES).all()
    }
    return {str(row[0]) for row in there ^ wanted} | set(tables) - set(connection.exec_driver_sql(_SHUT).scalars())
