"""search words"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import JSONValue, UTCDateTime

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "company_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("words", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("shown", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_looks")),
        sa.UniqueConstraint(
            "day", "words", "session", "company_id", name=op.f("uq_company_looks_day_words_session_company_id")
        ),
    )
    with op.batch_alter_table("company_looks", schema=None) as batch_op:
        batch_op.create_index("ix_company_looks_company", ["company_id", "day"], unique=False)

    op.create_table(
        "search_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("widened", sa.Integer(), nullable=False),
        sa.Column("unfound", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_search_days")),
    )
    op.create_table(
        "search_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("shown", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.CheckConstraint("outcome IN ('found', 'widened', 'nothing')", name=op.f("ck_search_looks_outcome_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_looks")),
        sa.UniqueConstraint("day", "words", "session", name=op.f("uq_search_looks_day_words_session")),
    )
    with op.batch_alter_table("search_looks", schema=None) as batch_op:
        batch_op.create_index("ix_search_looks_words", ["words", "outcome", "day"], unique=False)

    op.create_table(
        "synonym_groups",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("words", JSONValue, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('active', 'withdrawn')", name=op.f("ck_synonym_groups_state_known")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_synonym_groups_created_by_users")),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_synonym_groups_updated_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_groups")),
    )
    with op.batch_alter_table("synonym_groups", schema=None) as batch_op:
        batch_op.create_index("ix_synonym_groups_state", ["state", "updated_at"], unique=False)

    op.create_table(
        "unfound_dismissals",
        sa.Column("words", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("dismissed_on", sa.Date(), nullable=False),
        sa.Column("dismissed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["dismissed_by"], ["users.id"], name=op.f("fk_unfound_dismissals_dismissed_by_users")),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_unfound_dismissals")),
    )


def downgrade() -> None:
    op.drop_table("unfound_dismissals")
    with op.batch_alter_table("synonym_groups", schema=None) as batch_op:
        batch_op.drop_index("ix_synonym_groups_state")

    op.drop_table("synonym_groups")
    with op.batch_alter_table("search_looks", schema=None) as batch_op:
        batch_op.drop_index("ix_search_looks_words")

    op.drop_table("search_looks")
    op.drop_table("search_days")
    with op.batch_alter_table("company_looks", schema=None) as batch_op:
        batch_op.drop_index("ix_company_looks_company")

    op.drop_table("company_looks")
