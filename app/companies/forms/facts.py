"""A form that tells its well-formed fields as a revision keeps them: what the edit pages of a firm's things are made of."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _

from app.web.forms import Form

Fields = Mapping[str, Any]


class FactsForm(Form):
    """A section whose fields stand side by side; their names are the publisher's, but where a form has such a method itself."""

    keys: ClassVar[Mapping[str, str]] = {}  # name in the form → the publisher's name

    def values(self) -> dict[str, Any]:
        """The well-formed fields as JSON values."""
        return {self.key_of(field): as_json(field.data) for field in self if not field.errors}

    def key_of(self, field: Any) -> str:  # noqa: ANN401 - any field
        """The publisher's name of a field."""
        name: str = field.short_name
        return self.keys.get(name, name)

    def refuse_all(self, problems: dict[str, str]) -> None:
        """Put errors (publisher's name → msgid) beside their fields."""
        for field in self:
            if self.key_of(field) in problems:
                self.refuse(field.short_name, _(problems[self.key_of(field)]))

    @classmethod
    def shown(cls, fields: Fields) -> dict[str, Any]:
        """The draft's values as the form shows them."""
        return {field.short_name: fields.get(cls.keys.get(field.short_name, field.short_name)) for field in cls()}

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The publisher's names of the fields of this section."""
        return tuple(cls.keys.get(field.short_name, field.short_name) for field in cls())


def as_json(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return value.isoformat() if isinstance(value, date) else value


def read_day(text: str | None) -> date | None:
    """A day as revisions keep it; None for nothing or anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
