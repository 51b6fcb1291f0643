"""Where the answer to a gap was posted, which message of the log channel shows it, and what came from which gap when they were merged."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("merged_by", sa.String),
        sa.Column("merged_at", sa.String),
        sa.Column("posted", sa.JSON),
        sa.Column("card_channel_id", sa.String),
        sa.Column("card_message_id", sa.String),
    ):
        op.add_column("gaps", column)
    for table in ("gap_askings", "gap_followers"):
        op.add_column(table, sa.Column("origin", sa.Integer))
