"""Indexes that a list of people is counted and read from alone; years that are not known are -1.

Revision: 0009, after 0008.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FILTERS = ["withdrawn_at", "team_id", "city", "province", "years", "education", "languages"]
_FIRST = {
    "update": ["updated_at", "number"],
    "name": ["name", "number"],
    "city": ["city", "updated_at", "number"],
    "province": ["province", "updated_at", "number"],
    "years": ["years", "number"],
}
_BEFORE = ("city", "province", "years", "updated_at")


def upgrade() -> None:
    op.execute("UPDATE talent SET years = -1 WHERE years IS NULL")
    for name, first in _FIRST.items():
        rest = [column for column in _FILTERS if column not in first]
        op.create_index(f"ix_talent_listed_by_{name}", "talent", [*first, *rest])
    for column in _BEFORE:
        op.drop_index(f"ix_talent_{column}", table_name="talent")


def downgrade() -> None:
    op.execute("UPDATE talent SET years = NULL WHERE years < 0")
    for column in _BEFORE:
        op.create_index(f"ix_talent_{column}", "talent", [column])
    for name in _FIRST:
        op.drop_index(f"ix_talent_listed_by_{name}", table_name="talent")
