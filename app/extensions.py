"""Third-party extensions, made once and bound in `create_app`."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
login_manager = LoginManager()
# Anonymous floods only, counted a process: "300/min a network" of docs/security; offices share one address.
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True, strategy="fixed-window")


@login_manager.user_loader
def _nobody(_user_id: str) -> None:
    """Accounts arrive with their own room; until then nobody is signed in."""


def init_app(app: Flask) -> None:
    """Bind all of them."""
    csrf.init_app(app)
    login_manager.init_app(app)
    limiter.init_app(app)
