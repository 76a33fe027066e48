"""A table of equal small forms in one form: those that stand, and empty ones below. Works without scripts.

A row that is left empty, or ticked to be removed, says nothing; every other row is checked like a form of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.web.forms import CheckField, Form

EMPTY: Final = 2
MORE: Final = 5
_HIGHEST: Final = 200  # of a row's index, whatever is sent


class RowForm(Form):
    """One row. `value()` is what it says; what was typed stands in its fields."""

    removed = CheckField(_l("この行を消す"))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        typed = (str(raw) for field in self if field.short_name != "removed" for raw in field.raw_data or [])
        return not any(text.strip() for text in typed)

    @property
    def is_left_out(self) -> bool:
        """Whether the row says nothing."""
        return bool(self.removed.data) or self.is_blank

    @classmethod
    def shown(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """A standing row's JSON values as the fields show them."""
        return dict(value)

    def value(self) -> dict[str, Any]:
        """The row as JSON values."""
        return {name: value for name, value in self.data.items() if name != "removed"}


R = TypeVar("R", bound=RowForm)


class FormRows(Generic[R]):
    """The rows of one list. Read from the request on a POST, else made of the `standing` values and empty ones."""

    def __init__(
        self,
        name: str,
        form: type[R],
        standing: Sequence[Mapping[str, Any]],
        *,
        most: int,
        more: int = 0,
        empty: int = EMPTY,
        is_sent: bool = True,
    ) -> None:
        self.name, self.most = name, most
        self.errors: list[str] = []
        if is_sent and request.method == "POST":
            self.rows = [form(request.form, prefix=f"{name}-{index}-") for index in _indices(name, request.form)]
        else:
            free = max(0, min(max(empty, more), most - len(standing)))
            values: list[Mapping[str, Any] | None] = [*standing, *([None] * free)]
            self.rows = [
                form(data=form.shown(value) if value else None, prefix=f"{name}-{index}-")
                for index, value in enumerate(values)
            ]

    def __iter__(self) -> Iterator[R]:
        return iter(self.rows)

    @property
    def first_id(self) -> str:
        """Id of the table, for messages about the whole."""
        return self.name

    @property
    def said(self) -> list[R]:
        """The rows that say something."""
        return [row for row in self.rows if not row.is_left_out]

    def value(self) -> list[dict[str, Any]]:
        """What all rows say, in their order."""
        return [row.value() for row in self.said]

    def validate(self) -> bool:
        """Whether every row that says something is well-formed, and they are not too many."""
        is_good = [row.validate() for row in self.said]
        if len(self.said) > self.most:
            self.errors.append(_("%(most)s行までにしてください", most=self.most))
        return all(is_good) and not self.errors

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the control, message) of every error, in the order of the page."""
        whole = [(self.first_id, message) for message in self.errors]
        return whole + [
            (id_, _("%(row)s行目：%(message)s", row=position, message=message))
            for position, row in enumerate(self.rows, start=1)
            for id_, message in row.problems
        ]


def _indices(name: str, sent: MultiDict[str, str]) -> list[int]:
    shape = re.compile(rf"{re.escape(name)}-(\d{{1,3}})-", re.ASCII)
    found = {int(match[1]) for key in sent if (match := shape.match(key))}
    return sorted(index for index in found if index < _HIGHEST)
