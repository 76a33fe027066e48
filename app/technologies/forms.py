"""The one form of a technology."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.companies.forms.facts import FactsForm, Fields
from app.companies.forms.fields import IndustriesField, web_address
from app.core.text import nfkc
from app.core.web_addresses import LONGEST
from app.reference.municipalities import find_municipality, list_areas, list_municipalities
from app.technologies import rules
from app.technologies.states import STAGES, TechnologyStage
from app.web.forms import CheckField, ChoiceField, LinesField, LongTextField, TextField
from app.web.i18n import language
from app.web.templating import label


class SymbolsField(LinesField):
    """IPC symbols, one a line, in any width and with blanks; `data` is a list of solid symbols. What was typed stays."""

    def process_formdata(self, values: list[Any]) -> None:
        """The first line that is no symbol is the message."""
        super().process_formdata(values)
        symbols = ["".join(line.upper().split()) for line in self.data]
        odd = next((symbol for symbol in symbols if not rules.IPC.fullmatch(symbol)), None)
        self.data = list(dict.fromkeys(symbols))
        if odd is not None:
            raise ValueError(_("「%(text)s」を分類として読み取れませんでした（例：B23Q11/00）", text=odd[:40]))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(self.data or [])


class TechnologyForm(FactsForm):
    """All that a firm says of a technology; owner and code are not asked."""

    keys: ClassVar[Mapping[str, str]] = {"troubles": "problems"}

    title = TextField(
        _l("技術の名前"), hint=_l("何の技術か分かる名前を。例：薄板アルミのひずみ取りレーザー溶接"), most=300
    )
    summary = LongTextField(_l("概要"), hint=_l("何ができるか、ひとことで（200文字まで）"), rows=3, most=1_000)
    description = LongTextField(
        _l("くわしい説明"), hint=_l("しくみ、実績、条件など（5,000文字まで）"), rows=10, most=rules.DESCRIPTION_MOST
    )
    troubles = LinesField(
        _l("解決できる困りごと"),
        hint=_l("お客様のことばで、1行に1つ。例：溶接すると板がそる"),
        most_lines=rules.LINES_MOST,
        most_each=rules.LINE_MOST,
    )
    keywords = LinesField(
        _l("キーワード"),
        hint=_l("探すときに使われそうなことばを、1行に1つ"),
        most_lines=rules.LINES_MOST,
        most_each=rules.LINE_MOST,
    )
    stage = ChoiceField(_l("段階"))
    industry = IndustriesField(
        _l("使う業種"),
        hint=_l("この技術を使う側の業種を、日本標準産業分類の番号か名前で1つ。例：E29"),
        rows=1,
        most_lines=1,
    )
    municipality_code = ChoiceField(_l("地域"))
    ipc = SymbolsField(
        _l("国際特許分類"),
        hint=_l("分かれば、1行に1つ。例：B23K26/21"),
        rows=2,
        most_lines=rules.LINES_MOST,
        most_each=rules.LINE_MOST,
    )
    url = TextField(
        _l("紹介のページ"),
        hint=_l("例：https://www.example.co.jp/technology"),
        most=LONGEST,
        checks=(web_address,),
        inputmode="url",
    )
    is_it = CheckField(_l("中小企業向けのITサービス・製品である"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        stages = {stage: name for stage, name in STAGES.items() if stage is not TechnologyStage.UNKNOWN}
        self.stage.choices = [
            ("", _("選んでください")),
            *((stage.value, label(name)) for stage, name in stages.items()),
        ]
        self.municipality_code.choices = _places(self.municipality_code.data)

    def values(self) -> dict[str, Any]:
        """One industry, no place and no stage where nothing was chosen."""
        said = super().values()
        if "industry" in said:
            said["industry"] = next(iter(said["industry"]), None)
        if "municipality_code" in said:
            said["municipality_code"] = said["municipality_code"] or None
        if "stage" in said:
            said["stage"] = said["stage"] or TechnologyStage.UNKNOWN.value
        return said

    @classmethod
    def shown(cls, fields: Fields) -> dict[str, Any]:
        """The draft's values as the form shows them."""
        industry, stage = fields.get("industry"), fields.get("stage")
        known = stage if stage != TechnologyStage.UNKNOWN else ""
        return {**super().shown(fields), "industry": [industry] if industry else [], "stage": known or ""}


def _places(given: str | None) -> dict[str, list[tuple[str, str]]]:
    """Municipalities by area; a place outside the prefecture that stands there already is offered too."""
    places = list_municipalities()
    groups = {
        area.name if language() == "ja" else area.name_en: [(m.code6, _name(m)) for m in places if m.area == area]
        for area in list_areas()
    }
    other = find_municipality(given) if given and given not in {m.code6 for m in places} else None
    strange = {_("県外"): [(other.code6, _name(other))]} if other else {}
    return {_("指定なし"): [("", _("選ばない"))], **strange, **groups}


def _name(place: Any) -> str:  # noqa: ANN401 - a municipality
    name: str = place.name if language() == "ja" else place.name_en
    return nfkc(name)
