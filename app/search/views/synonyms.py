"""The editor of synonyms, for the prefecture's office: each change is shown in the searches that it changes before it is saved."""

from datetime import datetime
from typing import Final

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.paging import Page, parse_page
from app.search import groups, queries
from app.search.engine import IndexUnavailable
from app.search.forms import SynonymForm
from app.search.group_rules import problem_of
from app.search.models import SynonymGroup
from app.search.policy import KEEPERS
from app.search.preview import ChangedSearch, changed_searches, groups_with
from app.search.service import SearchService
from app.search.states import GROUPS, GroupState
from app.search.synonyms import fold_key, shipped_groups
from app.web.access import for_roles
from app.web.forms import text_with_breaks
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("synonyms", __name__, url_prefix="/admin/synonyms")
PER_PAGE: Final = 20
_SHIPPED: Final = 20  # shipped groups that a search of the list shows
_LONGEST: Final = 40


@blueprint.get("/")
@for_roles(*KEEPERS)
@reads
def index(session: Session) -> ResponseReturnValue:
    """The office's groups; with a word, the shipped ones that hold it, too."""
    groups.require_keeper(session, actor())
    state = request.args.get("state", GroupState.ACTIVE)
    state = state if state in GROUPS.states else GroupState.ACTIVE
    q = request.args.get("q", "")[:_LONGEST]
    page = queries.list_groups(session, state, q, parse_page(request.args.get("page")), PER_PAGE)
    return render_template(
        "search/synonyms.html",
        page=page,
        q=q,
        state=state,
        states=GROUPS.states,
        counts=queries.count_groups(session),
        waiting=_waiting(page),
        shipped=_shipped(q),
    )


@blueprint.get("/new")
@for_roles(*KEEPERS)
@reads
def new(session: Session) -> ResponseReturnValue:
    """The form; `?word=` puts a word into it."""
    groups.require_keeper(session, actor())
    words = [word[:_LONGEST] for word in request.args.getlist("word") if word.strip()]
    return _form(SynonymForm(data={"words": words[:20]}), None)


@blueprint.post("/new")
@for_roles(*KEEPERS)
def create() -> ResponseReturnValue:
    """First the searches that would change, then, sent once more, the group itself."""
    return _save_new() if request.form.get("step") == "save" else _look_new()


@blueprint.get("/<string:group_id>/edit")
@for_roles(*KEEPERS)
@reads
def edit(session: Session, group_id: str) -> ResponseReturnValue:
    """The form of a group."""
    groups.require_keeper(session, actor())
    group = queries.get_group(session, group_id)
    return _form(SynonymForm(data={"words": group.words, "note": group.note}), group)


@blueprint.post("/<string:group_id>/edit")
@for_roles(*KEEPERS)
def change(group_id: str) -> ResponseReturnValue:
    """First the searches that would change, then, sent once more, the change itself."""
    return _save_change(group_id) if request.form.get("step") == "save" else _look_change(group_id)


@blueprint.post("/<string:group_id>/withdraw")
@for_roles(*KEEPERS)
@writes
def withdraw(session: Session, group_id: str) -> ResponseReturnValue:
    """Take a group out of use."""
    group = queries.get_group(session, group_id)
    groups.withdraw_group(session, group, _seen(), actor(), _search().book().analyser)
    flash(_("「%(words)s」の組を取りやめました。数秒のうちに、検索に反映されます。", words=_joined(group.words)))
    return redirect("/admin/synonyms/", 303)


@reads
def _look_new(session: Session) -> ResponseReturnValue:
    groups.require_keeper(session, actor())
    return _looked_at(session, None)


@reads
def _look_change(session: Session, group_id: str) -> ResponseReturnValue:
    groups.require_keeper(session, actor())
    group = queries.get_group(session, group_id)
    groups.refuse_old(group, _seen())
    return _looked_at(session, group)


@writes
def _save_new(session: Session) -> ResponseReturnValue:
    groups.require_keeper(session, actor())
    form = SynonymForm.from_request()
    if not _is_right(session, form, None):
        return _form(form, None), 422
    analyser = _search().book().analyser
    return _saved(groups.add_group(session, form.words.data, form.note.data, actor(), analyser))


@writes
def _save_change(session: Session, group_id: str) -> ResponseReturnValue:
    groups.require_keeper(session, actor())
    group, form = queries.get_group(session, group_id), SynonymForm.from_request()
    groups.refuse_old(group, _seen())
    if not _is_right(session, form, group):
        return _form(form, group), 422
    analyser = _search().book().analyser
    groups.change_group(session, group, form.words.data, form.note.data, _seen(), actor(), analyser)
    return _saved(group)


def _looked_at(session: Session, group: SynonymGroup | None) -> ResponseReturnValue:
    """The page with the searches that would change; or the form, if something is to be mended or rewritten."""
    form = SynonymForm.from_request()
    if request.form.get("step") == "rewrite":
        return _form(form, group)
    if not _is_right(session, form, group):
        return _form(form, group), 422
    words = form.words.data
    return render_template(
        "search/synonym_preview.html",
        form=form,
        group=group,
        note=text_with_breaks(form.note.data),
        changes=_changes(session, words, group),
        cut=groups.cut_words(words, _search().book().analyser),
        kinds=current_app.extensions["kinds"],
    )


def _changes(session: Session, words: list[str], group: SynonymGroup | None) -> list[ChangedSearch] | None:
    before = queries.words_of(queries.list_active_groups(session))
    after = groups_with(session, words, group.id if group else None)
    own = list(dict.fromkeys([*words, *(group.words if group else [])]))
    try:
        return changed_searches(session, _search(), before, after, own)
    except IndexUnavailable:
        return None


def _is_right(session: Session, form: SynonymForm, group: SynonymGroup | None) -> bool:
    if not form.validate():
        return False
    others = queries.words_of(queries.list_active_groups(session, group.id if group else None))
    problem = problem_of(form.words.data, others, _search().share)
    if problem is not None:
        form.refuse("words", _(problem.message, **problem.values))
    return problem is None


def _form(form: SynonymForm, group: SynonymGroup | None) -> str:
    return render_template("search/synonym_form.html", form=form, group=group, states=GROUPS.states)


def _saved(group: SynonymGroup) -> ResponseReturnValue:
    flash(_("「%(words)s」の組を保存しました。数秒のうちに、検索に反映されます。", words=_joined(group.words)))
    if cut := groups.cut_words(group.words, _search().book().analyser):
        flash(
            _(
                "「%(words)s」は辞書が切り分けることばのため、検索の索引を作り直します。終わるまで数分かかることがあります。",
                words=_joined(cut),
            )
        )
    return redirect("/admin/synonyms/", 303)


def _waiting(page: Page[SynonymGroup]) -> set[str]:
    """Ids of the groups with words that the index does not know yet, as it was built before them."""
    built = _search().status().engine.built_at
    built_at = datetime.fromisoformat(built) if built else None
    analyser = _search().book().analyser
    newer = [group for group in page.items if built_at is None or group.updated_at > built_at]
    return {group.id for group in newer if groups.cut_words(group.words, analyser)}


def _shipped(q: str) -> list[tuple[str, ...]]:
    key = fold_key(q)
    found = [words for words in shipped_groups() if key and any(key in fold_key(word) for word in words)]
    return found[:_SHIPPED]


def _seen() -> int:
    typed = request.form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _joined(words: list[str]) -> str:
    return "・".join(words)


def _search() -> SearchService:
    service: SearchService = current_app.extensions["search"]
    return service
