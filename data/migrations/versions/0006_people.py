"""Accounts, sign-ins, one-time links, tries, and second ways in."""

from alembic import op

from data.migrations.steps import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run(op.get_bind(), "0006_people")
