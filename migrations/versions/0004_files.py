"""files"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('picture', 'attachment')", name=op.f("ck_files_kind_known")),
        sa.CheckConstraint("scan IN ('clean', 'unscanned')", name=op.f("ck_files_scan_known")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_files_size_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index("ix_files_created", ["created_at"], unique=False)
        batch_op.create_index("ix_files_sha256", ["sha256"], unique=False)

    op.create_table(
        "file_references",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_file_references_file_id_files")),
        sa.PrimaryKeyConstraint("file_id", "kind", "subject_id", name=op.f("pk_file_references")),
    )
    with op.batch_alter_table("file_references", schema=None) as batch_op:
        batch_op.create_index("ix_file_references_subject", ["kind", "subject_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("file_references", schema=None) as batch_op:
        batch_op.drop_index("ix_file_references_subject")

    op.drop_table("file_references")
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_index("ix_files_sha256")
        batch_op.drop_index("ix_files_created")

    op.drop_table("files")
