"""The profile's form in sections, one theme a page; each saves only its own fields.

Shape is asked here; what must be there before the profile is handed in, `profile_rules` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from app.companies import profile_rules as rules
from app.companies.forms.facts import FactsForm, Fields, read_day
from app.companies.forms.fields import AmountField, IndustriesField, web_address
from app.companies.forms.profile_rows import (
    CapabilityRow,
    CertificateRow,
    EquipmentRow,
    PictureRow,
    PicturesForm,
    RowsForm,
)
from app.companies.states import LANGUAGES
from app.core.eras import FIRST_DAY
from app.core.labels import Label
from app.core.web_addresses import LONGEST
from app.web.form_rows import RowForm
from app.web.forms import ChoicesField, DateField, Form, LinesField, LongTextField, TextField, WholeNumberField
from app.web.templating import label


def _since_meiji(_form: Form, field: Any) -> None:  # noqa: ANN401 - WTForms' signature
    if field.data and field.data < FIRST_DAY:
        raise StopValidation(_("明治元年（1868年）から後の日付にしてください"))


class BasicsForm(FactsForm):
    """What the firm does, in its own words."""

    keys: ClassVar[Mapping[str, str]] = {"troubles": "problems"}

    summary = LongTextField(
        _l("できること"),
        hint=_l("何をする会社か、ひとことで（200文字まで）。例：アルミの薄い板を、ゆがませずに溶接します"),
        rows=3,
        most=1_000,
    )
    strengths = LongTextField(
        _l("強み"), hint=_l("ほかの会社にない設備、速さ、経験など（2,000文字まで）"), rows=6, most=rules.STRENGTHS_MOST
    )
    troubles = LinesField(
        _l("解決できる困りごと"),
        hint=_l("お客様のことばで、1行に1つ。例：図面のない古い部品を作ってほしい"),
        most_lines=rules.LINES_MOST,
        most_each=rules.LINE_MOST,
    )
    keywords = LinesField(
        _l("キーワード"),
        hint=_l("探すときに使われそうなことばを、1行に1つ。例：アルミ溶接"),
        most_lines=rules.LINES_MOST,
        most_each=rules.LINE_MOST,
    )


class OutlineForm(FactsForm):
    """The firm in figures."""

    industries = IndustriesField(
        _l("業種"),
        hint=_l("日本標準産業分類の番号か名前を、主なものから1行に1つ（5つまで）。例：E24、電気めっき業"),
        rows=3,
        most_lines=rules.INDUSTRIES_MOST,
    )
    staff = WholeNumberField(_l("従業員"), hint=_l("常に働いている人の数"), unit=_l("人"), most=rules.STAFF_MOST)
    capital_yen = AmountField(_l("資本金"), hint=_l("例：3,000万円"), most=rules.CAPITAL_MOST)
    founded_on = DateField(_l("設立"), hint=_l("例：1975年4月1日、S50.4.1"))
    website = TextField(
        _l("ウェブサイト"),
        hint=_l("例：https://www.example.co.jp/"),
        most=LONGEST,
        checks=(web_address,),
        inputmode="url",
    )
    languages = ChoicesField(_l("対応する言語"), hint=_l("日本語のほかに、仕事の話ができる言語があれば選んでください"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.languages.choices = [(code, label(name)) for code, name in LANGUAGES.items()]
        self.founded_on.validators = [*self.founded_on.validators, _since_meiji]

    @classmethod
    def shown(cls, fields: Fields) -> dict[str, Any]:
        """A day is a day."""
        return {**super().shown(fields), "founded_on": read_day(fields.get("founded_on"))}


@dataclass(frozen=True, slots=True)
class ProfileSection:
    """One page of the form. `name` stands in the address."""

    name: str
    label: Label
    fields: tuple[str, ...]
    form: type[FactsForm] | type[RowForm]
    most: int = 0  # rows

    @property
    def template(self) -> str:
        """The page's template: pictures have their own, as they are sent one by one."""
        if self.name == "pictures":
            return self.name
        return "rows" if self.most else "facts"


SECTIONS: Final = {
    section.name: section
    for section in (
        ProfileSection(
            "basics", Label("仕事の内容", "What you do"), ("summary", "strengths", "problems", "keywords"), BasicsForm
        ),
        ProfileSection(
            "outline",
            Label("会社の概要", "Outline"),
            ("industries", "staff", "capital_yen", "founded_on", "website", "languages"),
            OutlineForm,
        ),
        ProfileSection(
            "capabilities",
            Label("対応できる範囲", "Capabilities"),
            ("capabilities",),
            CapabilityRow,
            rules.CAPABILITIES_MOST,
        ),
        ProfileSection("equipment", Label("設備", "Equipment"), ("equipment",), EquipmentRow, rules.EQUIPMENT_MOST),
        ProfileSection(
            "certificates",
            Label("認証・資格", "Certificates"),
            ("certificates",),
            CertificateRow,
            rules.CERTIFICATES_MOST,
        ),
        ProfileSection("pictures", Label("写真", "Pictures"), ("pictures",), PictureRow, rules.PICTURES_MOST),
    )
}


def section_form(section: ProfileSection, fields: Fields, *, more: int = 0, is_sent: bool = True) -> Any:  # noqa: ANN401 - one of several forms
    """The section's form as it was sent, or showing the draft (`is_sent` False: the draft even on a POST, of another form)."""
    if issubclass(section.form, RowForm):
        made = PicturesForm if section.form is PictureRow else RowsForm
        return made(section.name, section.form, fields, most=section.most, more=more, is_sent=is_sent)
    return section.form.from_request(**section.form.shown(fields))
