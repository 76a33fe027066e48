"""Why a whole file is refused: one sentence that says what to do."""

from app.core.errors import InvalidInput


class FileRefused(InvalidInput):
    """The file can't be taken at all: its container, encoding or layout, or errors in its rows."""
