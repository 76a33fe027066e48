"""Pages about versions: for the firm's people (`firm`), and the desk of the office that decides (`desk`)."""

from app.publishing.views import desk, firm
from app.publishing.views.shared import blueprint

__all__ = ["blueprint", "desk", "firm"]
