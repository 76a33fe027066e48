"""import jobs"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import JSONValue, UTCDateTime

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "chore_runs",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "day", name=op.f("pk_chore_runs")),
    )
    op.create_table(
        "import_jobs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("prefecture", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("skips_errors", sa.Boolean(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("sample", JSONValue, nullable=False),
        sa.Column("preview", JSONValue, nullable=False),
        sa.Column("result", JSONValue, nullable=False),
        sa.Column("problems", JSONValue, nullable=False),
        sa.Column("refusal", JSONValue, nullable=False),
        sa.Column("report", sa.String(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("beat_at", UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('companies', 'orders', 'patents', 'technologies')", name=op.f("ck_import_jobs_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('uploaded', 'checking', 'checked', 'refused', 'confirmed', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_import_jobs_state_known"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_import_jobs_has_bytes")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_import_jobs_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_jobs")),
    )
    with op.batch_alter_table("import_jobs", schema=None) as batch_op:
        batch_op.create_index("ix_import_jobs_created", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_import_jobs_state", ["state", "created_at"], unique=False)
        batch_op.create_index(
            "uq_import_jobs_waiting",
            ["kind", "sha256"],
            unique=True,
            sqlite_where=sa.text("state IN ('uploaded', 'checking', 'checked', 'confirmed', 'running')"),
            postgresql_where=sa.text("state IN ('uploaded', 'checking', 'checked', 'confirmed', 'running')"),
        )

    # Without batch mode: it would make the table anew on SQLite, and forget its CHECK constraints.
    op.add_column("patent_applicants", sa.Column("decided_by", sa.String(), nullable=True))
    op.add_column("patent_applicants", sa.Column("decided_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("patent_applicants", "decided_at")
    op.drop_column("patent_applicants", "decided_by")

    with op.batch_alter_table("import_jobs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_import_jobs_waiting",
            sqlite_where=sa.text("state IN ('uploaded', 'checking', 'checked', 'confirmed', 'running')"),
            postgresql_where=sa.text("state IN ('uploaded', 'checking', 'checked', 'confirmed', 'running')"),
        )
        batch_op.drop_index("ix_import_jobs_state")
        batch_op.drop_index("ix_import_jobs_created")

    op.drop_table("import_jobs")
    op.drop_table("chore_runs")
