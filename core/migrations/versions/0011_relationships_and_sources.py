"""How people stand to the company, and the sources that say so.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

import core.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=True),
        sa.Column("ownership_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", core.db.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_source")),
    )
    op.create_table(
        "relationship",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column(
            "talent_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", core.db.UtcTime(timezone=True), nullable=False),
        sa.Column("until", core.db.UtcTime(timezone=True), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("stated_at", core.db.UtcTime(timezone=True), nullable=False),
        sa.Column("recorded_at", core.db.UtcTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("missed_at", core.db.UtcTime(timezone=True), nullable=True),
        sa.Column("retracted_at", core.db.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["talent_number"],
            ["talent.number"],
            name=op.f("fk_relationship_talent_number_talent"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationship")),
    )
    op.create_index("ix_relationship_key", "relationship", ["source", "key", "kind"])
    op.create_index("ix_relationship_record", "relationship", ["record_id"])
    op.create_index("ix_relationship_talent_number", "relationship", ["talent_number"])
    # what was said by hand so far is a statement by hand, so that nobody's clock is set anew
    op.execute(
        "INSERT INTO relationship (id, talent_number, kind, source, key, since, until, label,"
        " record_id, stated_at, recorded_at, actor_id, reason)"
        " SELECT 'rel_' || standing.talent_number || '_' || standing.relationship,"
        " standing.talent_number, standing.relationship, 'manual', 'standing of ' || talent.id,"
        " standing.since, standing.ended, '', '', standing.since, standing.since, 'system', ''"
        " FROM retention_standing AS standing"
        " JOIN talent ON talent.number = standing.talent_number"
    )
    op.add_column(
        "import_run",
        sa.Column("channel", sa.String(length=16), nullable=False, server_default="import"),
    )
    op.add_column(
        "import_run",
        sa.Column("complete", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("import_run", sa.Column("absences", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("import_run", "absences")
    op.drop_column("import_run", "complete")
    op.drop_column("import_run", "channel")
    op.drop_table("relationship")
    op.drop_table("source")
