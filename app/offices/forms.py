"""Forms about bodies."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from app.core.actor import ROLES
from app.offices.service import OfficeFacts
from app.offices.states import OFFICE_KINDS, ROLES_OF, OfficeKind
from app.reference.municipalities import list_municipalities
from app.web.forms import CheckField, ChoiceField, ChoicesField, Form, TextField, email_shape
from app.web.templating import label


def _code_shape(_form: Form, field: Any) -> None:  # noqa: ANN401 - WTForms' signature
    if field.data and not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", field.data):
        raise StopValidation(_("英字の小文字で始め、英数字とハイフンで31文字までにしてください（例：mito-cci）"))


class OfficeForm(Form):
    """A body's facts."""

    code = TextField(
        _l("コード"),
        needed=True,
        hint=_l("命令やファイルで使う短い名前です。あとから変えられません。"),
        width="20",
        checks=(_code_shape,),
    )
    name = TextField(_l("名前"), needed=True)
    name_en = TextField(_l("英語の名前"))
    kind = ChoiceField(_l("種類"), needed=_l("種類を選んでください"))
    areas = ChoicesField(_l("担当する市町村"), hint=_l("選ばないときは、県全体を担当します。"))
    takes_reviews = CheckField(_l("担当地域の申請（企業の登録・紹介）を受け付ける"))
    postcode = TextField(_l("郵便番号"), autocomplete="postal-code", inputmode="numeric", width="10")
    address = TextField(_l("所在地"))
    phone = TextField(_l("電話番号"), kind="tel", width="20")
    email = TextField(_l("メールアドレス"), kind="email", checks=(email_shape,))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            ("", _("選んでください")),
            *((kind.value, label(text)) for kind, text in OFFICE_KINDS.items()),
        ]
        self.areas.choices = [(place.code6, place.name) for place in list_municipalities()]

    def facts(self) -> OfficeFacts:
        """What was typed."""
        return OfficeFacts(
            code=self.code.data,
            name=self.name.data,
            name_en=self.name_en.data,
            kind=OfficeKind(self.kind.data),
            areas=sorted(self.areas.data or []),
            takes_reviews=self.takes_reviews.data,
            postcode=self.postcode.data,
            address=self.address.data,
            phone=self.phone.data,
            email=self.email.data,
        )


class StaffForm(Form):
    """A person and a role."""

    email = TextField(
        _l("メールアドレス"),
        needed=_l("メールアドレスを入力してください"),
        hint=_l("その人が利用者として登録したアドレスです。"),
        kind="email",
        checks=(email_shape,),
    )
    role = ChoiceField(_l("役割"), needed=_l("役割を選んでください"))

    def offer(self, kind: str, allowed: Any) -> "StaffForm":  # noqa: ANN401 - a predicate of roles
        """Offer the roles that fit this kind of body and that the actor may give."""
        self.role.choices = [(role.value, label(ROLES[role])) for role in ROLES_OF[OfficeKind(kind)] if allowed(role)]
        return self
