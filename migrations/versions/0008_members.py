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
        "company_invitations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("invited_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (email <> '')", name=op.f("ck_company_invitations_open_has_email")),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_company_invitations_end_has_time")),
        sa.CheckConstraint("role IN ('owner', 'editor', 'viewer')", name=op.f("ck_company_invitations_role_known")),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'cancelled', 'expired')",
            name=op.f("ck_company_invitations_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_invitations_company_id_companies")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_company_invitations_invited_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_company_invitations_token_hash")),
    )
    with op.batch_alter_table("company_invitations", schema=None) as batch_op:
        batch_op.create_index("ix_company_invitations_company", ["company_id", "state"], unique=False)
        batch_op.create_index("ix_company_invitations_email", ["email", "state"], unique=False)
        batch_op.create_index(
            "uq_company_invitations_open",
            ["company_id", "email"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

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

    op.create_table(
        "company_proxies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("consented_by", sa.String(), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", UTCDateTime(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=True),
        sa.Column("started_by", sa.String(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('declined', 'ended')) = (ended_at IS NOT NULL)", name=op.f("ck_company_proxies_end_has_time")
        ),
        sa.CheckConstraint(
            "consent <> 'paper' OR (consented_by <> '' AND consented_on IS NOT NULL AND state <> 'requested')",
            name=op.f("ck_company_proxies_paper_is_named"),
        ),
        sa.CheckConstraint("consent IN ('paper', 'owner')", name=op.f("ck_company_proxies_consent_known")),
        sa.CheckConstraint(
            "state <> 'active' OR started_at IS NOT NULL", name=op.f("ck_company_proxies_active_has_start")
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'active', 'declined', 'ended')", name=op.f("ck_company_proxies_state_known")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_company_proxies_company_id_companies")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_company_proxies_office_id_offices")),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name=op.f("fk_company_proxies_requested_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_proxies")),
    )
    with op.batch_alter_table("company_proxies", schema=None) as batch_op:
        batch_op.create_index("ix_company_proxies_office", ["office_id", "state"], unique=False)
        batch_op.create_index(
            "uq_company_proxies_standing",
            ["company_id", "office_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('requested', 'active')"),
            postgresql_where=sa.text("state IN ('requested', 'active')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("company_proxies", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_company_proxies_standing",
            sqlite_where=sa.text("state IN ('requested', 'active')"),
            postgresql_where=sa.text("state IN ('requested', 'active')"),
        )
        batch_op.drop_index("ix_company_proxies_office")

    op.drop_table("company_proxies")
    with op.batch_alter_table("company_members", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_company_members_current",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_company_members_user")

    op.drop_table("company_members")
    with op.batch_alter_table("company_invitations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_company_invitations_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_company_invitations_email")
        batch_op.drop_index("ix_company_invitations_company")

    op.drop_table("company_invitations")
