"""notices"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import JSONValue, UTCDateTime

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_mails_sent_has_instant")),
        sa.CheckConstraint("address IS NOT NULL OR state IN ('sent', 'dead')", name=op.f("ck_mails_open_has_address")),
        sa.CheckConstraint("state IN ('queued', 'failed', 'sent', 'dead')", name=op.f("ck_mails_state_known")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mails_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("recipient", "key", name=op.f("uq_mails_recipient_key")),
    )
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.create_index("ix_mails_address", ["address"], unique=False)
        batch_op.create_index("ix_mails_created", ["created_at"], unique=False)
        batch_op.create_index("ix_mails_state", ["state", "created_at"], unique=False)
        batch_op.create_index("ix_mails_user", ["user_id"], unique=False)

    op.create_table(
        "topic_choices",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("chosen_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("choice IN ('now', 'daily', 'off')", name=op.f("ck_topic_choices_choice_known")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_topic_choices_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "topic", name=op.f("pk_topic_choices")),
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("mail_id", sa.String(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_digests_mail_id_mails")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_digests_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("user_id", "on_day", name=op.f("uq_digests_user_id_on_day")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("subject", JSONValue, nullable=False),
        sa.Column("lines", JSONValue, nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("link_text", JSONValue, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=True),
        sa.Column("waits_for_digest", sa.Boolean(), nullable=False),
        sa.Column("digest_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_notices_digest_id_digests")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notices_user_id_key")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_digest", ["digest_id"], unique=False)
        batch_op.create_index("ix_notices_list", ["user_id", "created_at"], unique=False)
        batch_op.create_index("ix_notices_unread", ["user_id", "read_at"], unique=False)
        batch_op.create_index(
            "ix_notices_waiting",
            ["user_id"],
            unique=False,
            sqlite_where=sa.text("waits_for_digest"),
            postgresql_where=sa.text("waits_for_digest"),
        )


def downgrade() -> None:
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notices_waiting", sqlite_where=sa.text("waits_for_digest"), postgresql_where=sa.text("waits_for_digest")
        )
        batch_op.drop_index("ix_notices_unread")
        batch_op.drop_index("ix_notices_list")
        batch_op.drop_index("ix_notices_digest")

    op.drop_table("notices")
    op.drop_table("digests")
    op.drop_table("topic_choices")
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index("ix_mails_user")
        batch_op.drop_index("ix_mails_state")
        batch_op.drop_index("ix_mails_created")
        batch_op.drop_index("ix_mails_address")

    op.drop_table("mails")
