"""Notes of a session, the instrument of a reading, sessions not finished yet, and reviews given on the tablet."""

from alembic import op

from data.migrations.steps import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run(op.get_bind(), "0003_visits")
