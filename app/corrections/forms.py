"""Forms about reports."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.corrections.states import ABOUT
from app.web.forms import ChoiceField, Form, LongTextField, TextField, email_shape
from app.web.templating import label

_LONGEST = 2_000


class ReportForm(Form):
    """What is wrong. No account is needed."""

    about = ChoiceField(_l("どの内容についてですか"), needed=_l("どの内容についてかを選んでください"))
    text = LongTextField(
        _l("正しい内容、または気づいたこと"),
        needed=_l("気づいたことを入力してください"),
        hint=_l("正しい内容が分かるページや資料があれば、書いてください。"),
        most=_LONGEST,
    )
    email = TextField(
        _l("返事を受け取るメールアドレス"),
        hint=_l("返事がほしいときだけ入力してください。返事のほかには使わず、回答の30日後に消します。"),
        kind="email",
        autocomplete="email",
        checks=(email_shape,),
        most=254,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.about.choices = [("", _("選んでください")), *((code, label(text)) for code, text in ABOUT.items())]


class AnswerForm(Form):
    """Words to the reporter."""

    answer = LongTextField(
        _l("連絡した人への回答"),
        needed=_l("連絡した人に伝える言葉を入力してください"),
        hint=_l("どう確認し、何を直したか（直さなかったか）を書いてください。"),
        most=_LONGEST,
    )
