"""claims"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "company_claims",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=True),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_at", UTCDateTime(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("firm_name", sa.String(), nullable=False),
        sa.Column("firm_address", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("support_office_id", sa.String(), nullable=True),
        sa.Column("letter_number", sa.Integer(), nullable=False),
        sa.Column("code_expires_at", UTCDateTime(), nullable=True),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("vouched_by", sa.String(), nullable=True),
        sa.Column("vouch_note", sa.String(), nullable=False),
        sa.Column("consented_at", UTCDateTime(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("checked", sa.String(), nullable=True),
        sa.Column("checked_how", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(proof = 'voucher') = (support_office_id IS NOT NULL)", name=op.f("ck_company_claims_voucher_has_body")
        ),
        sa.CheckConstraint(
            "proof = 'document' OR issued_on IS NULL", name=op.f("ck_company_claims_issue_needs_document")
        ),
        sa.CheckConstraint("proof = 'letter' OR letter_number = 0", name=op.f("ck_company_claims_letter_needs_proof")),
        sa.CheckConstraint("proof IN ('letter', 'document', 'voucher')", name=op.f("ck_company_claims_proof_known")),
        sa.CheckConstraint(
            "state <> 'approved' OR (company_id IS NOT NULL AND checked IS NOT NULL)",
            name=op.f("ck_company_claims_approved_whole"),
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR confirmed_at IS NOT NULL", name=op.f("ck_company_claims_confirmed_has_time")
        ),
        sa.CheckConstraint(
            "state <> 'letter_sent' OR letter_number > 0", name=op.f("ck_company_claims_sent_has_letter")
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'letter_sent', 'confirmed', 'returned', 'approved', 'rejected', 'withdrawn')",
            name=op.f("ck_company_claims_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'rejected') OR decided_by IS NOT NULL",
            name=op.f("ck_company_claims_decided_by_whom"),
        ),
        sa.CheckConstraint(
            "(letter_number = 0) = (code_expires_at IS NULL)", name=op.f("ck_company_claims_letter_has_end")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_company_claims_company_id_companies")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_company_claims_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["support_office_id"], ["offices.id"], name=op.f("fk_company_claims_support_office_id_offices")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_company_claims_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_claims")),
    )
    with op.batch_alter_table("company_claims", schema=None) as batch_op:
        batch_op.create_index("ix_company_claims_company", ["company_id", "state"], unique=False)
        batch_op.create_index("ix_company_claims_desk", ["office_id", "state", "state_at"], unique=False)
        batch_op.create_index("ix_company_claims_user", ["user_id", "created_at"], unique=False)
        batch_op.create_index("ix_company_claims_vouchers", ["support_office_id", "state", "state_at"], unique=False)
        batch_op.create_index(
            "uq_company_claims_open",
            ["company_id", "user_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('submitted', 'letter_sent', 'confirmed', 'returned') AND company_id IS NOT NULL"
            ),
            postgresql_where=sa.text(
                "state IN ('submitted', 'letter_sent', 'confirmed', 'returned') AND company_id IS NOT NULL"
            ),
        )
        batch_op.create_index(
            "uq_company_claims_open_trader",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('submitted', 'letter_sent', 'confirmed', 'returned') AND company_id IS NULL"
            ),
            postgresql_where=sa.text(
                "state IN ('submitted', 'letter_sent', 'confirmed', 'returned') AND company_id IS NULL"
            ),
        )

    op.create_table(
        "claimed_traders",
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["company_claims.id"], name=op.f("fk_claimed_traders_claim_id_company_claims")
        ),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_claimed_traders")),
    )
    op.create_table(
        "company_claim_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["company_claims.id"], name=op.f("fk_company_claim_steps_claim_id_company_claims")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_claim_steps")),
    )
    with op.batch_alter_table("company_claim_steps", schema=None) as batch_op:
        batch_op.create_index("ix_company_claim_steps_claim", ["claim_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("company_claim_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_company_claim_steps_claim")

    op.drop_table("company_claim_steps")
    op.drop_table("claimed_traders")
    with op.batch_alter_table("company_claims", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_company_claims_open_trader",
            sqlite_where=sa.text(
                "state IN ('submitted', 'letter_sent', 'confirmed', 'returned') AND company_id IS NULL"
            ),
            postgresql_where=sa.text(
                "state IN ('submitted', 'letter_sent', 'confirmed', 'returned') AND company_id IS NULL"
            ),
        )
        batch_op.drop_index(
            "uq_company_claims_open",
            sqlite_where=sa.text(
                "state IN ('submitted', 'letter_sent', 'confirmed', 'returned') AND company_id IS NOT NULL"
            ),
            postgresql_where=sa.text(
                "state IN ('submitted', 'letter_sent', 'confirmed', 'returned') AND company_id IS NOT NULL"
            ),
        )
        batch_op.drop_index("ix_company_claims_vouchers")
        batch_op.drop_index("ix_company_claims_user")
        batch_op.drop_index("ix_company_claims_desk")
        batch_op.drop_index("ix_company_claims_company")

    op.drop_table("company_claims")
