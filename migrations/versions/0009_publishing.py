"""publishing: addresses of versions, what a draft began from, and what was done to it"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import JSONValue, UTCDateTime
from app.core.ids import new_id

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(), nullable=True))
    rows = sa.table("revisions", sa.column("id", sa.Integer()), sa.column("key", sa.String()))
    connection = op.get_bind()
    for id_ in connection.scalars(sa.select(rows.c.id)).all():
        connection.execute(sa.update(rows).where(rows.c.id == id_).values(key=new_id()))
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_revisions_key"), ["key"])

    op.create_table(
        "revision_covers",
        sa.Column("revision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("base", JSONValue, nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_covers_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_revision_covers")),
    )
    op.create_table(
        "revision_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("body_id", sa.String(), nullable=True),
        sa.Column("on_behalf", sa.String(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("notes", JSONValue, nullable=False),
        sa.Column("fields", JSONValue, nullable=False),
        sa.CheckConstraint(
            "action IN ('open', 'edit', 'submit', 'withdraw', 'discard', 'return', 'publish', 'rebase', 'take')",
            name=op.f("ck_revision_events_action_known"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_events_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_events")),
    )
    with op.batch_alter_table("revision_events", schema=None) as batch_op:
        batch_op.create_index("ix_revision_events_revision", ["revision_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("revision_events", schema=None) as batch_op:
        batch_op.drop_index("ix_revision_events_revision")

    op.drop_table("revision_events")
    op.drop_table("revision_covers")

    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_revisions_key"), type_="unique")
        batch_op.drop_column("key")
