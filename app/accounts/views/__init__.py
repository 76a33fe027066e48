"""Pages of accounts: signing in and out, registering, one's own account."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from app.accounts.views import sign_in  # noqa: E402, F401 - registers its routes
