"""pictures of profiles, and what owners take off the site"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import JSONValue, UTCDateTime

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("company_profiles", sa.Column("pictures", JSONValue, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("technologies", sa.Column("withdrawn_at", UTCDateTime(), nullable=True))
    op.add_column("patents", sa.Column("licence_withdrawn_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("patents", "licence_withdrawn_at")
    op.drop_column("technologies", "withdrawn_at")
    op.drop_column("company_profiles", "pictures")
