"""What the edit pages of other rooms share: what a form had shown, the answer to an automatic save, and the words beside it.

A view of another room stays thin:

    typed = the form's fields as JSON values
    saved = save_draft(session, publisher, draft, actor(), typed, read_seen(request.form))
    if wants_json():
        return autosave_answer(publisher, draft, saved)
    if saved.conflicts: render the form again with `clash` beside those fields, status 422 … then nothing is kept of the save,
    so that the page shows everything that was typed, and the next press writes it knowingly.

`@autosaves` stands above `@writes` and turns refusals of an automatic save into JSON.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, ParamSpec

from flask import Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.core.clock import JAPAN
from app.core.errors import InvalidInput, Refusal
from app.core.publication import Publisher, Revision
from app.publishing.merging import digest_of_value
from app.publishing.queries import last_hand
from app.publishing.service.drafts import Saved
from app.web.i18n import language

P = ParamSpec("P")
SEEN: Final = "seen-"


def hidden_seen(fields: Mapping[str, Any]) -> Markup:
    """Hidden inputs that say what the form shows, one a field, so that two editors at once lose nothing."""
    box = Markup('<input type="hidden" name="{}{}" value="{}">')
    return Markup("").join(box.format(SEEN, name, digest_of_value(value)) for name, value in fields.items())


def read_seen(form: Mapping[str, str]) -> dict[str, str]:
    """Field → digest of what the form had shown."""
    return {name.removeprefix(SEEN): value for name, value in form.items() if name.startswith(SEEN)}


def wants_json() -> bool:
    """Whether this is an automatic save, which asks for JSON."""
    return request.accept_mimetypes.best == "application/json"


def saved_by(session: Session, revision: Revision | None) -> str:
    """Who saved the draft last: a name, or the support body's."""
    return last_hand(session, revision).name if revision is not None else ""


def autosave_answer(publisher: Publisher, revision: Revision, saved: Saved) -> Response:
    """When it was saved, what the form shows by now, and the fields that someone else has changed meanwhile.

    The status is 200 even with clashes: the other fields are saved, and the page keeps what was typed.
    """
    at = (revision.updated_at or revision.created_at).astimezone(JAPAN).strftime("%H:%M")
    names = [publisher.fields[name].text(language()) for name in saved.conflicts]
    message = (
        _(
            "「%(fields)s」は、ほかの人が別の内容を保存しています。「下書きを保存する」を押すと、見比べられます。",
            fields=_("」「").join(names),
        )
        if names
        else _("下書きを保存しました（%(time)s）", time=at)
    )
    seen = {
        SEEN + name: digest_of_value(revision.fields.get(name))
        for name in publisher.fields
        if name not in saved.conflicts
    }
    clashes = [
        {
            "name": name,
            "label": publisher.fields[name].text(language()),
            "theirs": list(publisher.words(name, one.theirs)),
            "by": one.by_name,
            "at": one.at.astimezone(JAPAN).strftime("%H:%M") if one.at else "",
        }
        for name, one in saved.conflicts.items()
    ]
    return jsonify(saved_at=at, version=saved.version, message=message, seen=seen, clashes=clashes)


def autosaves(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Answer the refusals of an automatic save in JSON; the page says them and keeps what was typed."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except Refusal as refusal:
            if not wants_json():
                raise
            fields = refusal.fields if isinstance(refusal, InvalidInput) else {}
            answer = make_response(
                jsonify(
                    message=_(refusal.message, **refusal.values),
                    fields={name: _(text) for name, text in fields.items()},
                )
            )
            answer.status_code = refusal.status
            return answer

    return wrapper
