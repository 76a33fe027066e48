"""Pages of accounts: signing in and out, registering, one's own account, and other people's for administrators."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from app.accounts.views import (  # noqa: E402, F401 - each registers its routes
    admin,
    close,
    email,
    kept,
    own,
    password,
    register,
    reset,
    second_factor,
    second_step,
    sessions,
    sign_in,
)
