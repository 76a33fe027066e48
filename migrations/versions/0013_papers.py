"""papers"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'failed') = (error IS NOT NULL)", name=op.f("ck_papers_failed_has_reason")),
        sa.CheckConstraint(
            "(state = 'made') = (file_id IS NOT NULL AND sha256 IS NOT NULL AND made_at IS NOT NULL)",
            name=op.f("ck_papers_made_whole"),
        ),
        sa.CheckConstraint("error IN ('away', 'lost', 'broken')", name=op.f("ck_papers_error_known")),
        sa.CheckConstraint("language IN ('ja', 'en')", name=op.f("ck_papers_language_known")),
        sa.CheckConstraint("state IN ('asked', 'made', 'failed')", name=op.f("ck_papers_state_known")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_papers_file_id_files")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint(
            "kind", "subject_id", "language", "content", name=op.f("uq_papers_kind_subject_id_language_content")
        ),
    )
    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.create_index("ix_papers_old", ["is_public", "asked_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.drop_index("ix_papers_old")

    op.drop_table("papers")
