"""The living guide of our components, `/styleguide`: each in all its states, in both languages. Only in development.

Whoever builds a page looks here first; browser tests photograph it. All that it shows is made up.
"""

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.labels import Label
from app.core.paging import Page
from app.core.workflow import Transition, Workflow
from app.web.access import public
from app.web.charts import bars_of
from app.web.forms import CheckField, ChoiceField, DateField, FileField, Form, LongTextField, TextField
from app.web.i18n import language
from app.web.status_line import StatusLine, status_line

blueprint = Blueprint("styleguide", __name__)
_LONG: Final = "水戸" * 2_500
"""Five thousand characters without a space: every page must hold them."""
_ROWS: Final = 30

WORDS: Final = {
    "title": Label("部品の見本", "Style guide"),
    "lead": Label(
        "画面を作るときの部品を、状態ごとに並べています。載せている内容はすべて架空です。",
        "Every component in each of its states. All contents are invented.",
    ),
    "rest": Label("ふだん", "At rest"),
    "error": Label("直すところがある", "To be mended"),
    "long": Label("長い文章（5,000文字）", "Long text (5,000 characters)"),
    "many": Label("多くの行", "Many rows"),
    "empty": Label("何もない", "Empty"),
    "making": Label("作っている途中", "Being made"),
    "refused": Label("権限がない", "No permission"),
    "typed": Label("操作できなかったとき", "When an action could not be done"),
    "apply": Label("派遣を申請する", "Request an expert"),
    "save": Label("下書きを保存する", "Save draft"),
    "firm": Label("有限会社ときわ木工（架空）", "Tokiwa Woodwork Ltd. (invented)"),
    "name": Label("会社の名前", "Name of the firm"),
    "name_hint": Label("例）有限会社ときわ木工", "Example: Tokiwa Woodwork Ltd."),
    "name_needed": Label("会社の名前を入力してください", "Enter the name of the firm"),
    "trouble": Label("困っていること", "What troubles you"),
    "day": Label("希望する日", "Day that suits you"),
    "day_hint": Label("例）2026年11月30日", "Example: 30 November 2026"),
    "day_wrong": Label("日付は、年・月・日が分かるように入力してください", "Enter a date with year, month and day"),
    "place": Label("会う場所", "Where to meet"),
    "ours": Label("自社", "At our firm"),
    "online": Label("オンライン", "Online"),
    "file": Label("書類", "Document"),
    "file_hint": Label("PDF、写真。10MBまで", "PDF or photo, up to 10 MB"),
    "agree": Label("内容を確かめました", "I have checked the contents"),
    "number": Label("法人番号", "Corporate number"),
    "capital": Label("資本金", "Capital"),
    "workers": Label("従業員", "Employees"),
    "history": Label("あゆみ", "History"),
    "event": Label("設備に溶接ロボットを追加しました", "Added a welding robot"),
    "kind": Label("登録", "Register"),
    "own": Label("本人の届出", "Reported by the firm"),
    "step1": Label("困りごと", "Trouble"),
    "step2": Label("日程", "Dates"),
    "step3": Label("確認", "Check"),
    "waiting": Label("判断待ち", "To decide"),
    "returned": Label("差戻し中", "Returned"),
    "all": Label("すべて", "All"),
    "late": Label("期限を過ぎたもの", "Past their day"),
    "left": Label("予算の残り", "Budget left"),
    "cases": Label("件", ""),
    "thousand": Label("千円", "thousand yen"),
    "caption": Label("判断待ちの申請（期限の近い順、431件のうち30件）", "To decide (nearest day first, 30 of 431)"),
    "due": Label("期限", "Due"),
    "act": Label("操作", "Action"),
    "decide": Label("判断する", "Decide"),
    "overdue": Label("3日超過", "3 days late"),
    "machine": Label("設備", "Equipment"),
    "count": Label("台数", "Number"),
    "nothing": Label("この条件に合う企業はまだありません。", "No firm fits these conditions yet."),
    "widen": Label("地域の条件を外す", "Drop the area"),
    "post": Label("ニーズとして登録する", "Post it as a need"),
    "done": Label("申請を受け付けました。", "We have received your request."),
    "know": Label("この申請は、11月24日に別の担当者が決定済みです。", "A colleague decided this on 24 November."),
    "careful": Label("締切は11月30日（月）17時です。", "The deadline is 30 November (Mon), 17:00."),
    "paper": Label(
        "書類を作っています。ふつう1分で終わります。", "The paper is being made; it takes a minute as a rule."
    ),
    "denied": Label(
        "この操作は、県の決裁者ができます。決裁者に回すと、結果がお知らせに届きます。",
        "Only the prefecture's chief can do this. Pass it on, and the result will come to your inbox.",
    ),
    "bars": Label("月ごとの申請", "Requests a month"),
    "month": Label("月", "Month"),
    "tag": Label("県の確認済み", "Confirmed"),
    "source": Label("本人の届出", "Reported by the firm"),
}

