"""Forms: fields that take what people really type, and say kindly what is missing.

WTForms' classes with our own cleaning, messages and hints. CSRF and the once-key are not fields: `form_start` of
`components/form.html` writes them, the guard and `@writes` read them. Every message is a msgid; nothing typed is ever lost.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Form as WTForm
from wtforms import fields
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from app.core.eras import NotADate, parse_date
from app.core.text import clean, digits, nfkc

Text = Any  # a lazy text of Flask-Babel or a plain string
_LONGEST: Final = 200
_LONGEST_TEXT: Final = 5_000


class Form(WTForm):  # type: ignore[misc]  # WTForms has no types
    """Base of all forms. `Form.from_request()` reads the body; `refuse(field, message)` adds an error found later."""

    @classmethod
    def from_request(cls, **defaults: Any) -> Any:  # noqa: ANN401 - the concrete form
        """The form as it was sent (a POST), or with its defaults."""
        from werkzeug.datastructures import CombinedMultiDict

        parts: list[Any] = [request.files, request.form]
        sent: Any = CombinedMultiDict(parts) if request.method == "POST" else None
        return cls(sent, data=defaults or None)

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


class _Shared:
    """What all our fields have: a hint, whether they must be filled in, the width of the box, autocomplete."""

    hint: Text
    is_needed: bool
    width: str
    kind = "text"

    def _shared(self, hint: Text, needed: Text | bool, width: str) -> list[Callable[..., None]]:
        self.hint, self.is_needed, self.width = hint, bool(needed), width
        message = needed if needed and needed is not True else None
        return [_needed(message)] if needed else []

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


def _needed(message: Text | None) -> Callable[..., None]:
    def check(_form: Form, field: Any) -> None:  # noqa: ANN401 - any field
        if field.data in (None, "", [], False):
            raise StopValidation(message or _("%(label)sを入力してください", label=field.label.text))

    return check


def _bounded(least: int, most: int) -> Callable[..., None]:
    def check(_form: Form, field: Any) -> None:  # noqa: ANN401 - any field
        length = len(field.data or "")
        if length > most:
            raise StopValidation(
                _("%(most)s文字までにしてください（いま%(length)s文字です）", most=f"{most:,}", length=f"{length:,}")
            )
        if field.data and length < least:
            raise StopValidation(_("%(least)s文字以上にしてください", least=least))

    return check


class TextField(_Shared, fields.StringField):  # type: ignore[misc]  # WTForms has no types
    """One line. Both widths are taken; the value is NFKC with single blanks, unless `verbatim`."""

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        needed: Text | bool = False,
        width: str = "",
        most: int = _LONGEST,
        least: int = 0,
        kind: str = "text",
        autocomplete: str = "",
        inputmode: str = "",
        verbatim: bool = False,
        checks: Sequence[Callable[..., None]] = (),
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        validators = [*self._shared(hint, needed, width), _bounded(least, most), *checks]
        filters = () if verbatim else (lambda text: nfkc(text) if text else "",)
        super().__init__(label, validators=validators, filters=filters, **kwargs)
        self.kind, self.most, self.autocomplete, self.inputmode = kind, most, autocomplete, inputmode

    def process_formdata(self, values: list[Any]) -> None:
        """Without NUL and control characters."""
        self.data = clean(str(values[0])) if values else ""


class SecretField(TextField):
    """A password or code: taken as typed, never given back to the page."""

    def __init__(self, label: Text, **kwargs: Any) -> None:  # noqa: ANN401 - see TextField
        super().__init__(label, verbatim=True, kind="password", **kwargs)

    def _value(self) -> str:
        return ""


class LongTextField(_Shared, fields.TextAreaField):  # type: ignore[misc]  # WTForms has no types
    """Several lines, kept as typed but for control characters."""

    kind = "long"

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        needed: Text | bool = False,
        most: int = _LONGEST_TEXT,
        rows: int = 5,
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, validators=[*self._shared(hint, needed, ""), _bounded(0, most)], **kwargs)
        self.most, self.rows = most, rows

    def process_formdata(self, values: list[Any]) -> None:
        """Without NUL and control characters."""
        self.data: Any = clean(str(values[0])).strip() if values else ""


class LinesField(LongTextField):
    """A list of short texts, one a line; `data` is a list of NFKC lines without empty ones."""

    kind = "lines"

    def __init__(self, label: Text, *, most_lines: int = 20, most_each: int = 100, **kwargs: Any) -> None:  # noqa: ANN401 - see LongTextField
        super().__init__(label, **kwargs)
        self.most_lines, self.most_each = most_lines, most_each
        known: Any = self.validators
        self.validators: Any = [*known, self._check_lines]

    def process_formdata(self, values: list[Any]) -> None:
        """One entry a line."""
        lines = (nfkc(line) for line in str(values[0] if values else "").splitlines())
        self.data: Any = [line for line in lines if line]

    def _value(self) -> str:
        return "\n".join(self.data or [])

    def _check_lines(self, _form: Form, _field: Any) -> None:  # noqa: ANN401 - WTForms' signature
        if len(self.data or []) > self.most_lines:
            raise StopValidation(_("%(most)s行までにしてください", most=self.most_lines))
        if any(len(line) > self.most_each for line in self.data or []):
            raise StopValidation(_("1行は%(most)s文字までにしてください", most=self.most_each))


class WholeNumberField(_Shared, fields.Field):  # type: ignore[misc]  # WTForms has no types
    """A whole number in either width, with commas or a unit after it; `data` is an int or None. What was typed stays."""

    kind = "number"

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        needed: Text | bool = False,
        width: str = "10",
        least: int = 0,
        most: int = 10**12,
        unit: Text = "",
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, validators=self._shared(hint, needed, width), **kwargs)
        self.least, self.most, self.unit = least, most, unit

    def process_formdata(self, values: list[Any]) -> None:
        """The digits of what was typed."""
        typed = nfkc(str(values[0])) if values else ""
        self.data: int | None = None
        if not typed:
            return
        plain = typed.replace(",", "").replace(" ", "")
        number = digits(plain)
        rest = plain.removeprefix(number)
        if not number or len(number) > 15 or rest not in ("", nfkc(str(self.unit)), "円", "人", "個", "台"):
            raise ValueError(_("数字で入力してください（例：12）"))
        self.data = int(number)
        if not self.least <= self.data <= self.most:
            raise ValueError(
                _("%(least)sから%(most)sまでにしてください", least=f"{self.least:,}", most=f"{self.most:,}")
            )

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class DateField(_Shared, fields.Field):  # type: ignore[misc]  # WTForms has no types
    """A day in any way of writing (2026-11-30, 2026年11月30日, R8.11.30); `data` is a date or None."""

    kind = "date"

    def __init__(self, label: Text, *, hint: Text = "", needed: Text | bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(
            label, validators=self._shared(hint or _l("例：2026年11月30日、R8.11.30"), needed, "10"), **kwargs
        )

    def process_formdata(self, values: list[Any]) -> None:
        """Any notation of a day."""
        typed = str(values[0]).strip() if values else ""
        try:
            self.data: date | None = parse_date(typed) if typed else None
        except NotADate:
            self.data = None
            raise ValueError(_("日付を読み取れませんでした（例：2026年11月30日）")) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.year}年{self.data.month}月{self.data.day}日" if self.data else ""


class ChoiceField(_Shared, fields.SelectField):  # type: ignore[misc]  # WTForms has no types
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
        super().__init__(label, choices=_choices(choices), validators=self._shared(hint, needed, width), **kwargs)
        self.kind = "radio" if radio else "select"

    data: Any

    def pre_validate(self, form: Form) -> None:
        """Only what was offered."""
        if self.data in (None, "", "None"):
            self.data = ""
            return
        if str(self.data) not in {str(value) for value, *_rest in self.iter_choices()}:
            raise StopValidation(_("%(label)sを選んでください", label=self.label.text))


class ChoicesField(_Shared, fields.SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
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
        super().__init__(label, choices=_choices(choices), validators=self._shared(hint, needed, ""), **kwargs)

    def pre_validate(self, form: Form) -> None:
        """Only what was offered."""
        offered = {str(value) for value, *_rest in self.iter_choices()}
        if any(str(value) not in offered for value in self.data or []):
            raise StopValidation(_("%(label)sを選んでください", label=self.label.text))


class CheckField(_Shared, fields.BooleanField):  # type: ignore[misc]  # WTForms has no types
    """One box to tick."""

    kind = "check"

    def __init__(self, label: Text, *, hint: Text = "", needed: Text | bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(label, validators=self._shared(hint, needed, ""), **kwargs)


class FileField(_Shared, fields.FileField):  # type: ignore[misc]  # WTForms has no types
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
        super().__init__(label, validators=self._shared(hint, needed, ""), **kwargs)
        self.accept = accept

    def process_formdata(self, values: list[Any]) -> None:
        """An empty box is no file."""
        first: Any = values[0] if values else None
        self.data: Any = first if getattr(first, "filename", "") else None


def is_email(text: str) -> bool:
    """Whether this is one address, and nothing that a mail header could be made of."""
    local, at, domain = text.rpartition("@")
    is_odd = any(c.isspace() or c in ',;:<>()[]"\\' for c in text) or "@" in local
    return bool(at and local and "." in domain and not is_odd and not domain.startswith(".") and not domain.endswith("."))


def _choices(given: Any) -> Any:  # noqa: ANN401 - WTForms' own
    """(value, text) pairs as WTForms' choices; groups, functions and None as they are."""
    if given is None or callable(given) or isinstance(given, dict):
        return given
    return [one if isinstance(one, SelectChoice) else SelectChoice(str(one[0]), one[1]) for one in given]


def email_shape(_form: Form, field: Any) -> None:  # noqa: ANN401 - WTForms' signature
    """One address, nothing that a mail header could be made of."""
    if field.data and not is_email(field.data):
        raise StopValidation(_("メールアドレスを確認してください（例：taro@example.jp）"))


def text_with_breaks(text: str) -> Markup:
    """Typed text with its line breaks, escaped."""
    return Markup("<br>").join(text.splitlines())
