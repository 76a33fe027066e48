"""Pages about patents: for everyone (`directory`), and the licence cards for the people of the applicants (`licences`)."""

from app.patents.views.directory import blueprint

__all__ = ["blueprint"]
