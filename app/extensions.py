"""Third-party extensions, made once and bound in `create_app`."""

from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from app.web.limits import limiter

csrf = CSRFProtect()
login_manager = LoginManager()


@login_manager.user_loader  # type: ignore[untyped-decorator]  # the package has no types
def _nobody(_user_id: str) -> None:
    """Accounts arrive with their own room; until then nobody is signed in."""


def init_app(app: Flask) -> None:
    """Bind all of them."""
    csrf.init_app(app)
    login_manager.init_app(app)
    limiter.init_app(app)
