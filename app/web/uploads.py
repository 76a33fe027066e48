"""Bodies that carry files: which views take them, how large they may be, and where they lie while they arrive.

A view says `@takes_files()` (or `@takes_files(limit)`), beside its access mark; every other body stays within the limit of forms.
The guard raises the limit only for those who may use the view, and before anything (the CSRF token too) reads the body. A file
that arrives lies in memory while it is small and else in DATA_DIR/uploads, nameless, so that an upload cut short leaves nothing.
"""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, TypeVar

from flask import Request, current_app, request
from flask.ctx import has_app_context
from werkzeug.exceptions import RequestEntityTooLarge

View = TypeVar("View", bound=Callable[..., object])
MOST_BYTES: Final = (
    12 * 1024 * 1024
)  # a request with files: one of 10 MB, or several smaller ones, and the form's words
MOST_PARTS: Final = 500  # fields and files of one form
_MARK: Final = "__takes_files__"
_IN_MEMORY: Final = 256 * 1024  # bytes of one file (larger ones lie on disk) or of one field (larger ones are refused)
_CHUNK: Final = 256 * 1024
_PRIVATE: Final = 0o700


def takes_files(limit: int = MOST_BYTES, *, parts: int = MOST_PARTS) -> Callable[[View], View]:
    """The view takes bodies of up to `limit` bytes and `parts` fields; larger ones are answered with 413.

    Stands beside the access mark.
    """

    def mark(view: View) -> View:
        setattr(view, _MARK, (limit, parts))
        return view

    return mark


def takes_long_texts(view: View) -> View:
    """The view takes forms with texts longer than the limit of forms: Japanese text is nine bytes a character on its way."""
    return takes_files(_IN_MEMORY)(view)


def admit_files(view: object) -> None:
    """Raise the limit of this request to the view's; a body that says it is larger is refused now. Called by the guard.

    What is refused is read to its end (within twice the limit), or browsers would show a broken connection and not our words.
    """
    taken = getattr(view, _MARK, None)
    if taken is None:
        return
    limit, request.max_form_parts = taken
    request.max_content_length = limit
    request.max_form_memory_size = _IN_MEMORY  # must hold one piece of a file as Werkzeug's parser reads it (64 KiB)
    if request.content_length is not None and request.content_length > limit:
        _read_away(min(request.content_length, 2 * limit))
        raise RequestEntityTooLarge


def _read_away(count: int) -> None:
    stream: IO[bytes] = request.environ["wsgi.input"]
    while count > 0 and (chunk := stream.read(min(count, _CHUNK))):
        count -= len(chunk)


class FileRequest(Request):
    """The app's requests: files that arrive are written to the site's own disk, not to the system's temporary folder."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if not has_app_context():
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        folder = current_app.config["SITE"].data_dir / "uploads"
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        stream: Any = SpooledTemporaryFile(max_size=_IN_MEMORY, dir=folder)  # noqa: SIM115 - closed with the request
        return stream  # type: ignore[no-any-return]  # it reads and writes as a file does
