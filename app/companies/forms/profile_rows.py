"""The profile's lists: one small form a capability, machine, certificate or picture."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.companies import profile_rules as rules
from app.companies.capabilities import processes
from app.companies.forms.facts import Fields, as_json, read_day
from app.companies.forms.fields import SizeField, material_field, term_name
from app.web.form_rows import EMPTY, FormRows, RowForm
from app.web.forms import ChoiceField, DateField, FileField, Form, TextField, WholeNumberField


class CapabilityRow(RowForm):
    """One process with its bounds."""

    process_code = ChoiceField(_l("工程"))  # `process` is a method of every form
    materials = material_field(_l("材料"), hint=_l("「、」で区切って。例：アルミ、ステンレス"))
    size_min = SizeField(_l("大きさの下限"), most=rules.SIZE_MOST)
    size_max = SizeField(_l("大きさの上限"), most=rules.SIZE_MOST)
    size_unit = TextField(_l("大きさの単位"), most=rules.UNIT_MOST, width="5")
    tolerance = TextField(_l("精度"), hint=_l("例：±0.01mm"), most=rules.SHORT_MOST, width="20")
    weight_max_kg = SizeField(_l("重さの上限"), most=rules.SIZE_MOST, unit="kg")
    lot_min = WholeNumberField(_l("1回の注文の最少数"), least=1, most=rules.PIECES_MOST, unit=_l("個"), width="5")
    lot_max = WholeNumberField(_l("1回の注文の最大数"), least=1, most=rules.PIECES_MOST, unit=_l("個"), width="5")
    remark = TextField(_l("備考"), most=rules.REMARK_MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        known = {code: term_name(processes(), code) for code in processes()}
        given = (kwargs.get("data") or {}).get("process_code")
        strange = {given: given} if given and given not in known else {}
        self.process_code.choices = [("", _("選んでください")), *strange.items(), *known.items()]

    @classmethod
    def shown(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """The process under the field's name."""
        return {**value, "process_code": value.get("process")}

    def value(self) -> dict[str, Any]:
        """The process under its own name."""
        said = super().value()
        code = said.pop("process_code")
        return {**said, "process": code}

    def validate(self, *args: Any, **kwargs: Any) -> bool:  # noqa: ANN401 - WTForms' own
        """Low before high, beside the fields."""
        is_good = bool(super().validate(*args, **kwargs))
        for low, high in ((self.size_min, self.size_max), (self.lot_min, self.lot_max)):
            if low.data is not None and high.data is not None and low.data > high.data:
                self.refuse(high.short_name, _("下限より大きい数にしてください"))
                is_good = False
        return is_good


class EquipmentRow(RowForm):
    """A machine."""

    name = TextField(_l("設備の名前"), hint=_l("例：5軸マシニングセンタ DMU50"), most=rules.SHORT_MOST)
    count = WholeNumberField(_l("台数"), least=1, most=rules.PIECES_MOST, unit=_l("台"), width="5")
    remark = TextField(_l("備考"), most=rules.REMARK_MOST)

    def value(self) -> dict[str, Any]:
        """One machine if nothing is said."""
        return {**super().value(), "count": self.count.data or 1}


class CertificateRow(RowForm):
    """A certificate."""

    name = TextField(_l("認証・資格の名前"), hint=_l("例：ISO 9001"), most=rules.SHORT_MOST)
    number = TextField(_l("番号"), most=rules.SHORT_MOST, width="20")
    expires_on = DateField(_l("有効期限"), hint=_l("期限がなければ空のまま。例：2027年3月31日"))

    @classmethod
    def shown(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """A day is a day."""
        return {**value, "expires_on": read_day(value.get("expires_on"))}

    def value(self) -> dict[str, Any]:
        """The day as JSON."""
        return {**super().value(), "expires_on": as_json(self.expires_on.data)}


class PictureRow(RowForm):
    """A picture that was sent: its words, or its removal."""

    file = HiddenField()
    alt = TextField(
        _l("写真の説明"),
        hint=_l("写真の見えない人に伝えることば。例：大型の放電加工機が3台並ぶ工場"),
        most=rules.SHORT_MOST,
    )


class PictureForm(Form):
    """A picture to be sent."""

    picture = FileField(
        _l("写真"), hint=_l("JPEGかPNG、10MBまで"), needed=_l("写真を選んでください"), accept="image/jpeg,image/png"
    )
    alt = TextField(
        _l("写真の説明"),
        hint=_l("写真の見えない人に伝えることば。例：大型の放電加工機が3台並ぶ工場"),
        needed=_l("写真の説明を書いてください"),
        most=rules.SHORT_MOST,
    )


class RowsForm:
    """A section that is one list of equal rows."""

    def __init__(
        self, name: str, row: type[RowForm], fields: Fields, *, most: int, more: int = 0, is_sent: bool = True
    ) -> None:
        self.name = name
        self._standing: Sequence[Mapping[str, Any]] = fields.get(name) or []
        empty = 0 if row is PictureRow else EMPTY
        self.rows = FormRows(name, row, self._standing, most=most, more=more, empty=empty, is_sent=is_sent)

    def validate(self) -> bool:
        """Whether every row is well-formed."""
        return self.rows.validate()

    def values(self) -> dict[str, Any]:
        """The list, if all of it is well-formed."""
        return {} if self.rows.problems else {self.name: self.rows.value()}

    def refuse_all(self, problems: dict[str, str]) -> None:
        """Put what is wrong with the list above it."""
        if self.name in problems:
            self.rows.errors.append(_(problems[self.name]))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the control, message) of every error."""
        return self.rows.problems


class PicturesForm(RowsForm):
    """The pictures: only those that the draft has, with their sizes as they were measured."""

    def values(self) -> dict[str, Any]:
        """The standing pictures that stay, with their new words."""
        words = {row["file"]: row["alt"] for row in self.rows.value()}
        kept = [{**one, "alt": words[one["file"]]} for one in self._standing if one["file"] in words]
        return {} if self.rows.problems else {self.name: kept}
