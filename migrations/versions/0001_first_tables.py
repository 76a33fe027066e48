"""first tables"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import JSONValue, UTCDateTime

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "companies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("corporate_number", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_kana", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_core", sa.String(), nullable=False),
        sa.Column("sort_kana", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("prefecture_code", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=True),
        sa.Column("prefecture_name", sa.String(), nullable=False),
        sa.Column("city_name", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("address_outside", sa.String(), nullable=False),
        sa.Column("has_name_image", sa.Boolean(), nullable=False),
        sa.Column("has_address_image", sa.Boolean(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("registry_updated_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_cause", sa.String(), nullable=True),
        sa.Column("successor_number", sa.String(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("row_digest", sa.String(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "closed_on IS NOT NULL OR close_cause IS NULL", name=op.f("ck_companies_cause_needs_closing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.UniqueConstraint("corporate_number", name=op.f("uq_companies_corporate_number")),
    )
    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.create_index("ix_companies_municipality_sort", ["municipality_code", "sort_kana", "id"], unique=False)
        batch_op.create_index("ix_companies_name_core", ["name_core"], unique=False)
        batch_op.create_index("ix_companies_sort", ["sort_kana", "id"], unique=False)
        batch_op.create_index("ix_companies_successor", ["successor_number"], unique=False)
        batch_op.create_index("ix_companies_updated", ["updated_at", "id"], unique=False)

    op.create_table(
        "company_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("corporate_number", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("is_correction", sa.Boolean(), nullable=False),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.Column("registry_updated_on", sa.Date(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_cause", sa.String(), nullable=True),
        sa.Column("successor_number", sa.String(), nullable=True),
        sa.Column("change_cause", sa.String(), nullable=False),
        sa.Column("row_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_changes")),
        sa.UniqueConstraint(
            "corporate_number", "row_digest", name=op.f("uq_company_changes_corporate_number_row_digest")
        ),
    )
    with op.batch_alter_table("company_changes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_company_changes_order", ["corporate_number", "registry_updated_on", "position"], unique=False
        )

    op.create_table(
        "import_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("counts", JSONValue, nullable=False),
        sa.CheckConstraint(
            "finished_at IS NULL OR finished_at >= started_at", name=op.f("ck_import_runs_ends_after_start")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        batch_op.create_index("ix_import_runs_started", ["started_at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("payload", JSONValue, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("delivered_at", UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_waiting", ["delivered_at", "due_at", "id"], unique=False)

    op.create_table(
        "patents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("row_digest", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patents")),
    )
    with op.batch_alter_table("patents", schema=None) as batch_op:
        batch_op.create_index("ix_patents_filed", ["filed_on", "id"], unique=False)
        batch_op.create_index("ix_patents_updated", ["updated_at", "id"], unique=False)

    op.create_table(
        "public_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("corporate_number", sa.String(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("amount_yen", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("joint_signatures", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_orders")),
        sa.UniqueConstraint(
            "ordered_on", "title", "corporate_number", name=op.f("uq_public_orders_ordered_on_title_corporate_number")
        ),
    )
    with op.batch_alter_table("public_orders", schema=None) as batch_op:
        batch_op.create_index("ix_public_orders_company", ["corporate_number", "ordered_on"], unique=False)

    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=True),
        sa.Column("fields", JSONValue, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("notes", JSONValue, nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("on_behalf", sa.String(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_revisions_published_has_time")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'published', 'returned', 'offered')", name=op.f("ck_revisions_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("kind", "subject_id", "number", name=op.f("uq_revisions_kind_subject_id_number")),
    )
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.create_index("ix_revisions_subject_state", ["kind", "subject_id", "state"], unique=False)

    op.create_table(
        "technologies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("problems", JSONValue, nullable=False),
        sa.Column("keywords", JSONValue, nullable=False),
        sa.Column("owner_number", sa.String(), nullable=True),
        sa.Column("owner_name", sa.String(), nullable=False),
        sa.Column("ipc", JSONValue, nullable=False),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("municipality_code", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("is_it", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("fresh_on", sa.Date(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technologies")),
        sa.UniqueConstraint("code", name=op.f("uq_technologies_code")),
    )
    with op.batch_alter_table("technologies", schema=None) as batch_op:
        batch_op.create_index("ix_technologies_owner", ["owner_number"], unique=False)
        batch_op.create_index("ix_technologies_updated", ["updated_at", "id"], unique=False)

    op.create_table(
        "company_profiles",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("strengths", sa.String(), nullable=False),
        sa.Column("problems", JSONValue, nullable=False),
        sa.Column("keywords", JSONValue, nullable=False),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("capital_yen", sa.BigInteger(), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("languages", JSONValue, nullable=False),
        sa.Column("is_claimed", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("fresh_on", sa.Date(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "capital_yen IS NULL OR capital_yen >= 0", name=op.f("ck_company_profiles_capital_positive")
        ),
        sa.CheckConstraint("staff IS NULL OR staff >= 0", name=op.f("ck_company_profiles_staff_positive")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_profiles_company_id_companies")
        ),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_company_profiles")),
    )
    op.create_table(
        "patent_applicants",
        sa.Column("patent_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_core", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(link IN ('number', 'name')) = (company_id IS NOT NULL)",
            name=op.f("ck_patent_applicants_linked_has_company"),
        ),
        sa.CheckConstraint(
            "link IN ('number', 'name', 'review', 'rejected', 'none')", name=op.f("ck_patent_applicants_link_known")
        ),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_patent_applicants_patent_id_patents")),
        sa.PrimaryKeyConstraint("patent_id", "position", name=op.f("pk_patent_applicants")),
    )
    with op.batch_alter_table("patent_applicants", schema=None) as batch_op:
        batch_op.create_index("ix_patent_applicants_company", ["company_id"], unique=False)
        batch_op.create_index("ix_patent_applicants_link", ["link", "name_core"], unique=False)

    op.create_table(
        "patent_classifications",
        sa.Column("patent_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("subclass", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patent_id"], ["patents.id"], name=op.f("fk_patent_classifications_patent_id_patents")
        ),
        sa.PrimaryKeyConstraint("patent_id", "position", name=op.f("pk_patent_classifications")),
    )
    with op.batch_alter_table("patent_classifications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_classifications_subclass"), ["subclass"], unique=False)

    op.create_table(
        "patent_licences",
        sa.Column("patent_id", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("products", sa.String(), nullable=False),
        sa.Column("terms", JSONValue, nullable=False),
        sa.Column("support", sa.String(), nullable=False),
        sa.Column("fresh_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_patent_licences_patent_id_patents")),
        sa.PrimaryKeyConstraint("patent_id", name=op.f("pk_patent_licences")),
    )
    op.create_table(
        "patent_numbers",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("patent_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_patent_numbers_patent_id_patents")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_patent_numbers")),
    )
    with op.batch_alter_table("patent_numbers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_numbers_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "patent_redirects",
        sa.Column("old_id", sa.String(), nullable=False),
        sa.Column("patent_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_patent_redirects_patent_id_patents")),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_patent_redirects")),
    )
    with op.batch_alter_table("patent_redirects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_redirects_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "company_capabilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("materials", JSONValue, nullable=False),
        sa.Column("size_min", sa.Double(), nullable=True),
        sa.Column("size_max", sa.Double(), nullable=True),
        sa.Column("size_unit", sa.String(), nullable=False),
        sa.Column("tolerance", sa.String(), nullable=False),
        sa.Column("weight_max_kg", sa.Double(), nullable=True),
        sa.Column("lot_min", sa.Integer(), nullable=True),
        sa.Column("lot_max", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(size_min IS NULL AND size_max IS NULL) OR size_unit <> ''",
            name=op.f("ck_company_capabilities_size_has_unit"),
        ),
        sa.CheckConstraint(
            "lot_min IS NULL OR lot_max IS NULL OR lot_min <= lot_max", name=op.f("ck_company_capabilities_lot_order")
        ),
        sa.CheckConstraint(
            "size_min IS NULL OR size_max IS NULL OR size_min <= size_max",
            name=op.f("ck_company_capabilities_size_order"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company_profiles.company_id"],
            name=op.f("fk_company_capabilities_company_id_company_profiles"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_capabilities")),
    )
    with op.batch_alter_table("company_capabilities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_company_capabilities_company_id"), ["company_id"], unique=False)

    op.create_table(
        "company_certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company_profiles.company_id"],
            name=op.f("fk_company_certificates_company_id_company_profiles"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_certificates")),
    )
    with op.batch_alter_table("company_certificates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_company_certificates_company_id"), ["company_id"], unique=False)

    op.create_table(
        "company_equipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_company_equipment_count_positive")),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company_profiles.company_id"],
            name=op.f("fk_company_equipment_company_id_company_profiles"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_equipment")),
    )
    with op.batch_alter_table("company_equipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_company_equipment_company_id"), ["company_id"], unique=False)

    op.create_table(
        "company_industries",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company_profiles.company_id"],
            name=op.f("fk_company_industries_company_id_company_profiles"),
        ),
        sa.PrimaryKeyConstraint("company_id", "code", name=op.f("pk_company_industries")),
    )


def downgrade() -> None:
    op.drop_table("company_industries")
    with op.batch_alter_table("company_equipment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_equipment_company_id"))

    op.drop_table("company_equipment")
    with op.batch_alter_table("company_certificates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_certificates_company_id"))

    op.drop_table("company_certificates")
    with op.batch_alter_table("company_capabilities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_capabilities_company_id"))

    op.drop_table("company_capabilities")
    with op.batch_alter_table("patent_redirects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_redirects_patent_id"))

    op.drop_table("patent_redirects")
    with op.batch_alter_table("patent_numbers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_numbers_patent_id"))

    op.drop_table("patent_numbers")
    op.drop_table("patent_licences")
    with op.batch_alter_table("patent_classifications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_classifications_subclass"))

    op.drop_table("patent_classifications")
    with op.batch_alter_table("patent_applicants", schema=None) as batch_op:
        batch_op.drop_index("ix_patent_applicants_link")
        batch_op.drop_index("ix_patent_applicants_company")

    op.drop_table("patent_applicants")
    op.drop_table("company_profiles")
    with op.batch_alter_table("technologies", schema=None) as batch_op:
        batch_op.drop_index("ix_technologies_updated")
        batch_op.drop_index("ix_technologies_owner")

    op.drop_table("technologies")
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_index("ix_revisions_subject_state")

    op.drop_table("revisions")
    with op.batch_alter_table("public_orders", schema=None) as batch_op:
        batch_op.drop_index("ix_public_orders_company")

    op.drop_table("public_orders")
    with op.batch_alter_table("patents", schema=None) as batch_op:
        batch_op.drop_index("ix_patents_updated")
        batch_op.drop_index("ix_patents_filed")

    op.drop_table("patents")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_waiting")

    op.drop_table("outbox")
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_import_runs_started")

    op.drop_table("import_runs")
    with op.batch_alter_table("company_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_company_changes_order")

    op.drop_table("company_changes")
    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.drop_index("ix_companies_updated")
        batch_op.drop_index("ix_companies_successor")
        batch_op.drop_index("ix_companies_sort")
        batch_op.drop_index("ix_companies_name_core")
        batch_op.drop_index("ix_companies_municipality_sort")

    op.drop_table("companies")
