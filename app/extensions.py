"""Third-party extensions, made once and bound in `create_app`. CSRF is bound by `web.access`, whose guard asks for it."""

from flask import Flask
from flask_login import LoginManager

from app.accounts import doors
from app.web.limits import limiter


def init_app(app: Flask) -> None:
    """Bind all of them."""
    manager = LoginManager()
    manager.session_protection = None  # sessions are rows; what a network or browser is called proves nothing
    doors.bind(manager)
    manager.init_app(app)
    limiter.init_app(app)
