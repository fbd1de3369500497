"""What undoing an import needs: which record a row became, and people who are out of view.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

import core.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "talent", sa.Column("withdrawn_at", core.db.UtcTime(timezone=True), nullable=True)
    )
    op.add_column(
        "import_run", sa.Column("undone_at", core.db.UtcTime(timezone=True), nullable=True)
    )
    op.add_column(
        "import_row",
        sa.Column("record_id", sa.String(length=40), nullable=False, server_default=""),
    )
    op.create_index("ix_import_row_record_id", "import_row", ["record_id"])


def downgrade() -> None:
    op.drop_index("ix_import_row_record_id", table_name="import_row")
    op.drop_column("import_row", "record_id")
    op.drop_column("import_run", "undone_at")
    op.drop_column("talent", "withdrawn_at")
