"""Pages that every such site has: privacy, accessibility, terms, and the site map for people."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.web.access import public
from app.web.templating import label

blueprint = Blueprint("standing", __name__)


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept about people, why and how long: the one table of retention."""
    return render_template("pages/privacy.html", retention=_retention())


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What was tested, how, and what is not yet good."""
    return render_template("pages/accessibility.html")


@blueprint.get("/terms")
@public
def terms() -> ResponseReturnValue:
    """The rules of use."""
    return render_template("pages/terms.html")


@blueprint.get("/site-map")
@public
def site_map() -> ResponseReturnValue:
    """All pages that lead on, in groups."""
    kinds = [(f"/{kind.plural}/", label(kind.plural_label)) for kind in current_app.extensions["kinds"]]
    own = (
        [
            ("/dashboard", _("今日の仕事")),
            ("/inbox/", _("お知らせ")),
            ("/firms/", _("自分の会社")),
            ("/account/", _("アカウント")),
        ]
        if current_user.is_authenticated
        else [("/login", _("サインイン")), ("/register", _("利用者の登録"))]
    )
    groups = [
        (_("探す"), [("/", _("ホーム")), ("/search", _("企業・技術・特許を探す")), *kinds]),
        (_("会社の方"), [("/claims/new", _("自分の会社を登録する")), *own]),
        (
            _("このサイト"),
            [
                ("/help/", _("使い方")),
                ("/help/firm", _("会社の方の案内")),
                ("/help/official", _("職員の方の案内")),
                ("/help/words", _("ことばの説明")),
                ("/about", _("このサイトについて・出典")),
                ("/stats", _("数字で見る")),
                ("/terms", _("利用のきまり")),
                ("/privacy", _("個人情報の取り扱い")),
                ("/accessibility", _("アクセシビリティ")),
                ("/api/", _("オープンデータ・API")),
            ],
        ),
    ]
    return render_template("pages/sitemap.html", groups=groups)


def _retention() -> list[tuple[str, str, str]]:
    """What, why, how long; the nightly work of the site keeps to it (app/chores.py)."""
    return [
        (
            _("名前、メールアドレス、電話番号"),
            _("利用者の確認と連絡"),
            _("利用をやめてから30日後に消します。名前はすぐに「退会した利用者」に変わります。"),
        ),
        (_("パスワード"), _("サインイン"), _("元に戻せない形にして持ちます。利用をやめると使えなくなります。")),
        (
            _("サインインの記録（日時、端末の種類、ネットワーク）"),
            _("不正なサインインに気づくため"),
            _("利用をやめるまで"),
        ),
        (
            _("会社の責任者であることの証明（書類、電話番号）"),
            _("企業の登録の確認"),
            _("判断の記録として、登録が続く間"),
        ),
        (_("誤りの連絡で書かれたメールアドレス"), _("返事を送るため"), _("回答の30日後に消します。")),
        (
            _("送ったメールの控え"),
            _("届かなかったときに送り直すため"),
            _("宛先と本文は、利用をやめてから30日後に消します。"),
        ),
        (
            _("検索されたことば（3語まで）"),
            _("見つからないことばを直すため"),
            _("だれの検索かは分からない形で持ち、90日で数だけにします。"),
        ),
        (
            _("操作の記録（だれが、何をしたか）"),
            _("判断を後から確かめるため"),
            _("消しません。名前や連絡先は入っていません。"),
        ),
    ]
