"""Noting what people look for, from the pages themselves: words that may be remembered, and whom they led to. Never a person.

Each look is a short transaction of its own that may fail (`web.looks`). Crawlers, pages fetched ahead and further pages of one
search do not count; nor does what a firm's own people open.
"""

import hashlib
import hmac
import re
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from flask import current_app, request
from flask_login import current_user

from app.accounts.throttle import network_of
from app.core import clock
from app.core.actor import FirmRole
from app.core.db import insert_ignoring
from app.search.looked_for import LookedFor, looked_for
from app.search.models import CompanyLook, SearchLook
from app.search.results import SearchResponse
from app.search.service import SearchService
from app.search.states import Outcome
from app.web.identity import actor
from app.web.looks import note_look

_ROBOTS: Final = re.compile("bot|crawl|spider", re.IGNORECASE)
_MARK: Final = 20  # hexadecimal digits
_SEARCH_PAGE: Final = "/search"
_LONGEST_QUERY: Final = 200


def note_search(found: SearchResponse) -> None:
    """Note the first page of a search. What finds nothing only because of a filter says nothing about the words."""
    outcome = _outcome(found)
    if outcome is None or found.request.page > 1 or not _is_a_person():
        return
    words = _words(found.query)
    if words is not None:
        row = {**_row(words), "outcome": outcome.value}
        note_look(lambda session: insert_ignoring(session, SearchLook, [row]))


def note_opened(company_id: str) -> None:
    """Note that a search on this site led to the page of a company, if this request says so."""
    query = _query_before()
    if not query or not _is_a_person() or actor().has_any(FirmRole, company_id):
        return
    words = _words(query)
    if words is not None:
        row = {**_row(words), "company_id": company_id}
        note_look(lambda session: insert_ignoring(session, CompanyLook, [row]))


def mark_of(secret: str, day: date, who: str, words: str) -> str:
    """The keyed hash that tells sessions apart: another key every day, and nothing that two searches of one person share."""
    key = hmac.digest(secret.encode(), f"looks:{day.isoformat()}".encode(), "sha256")
    return hmac.new(key, f"{who}\n{words}".encode(), hashlib.sha256).hexdigest()[:_MARK]


def _outcome(found: SearchResponse) -> Outcome | None:
    if found.has_failed or not found.query:
        return None
    if not found.total:
        return None if found.request.is_narrowed else Outcome.NOTHING
    return Outcome.FOUND if found.together else Outcome.WIDENED


def _words(text: str) -> LookedFor | None:
    service: SearchService = current_app.extensions["search"]
    return looked_for(service.read_query(text), service.book())


def _row(words: LookedFor) -> dict[str, Any]:
    day = clock.today()
    mark = mark_of(current_app.config["SECRET_KEY"], day, _who(), words.key)
    return {"day": day, "words": words.key, "shown": words.shown, "length": words.length, "session": mark}


def _who() -> str:
    if current_user.is_authenticated:
        return str(current_user.token)
    return f"{network_of(request.remote_addr)}\n{request.user_agent.string}"


def _is_a_person() -> bool:
    is_ahead = "prefetch" in (request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or "")
    return request.method == "GET" and not is_ahead and not _ROBOTS.search(request.user_agent.string)


def _query_before() -> str:
    """The words of the search page of this site from which the link was followed; empty if it was none."""
    try:
        before = urlsplit(request.referrer or "")
        asked = parse_qs(before.query, max_num_fields=100) if before.netloc == request.host else {}
    except ValueError:
        return ""
    return asked.get("q", [""])[0][:_LONGEST_QUERY] if before.path == _SEARCH_PAGE else ""
