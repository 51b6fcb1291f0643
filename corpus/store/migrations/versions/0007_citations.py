"""Citations of replies are rows of a table of their own, by which those that cite a document are found."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "citations",
        sa.Column("reply_id", sa.Integer, sa.ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("document_id", sa.String, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("passage_start", sa.Integer, nullable=False),
        sa.Column("passage_end", sa.Integer, nullable=False),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.Column("sentences", sa.JSON, nullable=False),
    )
    op.execute(
        """
        INSERT INTO citations
        SELECT
            replies.id, CAST(cited.key AS INTEGER), cited.value ->> 'document_id', cited.value ->> 'version',
            cited.value ->> 'number', cited.value ->> 'start', cited.value ->> 'end', cited.value ->> '$.passage[0]',
            cited.value ->> '$.passage[1]', cited.value -> 'headings', cited.value -> 'sentences'
        FROM replies, json_each(replies.citations) AS cited
        """
    )
    op.drop_column(
        "replies", "citations"
    )  # in place: were the table made anew, its deletion would take the citations along
