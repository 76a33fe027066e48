"""「あなたの会社はこう探されています」: for a firm's people, with one press to put a missing word into the draft."""

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.companies.models import Company
from app.companies.profile_rules import LINES_MOST
from app.companies.queries import get_company
from app.companies.queries.found_by import Missing, list_missing
from app.companies.views.directory import blueprint
from app.companies.views.profile import profile_sheet, publisher
from app.core.errors import Conflict
from app.publishing.merging import digest_of_value
from app.publishing.service import open_draft, save_draft
from app.search.queries import list_leading_to
from app.search.service import SearchService
from app.search.states import ENOUGH, KEPT_DAYS
from app.search.synonyms import fold_key
from app.web.access import signed_in
from app.web.identity import actor
from app.web.transaction import reads, writes

_FIELD = "keywords"


@blueprint.get("/<string:id_>/found-by")
@signed_in
@reads
def found_by(session: Session, id_: str) -> ResponseReturnValue:
    """The words that led to the profile, and those that just missed."""
    sheet = profile_sheet(session, id_)
    company = get_company(session, id_)
    keywords = sheet.fields.get(_FIELD) or []
    return render_template(
        "companies/found_by.html",
        company=company,
        leading=list_leading_to(session, company.id),
        missing=_missing(session, company),
        drafted={fold_key(word) for word in keywords},
        may_add=sheet.may_edit and not sheet.is_locked and company.closed_on is None,
        is_locked=sheet.is_locked,
        is_full=len(keywords) >= LINES_MOST,
        most=LINES_MOST,
        enough=ENOUGH,
        days=KEPT_DAYS,
    )


@blueprint.post("/<string:id_>/found-by/add")
@signed_in
@writes
def add_found_word(session: Session, id_: str) -> ResponseReturnValue:
    """Put one of the missing words into the draft's keywords."""
    profile_sheet(session, id_)
    key = fold_key(request.form.get("word", "")[:100])
    offered = {missing.key: missing.word for missing in _missing(session, get_company(session, id_))}
    draft = open_draft(session, publisher(), id_, id_, actor())
    if key not in offered:
        raise Conflict("このことばは、いまの一覧にありません。一覧を開き直して、足すことばを選んでください。")
    keywords = list(draft.fields.get(_FIELD) or [])
    if key not in {fold_key(word) for word in keywords}:
        if len(keywords) >= LINES_MOST:
            raise Conflict(
                "キーワードは%(most)s個までです。紹介の編集でキーワードを減らしてから、もう一度足してください。",
                most=LINES_MOST,
            )
        seen = {_FIELD: digest_of_value(keywords)}
        if save_draft(session, publisher(), draft, actor(), {_FIELD: [*keywords, offered[key]]}, seen).conflicts:
            raise Conflict("ほかの人が同時にキーワードを変えました。一覧を開き直して、もう一度お試しください。")
    flash(_("「%(word)s」を下書きに足しました。公開を申請すると、窓口の確認のあとに公開されます。", word=offered[key]))
    return redirect(f"/companies/{id_}/found-by", 303)


def _missing(session: Session, company: Company) -> list[Missing]:
    search: SearchService = current_app.extensions["search"]
    return list_missing(session, company, search.book())
