"""The profile's edit pages: an overview of its sections, one page a section, the preview, the submission, the yearly "still true"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.companies.capabilities import materials
from app.companies.forms.fields import term_name
from app.companies.forms.profile import SECTIONS, ProfileSection, section_form
from app.companies.forms.profile_rows import PictureForm
from app.companies.publisher import CompanyPublisher, refuse_closed
from app.companies.queries.publishing import get_firm
from app.companies.service.profiles import PROFILE
from app.companies.views.directory import blueprint
from app.core.errors import Conflict, InvalidInput, NotFound
from app.publishing.edit_pages import Sheet, autosave_sheet, open_sheet, require_writable, save_sheet
from app.publishing.editing import autosaves
from app.publishing.errors import BaseMoved
from app.publishing.service import confirm_fresh, submit
from app.web.access import signed_in
from app.web.errors import words_of
from app.web.form_rows import MORE
from app.web.identity import actor
from app.web.transaction import reads, writes
from app.web.uploads import takes_long_texts

FIRST: Final = "basics"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section is. `problems`: what must be mended before submission, by field."""

    section: ProfileSection
    is_empty: bool
    problems: Mapping[str, str]
    notes: int  # of the office

    @property
    def state(self) -> str:
        """One word for the tag: empty, open or done."""
        if self.problems or self.notes:
            return "empty" if self.is_empty and not self.notes else "open"
        return "empty" if self.is_empty else "done"


def publisher() -> CompanyPublisher:
    """The publisher of profiles."""
    found: CompanyPublisher = current_app.extensions["publishers"][PROFILE]
    return found


def profile_sheet(session: Session, id_: str) -> Sheet:
    """The profile for the firm's people; NotFound for everyone else."""
    return open_sheet(session, publisher(), id_, id_)


@blueprint.get("/<string:id_>/profile/")
@signed_in
@reads
def profile(session: Session, id_: str) -> ResponseReturnValue:
    """The sections with how far each is, and what is missing before the profile can be handed in."""
    return _overview(session, profile_sheet(session, id_))


def _overview(session: Session, sheet: Sheet, refused: Mapping[str, str] | None = None) -> str:
    problems = publisher().problems(sheet.fields)
    progress = [_progress(section, sheet, problems) for section in SECTIONS.values()]
    return render_template(
        "companies/profile/overview.html",
        company=get_firm(session, sheet.firm_id),
        sheet=sheet,
        progress=progress,
        refused=[(p.section, name, text) for p in progress for name, text in p.problems.items()] if refused else [],
    )


def _progress(section: ProfileSection, sheet: Sheet, problems: Mapping[str, str]) -> Progress:
    values = [sheet.fields.get(name) for name in section.fields]
    notes = sheet.revision.notes if sheet.revision else {}
    return Progress(
        section,
        is_empty=all(value in (None, "", []) for value in values),
        problems={name: problems[name] for name in section.fields if name in problems},
        notes=sum(1 for name in section.fields if notes.get(name)),
    )


def _section(name: str) -> ProfileSection:
    if name not in SECTIONS:
        raise NotFound("このページは見つかりません。")
    return SECTIONS[name]


@blueprint.get("/<string:id_>/profile/edit")
@blueprint.get("/<string:id_>/profile/edit/<string:name>")
@signed_in
@reads
def edit_profile(session: Session, id_: str, name: str = FIRST) -> ResponseReturnValue:
    """One section. After a refused submission (`check=1`) what must be mended stands beside its field."""
    section, sheet = _section(name), profile_sheet(session, id_)
    require_writable(sheet)
    more = MORE if request.args.get("more") == "1" else 0
    form = section_form(section, sheet.fields, more=more)
    if request.args.get("check") == "1":
        form.refuse_all(publisher().problems(sheet.fields))
    return section_page(session, sheet, section, form)


def section_page(
    session: Session,
    sheet: Sheet,
    section: ProfileSection,
    form: Any,  # noqa: ANN401 - one of several forms
    upload: PictureForm | None = None,
) -> str:
    """The page of one section; `upload`: the form for a new picture as it came back."""
    names = list(SECTIONS)
    return render_template(
        f"companies/profile/{section.template}.html",
        company=get_firm(session, sheet.firm_id),
        sheet=sheet,
        section=section,
        sections=SECTIONS,
        position=names.index(section.name) + 1,
        form=form,
        upload=upload or PictureForm(),
        materials=[term_name(materials(), code) for code in materials()] if section.name == "capabilities" else [],
    )


@blueprint.post("/<string:id_>/profile/edit")
@blueprint.post("/<string:id_>/profile/edit/<string:name>")
@signed_in
@takes_long_texts
@writes
def save_profile(session: Session, id_: str, name: str = FIRST) -> ResponseReturnValue:
    """Save this section's fields into the draft, and go where the button says."""
    section, sheet = _section(name), profile_sheet(session, id_)
    form = section_form(section, sheet.fields)

    def render(shown: Sheet) -> str:
        return section_page(session, shown, section, form)

    return save_sheet(session, sheet, form, render, _where_to(id_, section), with_submit=False)


def _where_to(id_: str, section: ProfileSection) -> str:
    base, names = f"/companies/{id_}/profile/", list(SECTIONS)
    do, place = request.form.get("do"), names.index(section.name)
    if do == "more":
        return f"{base}edit/{section.name}?more=1"
    if do == "next" and place + 1 < len(names):
        return f"{base}edit/{names[place + 1]}"
    return base


@blueprint.post("/<string:id_>/profile/edit/<string:name>/autosave")
@signed_in
@takes_long_texts
@autosaves
@writes
def autosave_profile(session: Session, id_: str, name: str) -> ResponseReturnValue:
    """Save what is well-formed while the person goes on typing."""
    section, sheet = _section(name), profile_sheet(session, id_)
    return autosave_sheet(session, sheet, section_form(section, sheet.fields))


@blueprint.post("/<string:id_>/profile/submit")
@signed_in
@writes
def submit_profile(session: Session, id_: str) -> ResponseReturnValue:
    """Hand the draft to the office; with something to mend, the overview comes back and says where."""
    sheet = profile_sheet(session, id_)
    require_writable(sheet)
    refuse_closed(get_firm(session, id_))
    if sheet.revision is None:
        raise Conflict("まだ下書きがありません。内容を入力して、下書きを保存してください。")
    try:
        submit(session, publisher(), sheet.revision, actor())
    except InvalidInput as refusal:
        return _overview(session, sheet, refusal.fields), 422
    except BaseMoved as refusal:
        flash(words_of(refusal))
        return redirect(f"/publications/{sheet.revision.key}", 303)
    flash(_("公開を申請しました。窓口の確認が終わると、お知らせが届きます。"))
    return redirect(f"/companies/{id_}/profile/", 303)


@blueprint.post("/<string:id_>/profile/confirm")
@signed_in
@writes
def confirm_profile(session: Session, id_: str) -> ResponseReturnValue:
    """「この内容は正しい」: today is the profile's day."""
    confirm_fresh(session, publisher(), id_, id_, actor())
    flash(_("公開中の内容を、今日の日付で確認しました。"))
    return redirect(f"/companies/{id_}", 303)
