"""An import can be withdrawn, and audit events are sealed one to the next.

The triggers that keep audit events as they are stand aside while the seals of the events already
written are worked out, and are put back in the same transaction.
"""

from alembic import op

from data.migrations.steps import run, statements
from data.seals import FIRST, seal

revision = "0002"
down_revision = "0001"

FIELDS = ("id", "at", "actor", "action", "record_table", "record", "reason", "detail")


def upgrade() -> None:
    connection = op.get_bind()
    run(connection, "0002_withdrawal")
    guards = [text for text in statements("0001_records", connection.dialect.name) if "CREATE TRIGGER" in text]
    for guard in guards:
        name = guard.split()[2]
        connection.exec_driver_sql(
            f"DROP TRIGGER {name}" + (" ON audit_events" if connection.dialect.name == "postgresql" else "")
        )
    _seal_all(connection)
    for guard in guards:
        connection.exec_driver_sql(guard)


def _seal_all(connection) -> None:
    events = connection.exec_driver_sql(f"SELECT {', '.join(FIELDS)} FROM audit_events ORDER BY id").all()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    last = FIRST
    for event in events:
        last = seal(last, event)
        connection.exec_driver_sql(f"UPDATE audit_events SET seal = {mark} WHERE id = {mark}", (last, event[0]))
