"""What a firm publishes as its technology: the live row, written from a revision that an office let through."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app.companies.profile_words import industry_in_words
from app.companies.publisher import OWN_WORDS, FirmPublisher, refuse_closed
from app.companies.queries.publishing import get_firm
from app.core import clock
from app.core.errors import NotFound
from app.core.events import RecordsChanged, announce
from app.core.labels import Label
from app.core.publication import FRESH_FOR
from app.core.sections import WorkItem
from app.reference.municipalities import find_municipality
from app.technologies import queries, rules
from app.technologies.models import Technology
from app.technologies.queries import TECHNOLOGY
from app.technologies.service import empty_technology
from app.technologies.states import STAGES


class TechnologyPublisher(FirmPublisher):
    """A technology; the subject is its id, minted when its first draft is opened. Owner and code are the site's, not the form's."""

    kind: ClassVar[str] = TECHNOLOGY
    label: ClassVar[Label] = Label("技術", "Technology")
    fields: ClassVar[Mapping[str, Label]] = {
        "title": Label("技術の名前", "Name"),
        "summary": Label("概要", "Summary"),
        "description": Label("くわしい説明", "Description"),
        "problems": Label("解決できる困りごと", "Problems it solves"),
        "keywords": Label("キーワード", "Keywords"),
        "stage": Label("段階", "Stage"),
        "industry": Label("使う業種", "Industry that uses it"),
        "municipality_code": Label("地域", "Place"),
        "ipc": Label("国際特許分類", "IPC"),
        "url": Label("紹介のページ", "Web page"),
        "is_it": Label("中小企業向けのITサービス・製品", "IT service or product for small firms"),
    }

    def title(self, session: Session, subject_id: str, fields: Mapping[str, Any]) -> str:
        """The live name, else the draft's."""
        technology = queries.find_any(session, subject_id)
        return (technology.title if technology else fields.get("title")) or "名前のない技術"

    def address(self, subject_id: str) -> str:
        """The technology's page."""
        return f"/technologies/{subject_id}"

    def edit_address(self, subject_id: str, firm_id: str) -> str:
        """The one form."""
        return f"/technologies/{subject_id}/edit"

    def firms(self, session: Session, subject_id: str) -> Sequence[str] | None:
        """The owner; None before the first publication."""
        technology = queries.find_any(session, subject_id)
        if technology is None:
            return None
        return (technology.owner_number,) if technology.owner_number else ()

    def live(self, session: Session, subject_id: str) -> dict[str, Any] | None:
        """The row's fields, of a withdrawn one too: whoever edits it goes on from there."""
        technology = queries.find_any(session, subject_id)
        return {name: getattr(technology, name) for name in self.fields} if technology else None

    def apply(self, session: Session, subject_id: str, firm_id: str, fields: Mapping[str, Any]) -> None:
        """Write the technology as the firm's own words; a withdrawn one is shown again. Conflict for a closed firm."""
        firm = get_firm(session, firm_id)
        refuse_closed(firm)
        technology = queries.find_any(session, subject_id)
        if technology is None:
            technology = empty_technology(subject_id, f"M-{subject_id.upper()}", OWN_WORDS)
            session.add(technology)
        for name in self.fields:
            if name in fields:
                setattr(technology, name, fields[name])
        technology.owner_number, technology.owner_name = firm.id, firm.name
        technology.source, technology.source_on, technology.withdrawn_at = OWN_WORDS, clock.today(), None
        _touch(session, technology)

    def confirm(self, session: Session, subject_id: str, firm_id: str) -> None:
        """Today is its day. NotFound while there is none, or for another firm's."""
        technology = queries.get_technology(session, subject_id)
        if technology.owner_number != firm_id:
            raise NotFound("この技術は見つかりません。公開が終わった可能性があります。")
        _touch(session, technology)

    def problems(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """By the rules of technologies."""
        return rules.problems(fields)

    def words(self, name: str, value: Any) -> Sequence[str]:  # noqa: ANN401 - any JSON value
        """Labels for codes, one line an entry."""
        if name == "stage":
            return (STAGES[value].ja if value in STAGES else str(value),)
        if name == "industry":
            return (industry_in_words(value),)
        if name == "municipality_code":
            place = find_municipality(value)
            return (place.name if place else value,)
        if name == "is_it":
            return ("はい" if value else "いいえ",)
        return value if isinstance(value, list) else str(value).splitlines()

    def stale(self, session: Session, firm_ids: Sequence[str]) -> Sequence[WorkItem]:
        """Technologies that nobody has confirmed for a year."""
        found = queries.list_stale(session, firm_ids, clock.today() - FRESH_FOR)
        return [WorkItem(t.title, self.edit_address(t.id, t.owner_number or ""), since_on=t.fresh_on) for t in found]


def _touch(session: Session, technology: Technology) -> None:
    technology.fresh_on, technology.updated_at = clock.today(), clock.now()
    session.flush()
    announce(session, RecordsChanged(TECHNOLOGY, (technology.id,)))
