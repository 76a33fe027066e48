"""Streaming a file to someone whom the owning room let through."""

from flask import current_app, send_file
from flask.wrappers import Response

from app.core.errors import NotFound
from app.files.intake import clean_name
from app.files.models import StoredFile
from app.files.store import FileStore


def store() -> FileStore:
    """The store of this site."""
    found: FileStore = current_app.extensions["files"]
    return found


def send(file: StoredFile, *, inline: bool = False) -> Response:
    """The file under its own name: a picture may be shown in the page (`inline`), all else is an attachment.

    The browser may not guess another type (nosniff stands on every answer). NotFound if the bytes are gone.
    """
    place = store().path(file.sha256)
    if not place.exists():
        raise NotFound("このファイルは見つかりません。")
    answer = send_file(
        place,
        mimetype=file.media_type,
        as_attachment=not (inline and file.kind == "picture"),
        download_name=clean_name(file.name),
        etag=file.sha256,
        conditional=True,
        max_age=None,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return answer
