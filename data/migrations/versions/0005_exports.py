"""The register of what was prepared for the public, the clinic's own wordings of its rules, and its look."""

from alembic import op

from data.migrations.steps import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run(op.get_bind(), "0005_exports")
