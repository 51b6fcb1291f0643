"""How sure an answer was, and who gave an unsure one up. Before there were two grades, every answer was sure."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("replies") as replies:
        replies.add_column(sa.Column("certainty", sa.String))
        replies.add_column(sa.Column("given_up_by", sa.String))
    op.execute("UPDATE replies SET certainty = 'sure' WHERE outcome = 'answer'")
