"""The FAQ: entries of moderators, how often entries were used, vectors of their texts, and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_entries",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("scope", sa.String, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("phrasings", sa.JSON, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("document_id", sa.String, nullable=False),
        sa.Column("document_version", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("author_id", sa.String),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("changed_at", sa.String, nullable=False),
        sa.Column("removed_at", sa.String),
        sa.ForeignKeyConstraint(["document_id", "document_version"], ["versions.document_id", "versions.number"]),
    )
    op.create_index("faq_entries_of_document", "faq_entries", ["document_id", "document_version"])
    op.create_table(
        "faq_uses",
        sa.Column("scope", sa.String, primary_key=True),
        sa.Column("document_id", sa.String, primary_key=True),
        sa.Column("question", sa.String, primary_key=True),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("used_at", sa.String, nullable=False),
    )
    op.create_table(
        "faq_vectors",
        sa.Column("fingerprint", sa.String, primary_key=True),
        sa.Column("text", sa.Text, primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "faq_drafts",
        sa.Column("token", sa.String, primary_key=True),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
    )
