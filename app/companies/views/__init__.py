"""Pages about companies: for everyone (`directory`), and for those who act for a firm or decide about one."""

from app.companies.views.directory import blueprint

__all__ = ["blueprint"]
