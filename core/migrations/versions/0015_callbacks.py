"""Callbacks that were listened to.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

import core.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callback",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", core.db.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
    )
    op.create_index("ix_callback_at", "callback", ["at"])


def downgrade() -> None:
    op.drop_table("callback")