_OFFICE, _CHIEF = Label("事務局", "the office"), Label("決裁", "the decision")
_FLOW: Final = Workflow(
    name="styleguide",
    states={
        "submitted": Label("申請済み", "Submitted"),
        "checked": Label("確認済み", "Checked"),
        "decided": Label("決定", "Decided"),
    },
    transitions=(
        Transition("check", ("submitted",), "checked", ("official",), Label("確認する", "Check")),
        Transition("decide", ("checked",), "decided", ("chief",), Label("決定する", "Decide")),
    ),
    waits_for={"submitted": _OFFICE, "checked": _CHIEF},
)


class GuideForm(Form):
    """One field of each kind."""

    name = TextField("", needed=True)
    trouble = LongTextField("")
    day = DateField("")
    place = ChoiceField("", radio=True)
    file = FileField("", accept=".pdf,image/*")
    agree = CheckField("", needed=True)


@blueprint.get("/styleguide")
@public
def show() -> ResponseReturnValue:
    """All components; 404 where real people's data is behind the site."""
    if current_app.config["SITE"].is_production:
        abort(404)
    return render_template(
        "pages/styleguide.html",
        words=WORDS,
        form=_form(""),
        broken=_broken(),
        lines=_lines(),
        long=_LONG,
        numbers=range(1, _ROWS + 1),
        page=Page(items=range(_ROWS), number=3, per_page=_ROWS, total=431),
        today=clock.today(),
        bars=bars_of({str(month): month * month % 17 + 3 for month in range(4, 12)}, last_is_open=True),
    )


def _word(name: str) -> str:
    return WORDS[name].text(language())


def _form(prefix: str, **data: Any) -> GuideForm:  # noqa: ANN401 - values of fields
    form = GuideForm(None, data=data or None, prefix=prefix)
    for name in ("name", "trouble", "day", "place", "file", "agree"):
        form[name].label.text = _word(name)
    form["name"].hint, form["day"].hint, form["file"].hint = _word("name_hint"), _word("day_hint"), _word("file_hint")
    form["place"].choices = [("ours", _word("ours")), ("online", _word("online"))]
    return form


def _broken() -> GuideForm:
    form = _form("broken-", trouble=_LONG[:300])
    form.refuse("name", _word("name_needed"))
    form.refuse("day", _word("day_wrong"))
    return form


def _lines() -> list[StatusLine]:
    """On its way, late, without a past to speak of, and over."""
    today, past = clock.today(), (3, 4, 4, 5, 4)
    return [
        status_line(_FLOW, "submitted", due_on=today + timedelta(days=6), past_days=past),
        status_line(_FLOW, "checked", due_on=today - timedelta(days=3), past_days=past),
        status_line(_FLOW, "submitted"),
        status_line(_FLOW, "decided"),
    ]
