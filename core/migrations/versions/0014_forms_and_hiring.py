"""Public forms, what sources told once, referrals, applications and the claims of agencies.

Revision: 0014, after 0013.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import core.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, core.db.UtcTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _string(name: str, length: int, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _of_talent(
    table: str, column: str = "talent_number", ondelete: str = "CASCADE"
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_talent")
    return sa.ForeignKeyConstraint([column], ["talent.number"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "public_form",
        _string("id", 40),
        _string("kind", 16),
        _text("title_zh"),
        _text("title_en"),
        _text("intro_zh"),
        _text("intro_en"),
        _string("job_id", 40),
        _string("team_id", 40, nullable=True),
        _string("wording_id", 40, nullable=True),
        _string("pool_wording_id", 40, nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _time("created_at"),
        _string("created_by", 40),
        sa.ForeignKeyConstraint(
            ["wording_id"],
            ["consent_wording.id"],
            name=op.f("fk_public_form_wording_id_consent_wording"),
        ),
        sa.ForeignKeyConstraint(
            ["pool_wording_id"],
            ["consent_wording.id"],
            name=op.f("fk_public_form_pool_wording_id_consent_wording"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_form")),
    )
    op.create_table(
        "told_happening",
        _text("source"),
        _text("key"),
        sa.Column("talent_number", _NUMBER, nullable=False),
        _string("interaction_id", 40),
        _string("record_id", 40),
        _of_talent("told_happening"),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_told_happening")),
    )
    op.create_table(
        "referral",
        _string("id", 40),
        sa.Column("talent_number", _NUMBER, nullable=False),
        sa.Column("referrer_number", _NUMBER, nullable=True),
        _text("source"),
        _text("key"),
        _time("at"),
        _text("job"),
        _text("note"),
        _string("record_id", 40),
        _of_talent("referral"),
        _of_talent("referral", "referrer_number", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_referral_source")),
    )
    op.create_table(
        "application",
        _string("id", 40),
        sa.Column("talent_number", _NUMBER, nullable=False),
        _text("source"),
        _text("key"),
        _text("job"),
        _text("job_key"),
        _string("stage", 16),
        _text("stage_written"),
        _time("applied_at"),
        _time("changed_at"),
        _time("ended_at", nullable=True),
        _time("stated_at"),
        _string("record_id", 40),
        _of_talent("application"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_application_source")),
    )
    op.create_table(
        "agency_claim",
        _string("id", 40),
        sa.Column("talent_number", _NUMBER, nullable=False),
        _text("source"),
        _text("key"),
        _time("at"),
        _time("until", nullable=True),
        _string("standing", 16),
        _string("record_id", 40),
        _of_talent("agency_claim"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_claim")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_agency_claim_source")),
    )
    for table in ("told_happening", "referral", "application", "agency_claim"):
        op.create_index(f"ix_{table}_talent_number", table, ["talent_number"])
    op.create_index("ix_referral_referrer_number", "referral", ["referrer_number"])
    op.create_index("ix_application_record_id", "application", ["record_id"])


def downgrade() -> None:
    for table in ("agency_claim", "application", "referral", "told_happening", "public_form"):
        op.drop_table(table)
