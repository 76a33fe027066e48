"""Pages about technologies: for everyone (`directory`), and for the people of the firms whose they are (`own`)."""

from app.technologies.views import own  # noqa: F401 - its routes are on the blueprint of `directory`
from app.technologies.views.directory import blueprint

__all__ = ["blueprint"]
