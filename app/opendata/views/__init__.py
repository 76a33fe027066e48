"""The room's pages and routes: one blueprint, one module a theme. Importing the package registers all of them."""

from app.opendata.views import downloads, human, records, reference, search, sitemap
from app.opendata.views.blueprint import blueprint

__all__ = ["blueprint", "downloads", "human", "records", "reference", "search", "sitemap"]
