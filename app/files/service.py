"""What is done to files: a row for what was taken in, who refers to it, and the cleaning of what nobody refers to."""

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor
from app.core.db import insert_ignoring
from app.core.ids import new_id
from app.files.intake import Prepared
from app.files.models import FileReference, StoredFile
from app.files.queries import is_unreferenced
from app.files.store import FileStore

_GRACE: Final = timedelta(days=1)
_BATCH: Final = 500


def keep(session: Session, prepared: Prepared, actor: Actor) -> StoredFile:
    """The row of a file that was taken in. It stays only if something refers to it within a day."""
    file = StoredFile(
        id=new_id(),
        sha256=prepared.sha256,
        size=prepared.size,
        media_type=prepared.media_type,
        name=prepared.name,
        kind=prepared.kind,
        width=prepared.width,
        height=prepared.height,
        scan=prepared.scan,
        created_by=actor.user_id,
        created_at=clock.now(),
    )
    session.add(file)
    session.flush()
    return file


def set_references(session: Session, kind: str, subject_id: str, file_ids: Iterable[str]) -> None:
    """The subject refers to exactly these files from now on."""
    wanted = set(file_ids)
    here = (FileReference.kind == kind, FileReference.subject_id == subject_id)
    session.execute(delete(FileReference).where(*here, FileReference.file_id.not_in(wanted)))
    rows = [{"file_id": id_, "kind": kind, "subject_id": subject_id} for id_ in sorted(wanted)]
    insert_ignoring(session, FileReference, rows)


def forget_rows(session: Session) -> int:
    """Delete the rows of files that nothing refers to, a day after they came; how many."""
    old = clock.now() - _GRACE
    gone = session.scalars(
        select(StoredFile.id).where(is_unreferenced(), StoredFile.created_at < old).limit(_BATCH)  # type: ignore[arg-type]  # a condition
    ).all()
    session.execute(delete(StoredFile).where(StoredFile.id.in_(gone)))
    return len(gone)


def forget_bytes(session: Session, store: FileStore) -> int:
    """Delete bytes that no row names and that are older than a day; how many. Once the rows' going is committed."""
    count = 0
    oldest = time.time() - _GRACE.total_seconds()
    named = set(session.scalars(select(StoredFile.sha256)))
    for sha256, written in list(store.all_hashes()):
        if sha256 not in named and written < oldest:
            store.delete(sha256)
            count += 1
    return count
