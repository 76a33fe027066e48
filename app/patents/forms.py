"""Forms about patents: the licence card of an applicant, and an official's choice of the company behind a name."""

from collections.abc import Iterable
from typing import Any, Final, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.companies.forms.facts import FactsForm
from app.patents.publisher import SUMMARY_MOST, TERMS, TEXT_MOST
from app.web.forms import ChoiceField, ChoicesField, Form, LongTextField
from app.web.templating import label

NOBODY: Final = "none"
"""The choice that the applicant is none of the companies."""


class SameNameForm(Form):
    """Which company all applicants of one name are, or none of them."""

    company = ChoiceField(_l("どの企業ですか"), needed=_l("企業を選んでください"), radio=True)

    def offer(self, candidates: Iterable[tuple[str, str, str]]) -> Self:
        """The form with these companies (法人番号, name, address) to choose from."""
        found = [(number, f"{name}（{number}、{place}）") for number, name, place in candidates]
        self.company.choices = [*found, (NOBODY, _("どの企業でもない"))]
        return self


class LicenceForm(FactsForm):
    """What an applicant offers to others, in plain words."""

    summary = LongTextField(
        _l("やさしい説明"),
        hint=_l("この特許で何ができるか、専門でない人にも分かることばで（300文字まで）"),
        rows=4,
        most=SUMMARY_MOST * 5,
    )
    effect = LongTextField(_l("効果"), hint=_l("例：研磨の時間が半分になります"), rows=3, most=TEXT_MOST)
    fields = LongTextField(_l("利用分野"), hint=_l("例：自動車部品、農業機械"), rows=3, most=TEXT_MOST)
    products = LongTextField(_l("適用製品"), hint=_l("例：軸受、ギヤ"), rows=3, most=TEXT_MOST)
    terms = ChoicesField(_l("条件"), hint=_l("ほかの企業と、どのように使えるか"))
    support = LongTextField(_l("技術指導・試作"), hint=_l("使い始めるときに手伝えること"), rows=3, most=TEXT_MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.terms.choices = [(term, label(name)) for term, name in TERMS.items()]
