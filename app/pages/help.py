"""Help: a guide for the firm, one for the official, and the words of the site explained. Pages link to the part that explains them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core.actor import FirmRole
from app.web.access import public
from app.web.identity import actor

blueprint = Blueprint("help", __name__, url_prefix="/help")


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """The guides, how to search, and what to do when something does not work."""
    return render_template("pages/help/index.html")


@blueprint.get("/firm")
@public
def firm() -> ResponseReturnValue:
    """The guide for the firm; its links lead to the reader's own firm if there is one."""
    found, owns = _own_firm()
    return render_template("pages/help/firm.html", firm=f"/companies/{found}" if found else "", owns=owns)


@blueprint.get("/official")
@public
def official() -> ResponseReturnValue:
    """The guide for the official."""
    return render_template("pages/help/official.html")


@blueprint.get("/words")
@public
def words() -> ResponseReturnValue:
    """The words of the site explained, each with an address of its own (`/help/words#id`)."""
    return render_template("pages/help/words.html")


def _own_firm() -> tuple[str, bool]:
    """The firm whose pages the guide opens, and whether the reader is its owner; nothing for who has no firm."""
    found = actor().grant_for((FirmRole.OWNER, FirmRole.EDITOR, FirmRole.VIEWER))
    return (found.body or "", found.role == FirmRole.OWNER) if found else ("", False)
