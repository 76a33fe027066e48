"""「このままで正しい」: the firm confirms what is public without changing a word."""

from sqlalchemy.orm import Session

from app.audit.service import record
from app.core.actor import Actor
from app.core.errors import Conflict
from app.core.publication import Publisher
from app.publishing.service.trail import require_editor, require_own


def confirm_fresh(session: Session, publisher: Publisher, subject_id: str, firm_id: str, actor: Actor) -> None:
    """Today becomes the freshness date. NotFound for strangers, ReadOnly for viewers, Conflict if nothing is public yet."""
    grant = require_editor(actor, firm_id)
    require_own(session, publisher, subject_id, firm_id)
    if publisher.live(session, subject_id) is None:
        raise Conflict("まだ公開した内容がありません。下書きを書いて、公開を申請してください。")
    publisher.confirm(session, subject_id, firm_id)
    record(session, actor, f"{publisher.kind}.confirm", (publisher.kind, subject_id), grant=grant)
