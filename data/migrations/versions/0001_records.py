"""The record: people, episodes, sessions, readings, adverse events, imports and the audit trail."""

from alembic import op

from data.migrations.steps import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run(op.get_bind(), "0001_records")
