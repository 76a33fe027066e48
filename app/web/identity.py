"""Who asks: the signed-in person (Flask-Login's `current_user`) as an `Actor` with all grants, put together once a request.

What signs people in (`accounts`) and what gives grants (`accounts`, `offices`, `companies`) are rooms above; the roof registers
them in `app.extensions`: "grant_loaders" (functions of session and user id), "session_state" and "signed_out".
"""

from enum import StrEnum

from flask import current_app, g
from flask_login import current_user

from app.core.actor import VISITOR, Actor
from app.web.transaction import database


class SessionState(StrEnum):
    """What the session cookie of a request is worth."""

    NONE = "none"  # a visitor
    LIVE = "live"
    EXPIRED = "expired"  # ran out within the last seven days: what was typed is kept
    DEAD = "dead"  # signed out, revoked, unknown, or long gone


def session_state() -> SessionState:
    """The state of this request's session."""
    state: SessionState = current_app.extensions["session_state"]()
    return state


def actor() -> Actor:
    """The actor of this request; a visitor if nobody is signed in."""
    if "actor" not in g:
        g.actor = _load()
    found: Actor = g.actor
    return found


def _load() -> Actor:
    if not current_user.is_authenticated:
        return VISITOR
    user_id: str = current_user.id
    with database().read() as session:
        grants = [grant for loader in current_app.extensions["grant_loaders"] for grant in loader(session, user_id)]
    return Actor(user_id, frozenset(grants))
