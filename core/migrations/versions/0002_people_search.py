"""The full-text table of people, which the declared tables cannot say.

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE talent_search USING fts5("
            "terms, tokenize=\"unicode61 remove_diacritics 0 tokenchars '+#'\")"
        )
        return
    op.execute("CREATE TABLE talent_search (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_talent_search_terms ON talent_search USING gin (terms)")


def downgrade() -> None:
    op.execute("DROP TABLE talent_search")
