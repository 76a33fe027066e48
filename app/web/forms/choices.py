"""Fields to choose from: one, several, a box to tick, a file."""

from typing import Any

from flask_babel import gettext as _
from wtforms import fields
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from app.web.forms.base import Form, Shared, Text


class ChoiceField(Shared, fields.SelectField):  # type: ignore[misc]  # WTForms has no types
    """One of a list: a select, or radios if `radio`. `choices` are (value, text), or set on the form before it is read."""

    def __init__(
        self,
        label: Text,
        *,
        choices: Any = None,  # noqa: ANN401 - WTForms' own
        hint: Text = "",
        needed: Text | bool = False,
        radio: bool = False,
        width: str = "20",
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, choices=_choices(choices), validators=self.shared(hint, needed, width), **kwargs)
        self.kind = "radio" if radio else "select"

    data: Any

    def pre_validate(self, form: Form) -> None:
        """Only what was offered."""
        if self.data in (None, "", "None"):
            self.data = ""
            return
        if str(self.data) not in {str(value) for value, *_rest in self.iter_choices()}:
            raise StopValidation(_("%(label)sを選んでください", label=self.label.text))


class ChoicesField(Shared, fields.SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several of a list, as check boxes."""

    kind = "choices"

    def __init__(
        self,
        label: Text,
        *,
        choices: Any = None,  # noqa: ANN401 - WTForms' own
        hint: Text = "",
        needed: Text | bool = False,
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, choices=_choices(choices), validators=self.shared(hint, needed, ""), **kwargs)

    def pre_validate(self, form: Form) -> None:
        """Only what was offered."""
        offered = {str(value) for value, *_rest in self.iter_choices()}
        if any(str(value) not in offered for value in self.data or []):
            raise StopValidation(_("%(label)sを選んでください", label=self.label.text))


class CheckField(Shared, fields.BooleanField):  # type: ignore[misc]  # WTForms has no types
    """One box to tick."""

    kind = "check"

    def __init__(self, label: Text, *, hint: Text = "", needed: Text | bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(label, validators=self.shared(hint, needed, ""), **kwargs)


class FileField(Shared, fields.FileField):  # type: ignore[misc]  # WTForms has no types
    """One file; `data` is Werkzeug's FileStorage or None. What it is, the room `files` looks at."""

    kind = "file"

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        needed: Text | bool = False,
        accept: str = "",
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, validators=self.shared(hint, needed, ""), **kwargs)
        self.accept = accept

    def process_formdata(self, values: list[Any]) -> None:
        """An empty box is no file."""
        first: Any = values[0] if values else None
        self.data: Any = first if getattr(first, "filename", "") else None


def _choices(given: Any) -> Any:  # noqa: ANN401 - WTForms' own
    """(value, text) pairs as WTForms' choices; groups, functions and None as they are."""
    if given is None or callable(given) or isinstance(given, dict):
        return given
    return [one if isinstance(one, SelectChoice) else SelectChoice(str(one[0]), one[1]) for one in given]
