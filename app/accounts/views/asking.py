"""What a request tells of the person behind it: network, device, whether they are staff, whether they know the password."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.passwords import Hasher
from app.accounts.service.proving import is_own_password, step_up
from app.accounts.service.signing_in import Place
from app.accounts.throttle import network_of
from app.core.actor import STAFF
from app.core.labels import Label
from app.core.letters import Text
from app.web.forms import Form
from app.web.templating import label
from app.web.transaction import database, writing

P = ParamSpec("P")
R = TypeVar("R")
_BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


def hasher() -> Hasher:
    """What hashes passwords here."""
    found: Hasher = current_app.extensions["hasher"]
    return found


def network() -> str:
    """The network from which the request came."""
    return network_of(request.remote_addr)


def place() -> Place:
    """Network and device, for the list of sessions: browser and system in two words."""
    agent = request.user_agent.string
    browser = next((name for name in _BROWSERS if name in agent), "")
    system = next((name for name in _SYSTEMS if name in agent), "")
    return Place(network(), f"{browser.replace('Edg', 'Edge')} {system}".strip())


def is_staff(user_id: str) -> bool:
    """Whether the person holds a role of staff anywhere."""
    with database().read() as reader:
        loaders = current_app.extensions["grant_loaders"]
        return any(grant.role in STAFF for loader in loaders for grant in loader(reader, user_id))


def is_proved(form: Form) -> bool:
    """Whether the form is right and its `current_password` is the person's; else the error stands beside its field.

    A wrong password counts like a failed sign-in (TooOften).
    """
    if not form.validate():
        return False
    typed = form["current_password"].data
    if not is_own_password(database(), hasher(), current_user.id, typed, network()):
        form.refuse("current_password", _("いまのパスワードが違います。"))
        return False
    with writing() as writer:
        step_up(writer, current_user.session_id)
    return True


def say(text: Text) -> str:
    """A sentence of a lower room in the reader's language."""
    values = {name: label(value) if isinstance(value, Label) else value for name, value in text.values.items()}
    return str(_(text.message, **values))


def never_kept(view: Callable[P, R]) -> Callable[P, R]:
    """A page that no browser or proxy keeps: its address or its words are a secret."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        g.is_private = True
        return view(*args, **kwargs)

    return wrapper
