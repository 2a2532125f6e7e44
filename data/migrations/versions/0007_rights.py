"""What people agreed to beyond their own care, and what was done to records that need not be kept any longer."""

from alembic import op

from data.migrations.steps import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run(op.get_bind(), "0007_rights")
