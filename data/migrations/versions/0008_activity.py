"""The activity record is read by person and kind of act, and an audit event can only be the next one."""

from alembic import op

from data.migrations.steps import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run(op.get_bind(), "0008_activity")
