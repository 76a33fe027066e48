"""Pages of notices: the inbox, how one wants to hear of what, and the log of mails for administrators."""

from flask import Blueprint

blueprint = Blueprint("notices", __name__)

from app.notices.views import choices, inbox, mails  # noqa: E402, F401 - each registers its routes
