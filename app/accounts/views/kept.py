"""What was typed into a session that had run out: shown to its person, sent by them, never by itself."""

from typing import Final

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.service import own
from app.accounts.sessions import KEPT
from app.accounts.views import blueprint
from app.web.access import signed_in
from app.web.transaction import reads, writes

# What fields are called on the pages; others are shown by their own name.
_NAMES: Final = {
    "name": _l("名前"),
    "name_en": _l("英語の名前"),
    "kana": _l("フリガナ"),
    "title": _l("題名"),
    "summary": _l("要約"),
    "description": _l("説明"),
    "body": _l("本文"),
    "text": _l("本文"),
    "message": _l("本文"),
    "note": _l("メモ"),
    "reason": _l("理由"),
    "email": _l("メールアドレス"),
    "phone": _l("電話番号"),
    "url": _l("ホームページ"),
    "website": _l("ホームページ"),
    "address": _l("所在地"),
    "postcode": _l("郵便番号"),
    "municipality": _l("市町村"),
    "role": _l("役割"),
    "language": _l("言語"),
    "keywords": _l("キーワード"),
    "problems": _l("解決できる困りごと"),
    "strengths": _l("強み"),
    "stage": _l("段階"),
    "code": _l("コード"),
}


@blueprint.get("/account/kept/<string:kept_id>")
@signed_in
@reads
def kept(reader: Session, kept_id: str) -> ResponseReturnValue:
    """What happened, what was typed, and a button that sends it."""
    found = queries.get_kept(reader, current_user.id, kept_id)
    shown = [
        (str(_NAMES.get(name, name.replace("_", " "))), [value for value in values if value])
        for name, values in found.fields.items()
        if any(values)
    ]
    return render_template("accounts/kept.html", kept=found, shown=shown, until=found.created_at + KEPT)


@blueprint.post("/account/kept/<string:kept_id>/discard")
@signed_in
@writes
def discard_kept(writer: Session, kept_id: str) -> ResponseReturnValue:
    """Drop it."""
    own.discard_kept(writer, current_user.id, kept_id)
    flash(_("送っていなかった内容を消しました。"))
    return redirect("/account/", 303)
