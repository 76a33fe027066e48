"""members"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "company_members",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=True),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'editor', 'viewer')", name=op.f("ck_company_members_role_known")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_company_members_company_id_companies")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_company_members_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_members")),
    )
    with op.batch_alter_table("company_members", schema=None) as batch_op:
        batch_op.create_index("ix_company_members_user", ["user_id", "ended_at"], unique=False)
        batch_op.create_index(
            "uq_company_members_current",
            ["company_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("company_members", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_company_members_current",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_company_members_user")

    op.drop_table("company_members")
