"""Forms about a firm's people and about entry on behalf. Choices that depend on the person are set by the view."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from app.companies.member_states import MEMBER_ROLES
from app.companies.service.proxies import Paper
from app.core.actor import FIRM_ROLES
from app.web.forms import CheckField, ChoiceField, DateField, Form, TextField, email_shape
from app.web.templating import label

_LONGEST_EMAIL: Final = 254  # RFC 5321


class RoleForm(Form):
    """One of a firm's roles; what belongs to nobody but support bodies is not offered, and refused."""

    role = ChoiceField(
        _l("役割"),
        needed=_l("役割を選んでください"),
        hint=_l("責任者は、メンバーと代行を決めます。編集者は、内容を直して公開を申請します。閲覧者は、見るだけです。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.role.choices = [(role.value, label(FIRM_ROLES[role])) for role in reversed(MEMBER_ROLES)]


class InvitationForm(RoleForm):
    """Whom to invite, and as what."""

    email = TextField(
        _l("招待する人のメールアドレス"),
        needed=_l("メールアドレスを入力してください"),
        hint=_l("このアドレスに招待のメールを送ります。7日のあいだ、1回だけ使えます。"),
        kind="email",
        most=_LONGEST_EMAIL,
        checks=(email_shape,),
    )


class ProxyForm(Form):
    """For which body, and the consent on paper where the firm has no owner to ask."""

    office = ChoiceField(_l("どの機関として入力しますか"), needed=_l("機関を選んでください"))
    consented_by = TextField(
        _l("同意した人の名前"), hint=_l("同意書に署名した、企業の代表者などの名前です。"), most=100, width="20"
    )
    consented_on = DateField(_l("同意書の日付"))
    is_kept = CheckField(_l("署名された同意書を、この機関で保管しています"))

    def offer(self, offices: Mapping[str, str]) -> "ProxyForm":
        """The bodies (id → name) that the person types for; the only one is chosen already."""
        self.office.choices = list(offices.items())
        if len(offices) == 1 and not self.office.data:
            self.office.data = next(iter(offices))
        return self

    def need_paper(self) -> None:
        """The firm has no owner to ask: the parts of the paper are marked as needed; the service refuses without them."""
        for box in (self.consented_by, self.consented_on, self.is_kept):
            box.is_needed = True

    def paper(self) -> Paper:
        """What was typed of the paper."""
        return Paper(self.consented_by.data or "", self.consented_on.data, bool(self.is_kept.data))
