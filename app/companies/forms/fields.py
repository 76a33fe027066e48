"""Fields that take what people know of their firm: industries by name or number, amounts, sizes, materials, web addresses."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from flask_babel import gettext as _
from wtforms import fields
from wtforms.validators import StopValidation

from app.companies.capabilities import Term, materials
from app.core.text import fold, nfkc
from app.core.web_addresses import is_public_page
from app.reference import jsic
from app.reference.jsic import Industry
from app.reference.money import NotAnAmount, parse_amount
from app.web.forms import Form, LinesField, Shared, TextField
from app.web.i18n import language

Text = Any  # a lazy text of Flask-Babel or a plain string
_SHOWN: Final = 5  # candidates that a message names


def web_address(_form: Form, field: Any) -> None:  # noqa: ANN401 - WTForms' signature
    """http or https to a real host: no script, nobody's own network."""
    if field.data and not is_public_page(field.data):
        raise StopValidation(
            _("http または https で始まるアドレスを入力してください（例：https://www.example.co.jp/）")
        )


class IndustriesField(LinesField):
    """Industries, one a line: a code (E2446, 24) or a name; `data` is a list of codes. What was typed stays."""

    def process_formdata(self, values: list[Any]) -> None:
        """Every line read for itself; the first that can't be is the message."""
        super().process_formdata(values)
        lines: list[str] = self.data
        self.data = list(dict.fromkeys(_industry(line).code for line in lines))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(map(industry_line, self.data or []))


def industry_line(code: str) -> str:
    """A code with its name in the person's language, as the field shows it and takes it back."""
    found = jsic.find_industry(code)
    return f"{found.code} {_name(found)}" if found else code


def _industry(line: str) -> Industry:
    first = line.split(maxsplit=1)[0] if line.split() else ""
    by_code = jsic.find_industry(first) if first.isascii() else None
    if by_code:
        return by_code
    found = jsic.list_by_name(line)
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValueError(_("「%(text)s」に合う業種がありません。番号か、別の言い方で書いてください", text=line[:40]))
    names = _("、").join(f"{one.code} {_name(one)}" for one in found[:_SHOWN])
    raise ValueError(_("「%(text)s」は、%(names)s などがあります。番号で書いてください", text=line[:40], names=names))


def _name(industry: Industry) -> str:
    return industry.name if language() == "ja" else industry.name_en or industry.name


class AmountField(Shared, fields.Field):  # type: ignore[misc]  # WTForms has no types
    """Yen as people write them (3,000万円, 1億円, 30000000); `data` is an int or None. What was typed stays."""

    kind = "text"
    autocomplete, inputmode = "", ""

    def __init__(self, label: Text, *, hint: Text = "", most: int, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(label, validators=self.shared(hint, False, "20"), **kwargs)
        self.most = most

    def process_formdata(self, values: list[Any]) -> None:
        """Any notation of whole yen that is not negative."""
        typed = nfkc(str(values[0])) if values else ""
        self.data: int | None = None
        if not typed:
            return
        try:
            amount = parse_amount(typed)
        except NotAnAmount:
            raise ValueError(_("金額を読み取れませんでした（例：3,000万円）")) from None
        if not 0 <= amount <= self.most:
            raise ValueError(_("0円から%(most)s円までにしてください", most=f"{self.most:,}"))
        self.data = amount

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:,}円"


class SizeField(Shared, fields.Field):  # type: ignore[misc]  # WTForms has no types
    """A measure with decimals; `data` is a float or None. What was typed stays."""

    kind = "number"

    def __init__(self, label: Text, *, most: float, unit: Text = "", **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(label, validators=self.shared("", False, "5"), **kwargs)
        self.most, self.unit = most, unit

    def process_formdata(self, values: list[Any]) -> None:
        """Digits with one decimal point, in either width, commas left out."""
        typed = nfkc(str(values[0])).replace(",", "").replace(" ", "").removesuffix(str(self.unit)) if values else ""
        self.data: float | None = None
        if not typed:
            return
        try:
            number = Decimal(typed) if typed.replace(".", "", 1).isdecimal() and len(typed) <= 15 else None
        except InvalidOperation:
            number = None
        if number is None:
            raise ValueError(_("数字で入力してください（例：12.5）"))
        if number > Decimal(self.most):
            raise ValueError(_("%(most)sまでにしてください", most=f"{self.most:,.0f}"))
        self.data = float(number)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.10g}"


class TermsField(TextField):
    """Entries of one of our lists by any of their words, with 「、」 between; `data` is a list of codes. What was typed stays."""

    def __init__(self, label: Text, *, terms: Callable[[], Mapping[str, Term]], **kwargs: Any) -> None:  # noqa: ANN401 - see TextField
        super().__init__(label, verbatim=True, most=1_000, **kwargs)
        self._terms = terms

    def process_formdata(self, values: list[Any]) -> None:
        """Every word read for itself."""
        super().process_formdata(values)
        typed: Any = self.data
        words = [word for word in nfkc(str(typed)).replace(",", "、").replace("/", "、").split("、") if word.strip()]
        self.data: Any = []
        known = _by_word(self._terms())
        unknown = [word for word in words if fold(word) not in known]
        if unknown:
            raise ValueError(
                _("「%(word)s」は一覧にありません。下の一覧のことばで書いてください", word=unknown[0].strip()[:40])
            )
        self.data = list(dict.fromkeys(known[fold(word)] for word in words))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(_("、").join(term_name(self._terms(), code) for code in self.data or []))


def material_field(label: Text, **kwargs: Any) -> TermsField:  # noqa: ANN401 - see TextField
    """The materials of one capability."""
    return TermsField(label, terms=materials, **kwargs)


def term_name(terms: Mapping[str, Term], code: str) -> str:
    """An entry's name in the person's language."""
    return terms[code].label.text(language()) if code in terms else code


def _by_word(terms: Mapping[str, Term]) -> dict[str, str]:
    """Code by folded word: the codes themselves and both labels first, then the words that people use."""
    found: dict[str, str] = {}
    names: Sequence[Callable[[Term], Sequence[str]]] = (
        lambda term: (term.code, term.label.ja, term.label.en),
        lambda term: term.words,
    )
    for words_of in names:
        for term in terms.values():
            for word in words_of(term):
                found.setdefault(fold(word), term.code)
    return found
