"""Links to a person's own page, and the visits they open.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

import core.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "portal_visit",
        sa.Column("id", sa.String(length=40), primary_key=True),
        sa.Column(
            "talent_number",
            _NUMBER,
            sa.ForeignKey("talent.number", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False, unique=True),
        sa.Column("visit_hash", sa.String(length=64), nullable=True, unique=True),
        sa.Column("asked_at", core.db.UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", core.db.UtcTime(timezone=True), nullable=False),
    )
    op.create_index("ix_portal_visit_person", "portal_visit", ["talent_number", "asked_at"])


def downgrade() -> None:
    op.drop_table("portal_visit")
