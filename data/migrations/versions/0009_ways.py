"""A one-time link can lead to a provider that vouches for a person; an account is known by one identity at most."""

from alembic import op

from data.migrations.steps import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run(op.get_bind(), "0009_ways")
