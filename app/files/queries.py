"""Reads about files."""

from collections.abc import Iterable

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.files.models import FileReference, StoredFile


def get_file(session: Session, file_id: str, kind: str, subject_id: str) -> StoredFile:
    """The file that this subject refers to; NotFound for any other."""
    found = session.scalars(
        select(StoredFile)
        .join(FileReference, FileReference.file_id == StoredFile.id)
        .where(StoredFile.id == file_id, FileReference.kind == kind, FileReference.subject_id == subject_id)
    ).one_or_none()
    if found is None:
        raise NotFound("このファイルは見つかりません。")
    return found


def list_files(session: Session, ids: Iterable[str]) -> dict[str, StoredFile]:
    """Files by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {file.id: file for file in session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted)))}


def list_of(session: Session, kind: str, subject_id: str) -> list[StoredFile]:
    """All files of a subject, oldest first."""
    query = (
        select(StoredFile)
        .join(FileReference, FileReference.file_id == StoredFile.id)
        .where(FileReference.kind == kind, FileReference.subject_id == subject_id)
        .order_by(StoredFile.created_at, StoredFile.id)
    )
    return list(session.scalars(query))


def is_unreferenced() -> object:
    """The condition of files that nothing refers to."""
    return ~exists().where(FileReference.file_id == StoredFile.id)
