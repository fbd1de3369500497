"""Merges of people, the old ids that lead to others, and when a relationship was last said.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

import core.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "talent_alias",
        sa.Column("old_number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("talent_number", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["old_number"],
            ["talent.number"],
            name=op.f("fk_talent_alias_old_number_talent"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["talent_number"],
            ["talent.number"],
            name=op.f("fk_talent_alias_talent_number_talent"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("old_number", name=op.f("pk_talent_alias")),
    )
    op.create_index("ix_talent_alias_talent_number", "talent_alias", ["talent_number"])
    op.create_table(
        "talent_merge",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("survivor_number", _NUMBER, nullable=False),
        sa.Column("merged_number", _NUMBER, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("lineage", sa.JSON(), nullable=False),
        sa.Column("merged_at", core.db.UtcTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.String(length=40), nullable=False),
        sa.Column("undone_at", core.db.UtcTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=40), nullable=False),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_number"],
            ["talent.number"],
            name=op.f("fk_talent_merge_merged_number_talent"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survivor_number"],
            ["talent.number"],
            name=op.f("fk_talent_merge_survivor_number_talent"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent_merge")),
        sa.UniqueConstraint("seq", name=op.f("uq_talent_merge_seq")),
    )
    op.create_index("ix_talent_merge_merged_number", "talent_merge", ["merged_number"])
    op.create_index("ix_talent_merge_survivor_number", "talent_merge", ["survivor_number"])
    op.add_column(
        "retention_standing",
        sa.Column("written_at", core.db.UtcTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("retention_standing", "written_at")
    op.drop_table("talent_merge")
    op.drop_table("talent_alias")
