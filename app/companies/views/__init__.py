"""Pages about companies: for everyone (`directory`), and for those who act for a firm or decide about one."""

from app.companies.views import claim_forms, found_by, pictures, profile  # noqa: F401 - their routes are on blueprints of others
from app.companies.views.directory import blueprint

__all__ = ["blueprint"]
