"""Pages for a firm's people: their technologies, a new one, the form, and taking one off the site and back."""

from collections.abc import Callable
from typing import Final

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.companies.queries.publishing import get_firm, list_firms
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.paging import parse_page
from app.publishing.edit_pages import Sheet, autosave_sheet, open_sheet, require_writable, save_sheet
from app.publishing.editing import autosaves
from app.publishing.policy import EDITORS, MEMBERS
from app.publishing.queries import find_open
from app.publishing.service import confirm_fresh
from app.technologies import queries
from app.technologies.forms import TechnologyForm
from app.technologies.models import Technology
from app.technologies.publisher import TechnologyPublisher
from app.technologies.queries import TECHNOLOGY
from app.technologies.service import may_withdraw, reopen_technology, withdraw_technology
from app.technologies.states import STAGES
from app.technologies.views.directory import blueprint
from app.web.access import signed_in
from app.web.identity import actor
from app.web.transaction import reads, writes
from app.web.uploads import takes_long_texts

PER_PAGE: Final = 20
_NOT_THERE: Final = "この技術は見つかりません。公開が終わった可能性があります。"


def publisher() -> TechnologyPublisher:
    """The publisher of technologies."""
    found: TechnologyPublisher = current_app.extensions["publishers"][TECHNOLOGY]
    return found


@blueprint.get("/mine")
@signed_in
@reads
def mine(session: Session) -> ResponseReturnValue:
    """The technologies of the firms for which the person acts: begun, shown, and taken off the site."""
    firms = sorted(actor().bodies(*MEMBERS))
    page = queries.list_of_firms(session, firms, parse_page(request.args.get("page")), PER_PAGE)
    return render_template(
        "technologies/mine.html",
        page=page,
        begun=queries.list_begun(session, firms),
        versions=queries.list_open_versions(session, [technology.id for technology in page.items]),
        firms={firm.id: firm for firm in list_firms(session, firms)},
        editable=actor().bodies(*EDITORS),
        stages=STAGES,
    )


@blueprint.get("/new")
@signed_in
@reads
def new(session: Session) -> ResponseReturnValue:
    """The empty form for one firm; whoever acts for several chooses first."""
    editable = sorted(actor().bodies(*EDITORS))
    wanted = request.args.get("company") or (editable[0] if len(editable) == 1 else None)
    if wanted is None:
        return redirect("/technologies/mine", 303)
    sheet = open_sheet(session, publisher(), new_id(), wanted)
    require_writable(sheet)
    return _page(session, sheet, TechnologyForm(), is_new=True)


@blueprint.post("/new")
@signed_in
@takes_long_texts
@writes
def begin(session: Session) -> ResponseReturnValue:
    """Begin a draft of a technology that is not there yet."""
    sheet = open_sheet(session, publisher(), new_id(), request.args.get("company"))
    form = TechnologyForm.from_request()
    return save_sheet(session, sheet, form, _render(session, form, is_new=True), _edit_address(sheet.subject_id))


@blueprint.get("/<string:id_>/edit")
@signed_in
@reads
def edit(session: Session, id_: str) -> ResponseReturnValue:
    """The form with the draft, or with what is public while there is none."""
    sheet = _sheet(session, id_)
    require_writable(sheet)
    return _page(session, sheet, TechnologyForm(data=TechnologyForm.shown(sheet.fields)))


@blueprint.post("/<string:id_>/edit")
@signed_in
@takes_long_texts
@writes
def save(session: Session, id_: str) -> ResponseReturnValue:
    """Save the draft; with do=submit hand it in."""
    sheet, form = _sheet(session, id_), TechnologyForm.from_request()
    return save_sheet(session, sheet, form, _render(session, form), _edit_address(id_))


@blueprint.post("/<string:id_>/edit/autosave")
@signed_in
@takes_long_texts
@autosaves
@writes
def autosave(session: Session, id_: str) -> ResponseReturnValue:
    """Save what is well-formed while the person goes on typing."""
    return autosave_sheet(session, _sheet(session, id_), TechnologyForm.from_request())


@blueprint.post("/<string:id_>/confirm")
@signed_in
@writes
def confirm(session: Session, id_: str) -> ResponseReturnValue:
    """「この内容は正しい」: today is its day."""
    confirm_fresh(session, publisher(), id_, _sheet(session, id_).firm_id, actor())
    flash(_("公開中の内容を、今日の日付で確認しました。"))
    return redirect(f"/technologies/{id_}", 303)


@blueprint.post("/<string:id_>/withdraw")
@signed_in
@writes
def withdraw(session: Session, id_: str) -> ResponseReturnValue:
    """Take it off the site."""
    withdraw_technology(session, _any(session, id_), actor())
    flash(_("この技術の公開をやめました。検索や一覧には、もう出ません。"))
    return redirect("/technologies/mine", 303)


@blueprint.post("/<string:id_>/reopen")
@signed_in
@writes
def reopen(session: Session, id_: str) -> ResponseReturnValue:
    """Show it again."""
    reopen_technology(session, _any(session, id_), actor())
    flash(_("この技術をもう一度公開しました。"))
    return redirect(f"/technologies/{id_}", 303)


def _any(session: Session, id_: str) -> Technology:
    technology = queries.find_any(session, id_)
    if technology is None:
        raise NotFound(_NOT_THERE)
    return technology


def _sheet(session: Session, id_: str) -> Sheet:
    """The thing for its firm's people: of the owner, or of the firm that began the draft; NotFound for everyone else."""
    technology = queries.find_any(session, id_)
    draft = find_open(session, TECHNOLOGY, id_) if technology is None else None
    owner = technology.owner_number if technology else draft.firm_id if draft else None
    return open_sheet(session, publisher(), id_, owner)


def _edit_address(id_: str) -> str:
    return f"/technologies/{id_}/edit"


def _render(session: Session, form: TechnologyForm, *, is_new: bool = False) -> Callable[[Sheet], str]:
    return lambda sheet: _page(session, sheet, form, is_new=is_new)


def _page(session: Session, sheet: Sheet, form: TechnologyForm, *, is_new: bool = False) -> str:
    is_begun = is_new and sheet.revision is not None  # a submission that was refused: the draft is there by now
    here = f"/technologies/new?company={sheet.firm_id}" if is_new and not is_begun else _edit_address(sheet.subject_id)
    technology = queries.find_any(session, sheet.subject_id)
    return render_template(
        "technologies/edit.html",
        sheet=sheet,
        form=form,
        here=here,
        firm=get_firm(session, sheet.firm_id),
        technology=technology,
        may_withdraw=technology is not None and may_withdraw(technology, actor()),
        names=TechnologyForm.names(),
    )
