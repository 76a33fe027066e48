"""Pages of search: the results for everyone, and what the offices make of what people looked for."""

from app.search.views.results import blueprint

__all__ = ["blueprint"]
