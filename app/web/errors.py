"""Errors as pages, and as problems (RFC 9457) under `/api/`. Each says what happened, what now, and whom to call."""

import json
import traceback

import structlog
from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import OperationalError, StatementError
from werkzeug.exceptions import HTTPException

from app.core.errors import Refusal
from app.core.labels import Label
from app.web.i18n import language
from app.web.typed import came_from, typed_rows

log = structlog.get_logger("web")

TITLES = {
    400: _l("アドレスや条件を読み取れませんでした"),
    403: _l("このページを開く権限がありません"),
    404: _l("ページが見つかりません"),
    405: _l("この操作はできません"),
    409: _l("いまはこの操作ができません"),
    413: _l("送られた内容が大きすぎます"),
    414: _l("アドレスが長すぎます"),
    422: _l("入力内容を確認してください"),
    429: _l("短い時間に多くの操作がありました"),
    500: _l("処理を終えられませんでした"),
    503: _l("いま混み合っています"),
}
NEXT = {
    400: _l("アドレスの条件を直すか、検索のページからやり直してください。"),
    403: _l("別の役割で操作する必要があるかもしれません。窓口にお問い合わせください。"),
    404: _l("アドレスが変わったか、公開が終わった可能性があります。検索からお探しください。"),
    405: _l("前のページに戻って、画面のボタンから操作してください。"),
    409: _l("最新の内容を確認してから、もう一度お試しください。"),
    413: _l("ファイルや文章を小さくして、もう一度お試しください。"),
    414: _l("検索のことばを短くして、もう一度お試しください。"),
    422: _l("下の内容を直して、もう一度送ってください。"),
    429: _l("少し待ってから、もう一度お試しください。"),
    500: _l("記録を残しました。時間をおいて、もう一度お試しください。続くときは窓口にお知らせください。"),
    503: _l("少し待ってから、もう一度お試しください。"),
}
# The same, where a form was sent and not an address opened.
SENT_TITLES = {
    400: _l("送られた内容を受け取れませんでした"),
    403: _l("この操作をする権限がありません"),
}
SENT_NEXT = {
    400: _l(
        "画面を開いてから時間がたったか、サインインの状態が変わった可能性があります。もとのページを開き直して、もう一度送ってください。"
    ),
}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(Exception, _failed)


def is_api() -> bool:
    """Whether the answer is for a program."""
    return request.path.startswith("/api/v1/")


def answer(status: int, detail: str | None = None) -> Response:
    """The error page or problem for `status`; `detail` is already in the person's language."""
    known = status if status in TITLES else (500 if status >= 500 else 400)
    is_sent = request.method == "POST"
    title = str((is_sent and SENT_TITLES.get(known)) or TITLES[known])
    advice = str((is_sent and SENT_NEXT.get(known)) or NEXT[known])
    if is_api():
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail or advice}
        problem["request_id"] = g.get("request_id", "-")
        body = json.dumps(problem, ensure_ascii=False)
        response = Response(body, status, mimetype="application/problem+json")
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response
    page = render_template(
        "errors/error.html",
        title=title,
        detail=detail,
        advice=advice,
        typed_rows=typed_rows(),
        came_from=came_from() if is_sent else None,
    )
    return Response(page, status, mimetype="text/html")


def _refused(refusal: Refusal) -> ResponseReturnValue:
    response = answer(refusal.status, words_of(refusal))
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def words_of(refusal: Refusal) -> str:
    """What a refusal says, in the person's language; a value may be a Label."""
    values = {
        name: value.text(language()) if isinstance(value, Label) else value for name, value in refusal.values.items()
    }
    return str(_(refusal.message, **values))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    response = answer(error.code or 500)
    for name, value in error.get_headers():
        if name in ("Retry-After", "Allow"):
            response.headers[name] = value
    return response


def _database_busy(error: OperationalError) -> ResponseReturnValue:
    log.error("database", request_id=g.get("request_id"), error=type(error.orig).__name__)
    response = answer(503)
    response.headers["Retry-After"] = "5"
    return response


def _failed(error: Exception) -> ResponseReturnValue:
    trace = "".join(_trace(error))
    log.error("failed", request_id=g.get("request_id"), endpoint=request.endpoint, trace=trace)
    return answer(500)


def _trace(error: Exception) -> list[str]:
    """Where it failed. A database's own words quote the values of a row (PostgreSQL: `Key (email)=(…)`), so they stay out of the log."""
    if not isinstance(error, StatementError):
        return traceback.format_exception(error)
    return [*traceback.format_tb(error.__traceback__), type(error.orig or error).__name__]
