"""What all forms and fields share: reading a body, refusing, hints, widths, and the first checks."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from wtforms import Form as WTForm
from wtforms.validators import StopValidation

Text = Any  # a lazy text of Flask-Babel or a plain string


class Form(WTForm):  # type: ignore[misc]  # WTForms has no types
    """Base of all forms. `Form.from_request()` reads the body; `refuse(field, message)` adds an error found later."""

    @classmethod
    def from_request(cls, **defaults: Any) -> Any:  # noqa: ANN401 - the concrete form
        """The form as it was sent (a POST), or with its defaults."""
        from werkzeug.datastructures import CombinedMultiDict

        parts: list[Any] = [request.files, request.form]
        sent: Any = CombinedMultiDict(parts) if request.method == "POST" else None
        form = cls(sent, data=defaults or None)
        if sent is not None:
            g.typed_form = form  # an error page shows what was typed under the names of its fields
        return form

    def refuse(self, name: str, message: Text) -> None:
        """Put an error beside a field."""
        field = self[name]
        field.errors = [*field.errors, message]

    def refuse_all(self, problems: dict[str, str]) -> None:
        """Put errors (field → msgid) beside their fields."""
        for name, message in problems.items():
            if name in self:
                self.refuse(name, _(message))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the control, message) of every error, in the order of the page."""
        return [(field.first_id, str(message)) for field in self for message in _flat(field.errors)]


def _flat(errors: Iterable[Any]) -> list[Any]:
    return [one for error in errors for one in (error if isinstance(error, list | tuple) else [error])]


class Shared:
    """What all our fields have: a hint, whether they must be filled in, the width of the box, autocomplete."""

    hint: Text
    is_needed: bool
    width: str
    kind = "text"

    def shared(self, hint: Text, needed: Text | bool, width: str) -> list[Callable[..., None]]:
        """Keep hint and width; the check that `needed` asks for."""
        self.hint, self.is_needed, self.width = hint, bool(needed), width
        message = needed if needed and needed is not True else None
        return [needed_value(message)] if needed else []

    @property
    def first_id(self) -> str:
        """Id of the first control, for the links of the error summary."""
        own: str = self.id  # type: ignore[attr-defined]  # set by WTForms
        return f"{own}-0" if self.kind in ("choices", "radio") else own

    @property
    def described_by(self) -> str:
        """Ids of hint and error, for aria-describedby."""
        own: str = self.id  # type: ignore[attr-defined]  # set by WTForms
        parts = [f"{own}-hint"] if self.hint else []
        parts += [f"{own}-error"] if self.errors else []  # type: ignore[attr-defined]  # set by WTForms
        return " ".join(parts)


def needed_value(message: Text | None) -> Callable[..., None]:
    """A check that something was given."""

    def check(_form: Form, field: Any) -> None:  # noqa: ANN401 - any field
        if field.data in (None, "", [], False):
            raise StopValidation(message or _("%(label)sを入力してください", label=field.label.text))

    return check


def bounded(least: int, most: int) -> Callable[..., None]:
    """A check of the length in characters."""

    def check(_form: Form, field: Any) -> None:  # noqa: ANN401 - any field
        length = len(field.data or "")
        if length > most:
            raise StopValidation(
                _("%(most)s文字までにしてください（いま%(length)s文字です）", most=f"{most:,}", length=f"{length:,}")
            )
        if field.data and length < least:
            raise StopValidation(_("%(least)s文字以上にしてください", least=least))

    return check
