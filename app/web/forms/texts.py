"""Fields of text: one line, secrets, several lines, numbers and days, in any width and way of writing."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import fields
from wtforms.validators import StopValidation

from app.core.eras import NotADate, parse_date
from app.core.text import clean, digits, nfkc
from app.web.forms.base import Form, Shared, Text, bounded

_LONGEST: Final = 200
_LONGEST_TEXT: Final = 5_000


class TextField(Shared, fields.StringField):  # type: ignore[misc]  # WTForms has no types
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
        validators = [*self.shared(hint, needed, width), bounded(least, most), *checks]
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


class LongTextField(Shared, fields.TextAreaField):  # type: ignore[misc]  # WTForms has no types
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
        super().__init__(label, validators=[*self.shared(hint, needed, ""), bounded(0, most)], **kwargs)
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


class WholeNumberField(Shared, fields.Field):  # type: ignore[misc]  # WTForms has no types
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
        super().__init__(label, validators=self.shared(hint, needed, width), **kwargs)
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


class DateField(Shared, fields.Field):  # type: ignore[misc]  # WTForms has no types
    """A day in any way of writing (2026-11-30, 2026年11月30日, R8.11.30); `data` is a date or None."""

    kind = "date"

    def __init__(self, label: Text, *, hint: Text = "", needed: Text | bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(
            label, validators=self.shared(hint or _l("例：2026年11月30日、R8.11.30"), needed, "10"), **kwargs
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


def is_email(text: str) -> bool:
    """Whether this is one address, and nothing that a mail header could be made of."""
    local, at, domain = text.rpartition("@")
    is_odd = any(c.isspace() or c in ',;:<>()[]"\\' for c in text) or "@" in local
    return bool(
        at and local and "." in domain and not is_odd and not domain.startswith(".") and not domain.endswith(".")
    )


def email_shape(_form: Form, field: Any) -> None:  # noqa: ANN401 - WTForms' signature
    """One address, nothing that a mail header could be made of."""
    if field.data and not is_email(field.data):
        raise StopValidation(_("メールアドレスを確認してください（例：taro@example.jp）"))


def text_with_breaks(text: str) -> Markup:
    """Typed text with its line breaks, escaped."""
    return Markup("<br>").join(text.splitlines())
