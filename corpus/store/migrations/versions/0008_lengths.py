"""Lengths of texts are stored, and the text is the last column: what comes after a long text takes reading all of it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("versions", sa.Column("characters", sa.Integer, nullable=False, server_default="0"))
    op.add_column("versions", sa.Column("whole", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE versions SET characters = length(text), whole = text")
    op.execute("ALTER TABLE versions DROP COLUMN text")
    op.execute("ALTER TABLE versions RENAME COLUMN whole TO text")
    op.create_index("gaps_asked_last", "gaps", ["scope", "last_asked_at"])
