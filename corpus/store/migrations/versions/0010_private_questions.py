"""Which questions only their asker saw. Before, that was told by where the reply was posted: nowhere."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("replies", sa.Column("private", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE replies SET private = 1 WHERE channel_id IS NULL AND asker_id IS NOT NULL AND scope LIKE 'server:%'"
    )
