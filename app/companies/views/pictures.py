"""Pictures of a profile: sent one by one into the draft, and shown to whoever may see the page that they stand on; the preview."""

from flask import current_app, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.companies.capabilities import materials, processes
from app.companies.forms.profile import SECTIONS, section_form
from app.companies.forms.profile_rows import PictureForm
from app.companies.kind import address_of
from app.companies.profile_rules import PICTURES_MOST
from app.companies.publisher import OWN_WORDS
from app.companies.queries import get_company
from app.companies.queries.publishing import get_firm
from app.companies.service.profiles import PROFILE, empty_profile, write_fields
from app.companies.states import CORPORATE_KINDS, LANGUAGES
from app.companies.views.directory import blueprint
from app.companies.views.profile import profile_sheet, publisher, section_page
from app.core import clock
from app.core.errors import InvalidInput, NotFound
from app.core.labels import phrase
from app.core.publication import Revision
from app.files.intake import Prepared, take_picture
from app.files.queries import list_files
from app.files.service import keep
from app.files.views import send, store
from app.publishing import queries as versions
from app.publishing.edit_pages import require_writable
from app.publishing.merging import digest_of_value
from app.publishing.policy import is_of_firm
from app.publishing.service import open_draft, save_draft
from app.reference import jsic
from app.web.access import public, signed_in
from app.web.errors import words_of
from app.web.identity import actor
from app.web.transaction import reading, reads, writes
from app.web.uploads import takes_files

_NO_PICTURE = phrase("この写真は見つかりません。公開が終わった可能性があります。")


@blueprint.post("/<string:id_>/profile/pictures")
@signed_in
@takes_files()
def add_picture(id_: str) -> ResponseReturnValue:
    """Take one picture into the draft; encoded anew before anything is locked."""
    with reading() as session:
        require_writable(profile_sheet(session, id_))
    form, prepared = PictureForm.from_request(), None
    if form.validate():
        try:
            prepared = take_picture(form.picture.data, store(), current_app.config["SITE"].scanner_url)
        except InvalidInput as refusal:
            form.refuse("picture", words_of(refusal))
    if prepared is None:
        with reading() as session:
            return _page(session, id_, form)
    return _keep(id_, form, prepared)


@writes
def _keep(session: Session, id_: str, form: PictureForm, prepared: Prepared) -> ResponseReturnValue:
    draft = open_draft(session, publisher(), id_, id_, actor())
    standing = draft.fields.get("pictures") or []
    if len(standing) >= PICTURES_MOST:
        form.refuse("picture", _("写真は8枚までです。先に1枚消してから、送ってください"))
        return _page(session, id_, form)
    file = keep(session, prepared, actor())
    new = {"file": file.id, "alt": form.alt.data, "width": file.width, "height": file.height}
    seen = {"pictures": digest_of_value(standing)}
    save_draft(session, publisher(), draft, actor(), {"pictures": [*standing, new]}, seen)
    flash(_("写真を下書きに入れました。"))
    return redirect(f"/companies/{id_}/profile/edit/pictures", 303)


def _page(session: Session, id_: str, upload: PictureForm) -> ResponseReturnValue:
    sheet, section = profile_sheet(session, id_), SECTIONS["pictures"]
    form = section_form(section, sheet.fields, is_sent=False)
    return section_page(session, sheet, section, form, upload), 422


@blueprint.get("/<string:id_>/pictures/<string:file_id>")
@public
@reads
def picture(session: Session, id_: str, file_id: str) -> ResponseReturnValue:
    """A picture of the public page."""
    profile = get_company(session, id_).profile
    return _send(session, file_id, profile.pictures if profile else [])


@blueprint.get("/<string:id_>/profile/pictures/<string:file_id>")
@signed_in
@reads
def draft_picture(session: Session, id_: str, file_id: str) -> ResponseReturnValue:
    """A picture of the draft, for the firm's people and the office that decides about it."""
    revision = _find_version(session, id_)
    live = publisher().live(session, id_) or {}
    shown = [*(revision.fields.get("pictures") or [] if revision else []), *(live.get("pictures") or [])]
    return _send(session, file_id, shown)


def _send(session: Session, file_id: str, shown: list[dict[str, object]]) -> ResponseReturnValue:
    file = list_files(session, [file_id]).get(file_id) if file_id in {one["file"] for one in shown} else None
    if file is None:
        raise NotFound(_NO_PICTURE)
    return send(file, inline=True)


def _find_version(session: Session, id_: str) -> Revision | None:
    """The version on its way, if the actor may see it; NotFound for whoever is neither of the firm nor decides about it."""
    revision = versions.find_open(session, PROFILE, id_)
    if is_of_firm(actor(), id_):
        return revision
    if revision is None or not versions.is_visible(session, actor(), revision):
        raise NotFound("このページは見つかりません。")
    return revision


@blueprint.get("/<string:id_>/profile/preview")
@signed_in
@reads
def preview_profile(session: Session, id_: str) -> ResponseReturnValue:
    """The company's page as it will look, for the firm's people and the office that decides about it."""
    revision = _find_version(session, id_)
    company = get_firm(session, id_)
    fields = revision.fields if revision else publisher().live(session, id_) or {}
    profile = empty_profile(id_, OWN_WORDS)
    write_fields(profile, {name: fields[name] for name in publisher().fields if name in fields})
    return render_template(
        "companies/profile/preview.html",
        company=company,
        profile=profile,
        revision=revision,
        is_member=is_of_firm(actor(), id_),
        address=address_of(company),
        kinds=CORPORATE_KINDS,
        processes=processes(),
        materials=materials(),
        languages=LANGUAGES,
        industry_of=jsic.find_industry,
        today=clock.today(),
        picture_base=f"/companies/{id_}/profile/pictures/",
        author=None,
        is_stale=False,
    )
