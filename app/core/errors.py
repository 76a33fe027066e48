"""Refusals with names. A refusal is part of the domain: it says what happened; `web` shows it as a page or a problem.

The message is a msgid (Japanese sentence) with `%(name)s` places; `web` translates it.
"""

from typing import ClassVar

from app.core.labels import phrase


class Refusal(Exception):
    """Base of everything that the domain refuses. `status` is the HTTP status that says the same.

    `retry_after`: seconds after which the same may be taken; 0 where waiting alone does not help.
    """

    status: ClassVar[int] = 409
    retry_after: ClassVar[int] = 0

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class NotFound(Refusal):
    """The thing is not there, or not for these eyes; both look the same."""

    status = 404


class NotYours(Refusal):
    """The act is for another role; what it is about may be seen."""

    status = 403


class InvalidRequest(Refusal):
    """A parameter that has no meaning here (unknown facet code, page 0)."""

    status = 400


class InvalidInput(Refusal):
    """Input whose shape is right and whose content cannot be taken; `fields` maps a field's name to its message."""

    status = 422

    def __init__(self, message: str = "", fields: dict[str, str] | None = None, **values: object) -> None:
        super().__init__(message or phrase("入力内容を確認してください。"), **values)
        self.fields = fields or {}


class Conflict(Refusal):
    """It can't be done now: wrong state, someone was faster, too late."""


class ConfigurationError(Exception):
    """A setting that the site can't start with; the text says which and what to do."""
