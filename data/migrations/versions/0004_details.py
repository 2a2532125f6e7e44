"""The planned frequency of sessions, duration and relatedness of an adverse event, and a podiatrist's background."""

from alembic import op

from data.migrations.steps import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run(op.get_bind(), "0004_details")
