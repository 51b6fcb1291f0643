"""Gaps: refused questions, who asked and follows them, who wants none kept, feedback, and the time that replies took."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("replies") as replies:
        replies.add_column(sa.Column("milliseconds", sa.Float))
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("scope", sa.String, nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("last_asked_at", sa.String, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("merged_into", sa.Integer, sa.ForeignKey("gaps.id"), index=True),
        sa.Column("closed_by", sa.String),
        sa.Column("closed_at", sa.String),
        sa.Column("checked", sa.String, nullable=False),
        sa.Column("ready", sa.JSON),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "gap_askings",
        sa.Column("reply_id", sa.Integer, primary_key=True),
        sa.Column("gap_id", sa.Integer, sa.ForeignKey("gaps.id"), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("asker_id", sa.String, index=True),
        sa.Column("asked_at", sa.String, nullable=False),
        sa.Column("told_at", sa.String),
    )
    op.create_table(
        "gap_followers",
        sa.Column("gap_id", sa.Integer, sa.ForeignKey("gaps.id"), primary_key=True),
        sa.Column("user_id", sa.String, primary_key=True),
        sa.Column("channel_id", sa.String, nullable=False),
        sa.Column("message_id", sa.String, nullable=False),
        sa.Column("followed_at", sa.String, nullable=False),
        sa.Column("told_at", sa.String),
        sa.Column("unfollowed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "opt_outs",
        sa.Column("user_id", sa.String, primary_key=True),
        sa.Column("scope", sa.String, primary_key=True),
    )
    op.create_table(
        "feedback",
        sa.Column("reply_id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.String, primary_key=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
    )
