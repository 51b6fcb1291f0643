"""What the readers said for a question is kept with its reply; versions may wait for the vectors of their title."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("replies", sa.Column("readings", sa.LargeBinary))
    op.create_table(
        "retitled",
        sa.Column("document_id", sa.String, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
    )
