"""What an applicant publishes about using its patent: the licence card, written from a revision that an office let through."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from sqlalchemy.orm import Session

from app.companies.publisher import FirmPublisher, refuse_closed
from app.companies.queries.publishing import get_firm
from app.core import clock
from app.core.errors import Conflict
from app.core.events import RecordsChanged, announce
from app.core.labels import Label
from app.core.letters import Text, msgid
from app.core.publication import FRESH_FOR
from app.core.sections import WorkItem
from app.patents import queries
from app.patents.kind import PatentKind
from app.patents.models import Patent
from app.patents.queries import LICENCE
from app.patents.service.licences import fields_of, write_card

SUMMARY_MOST: Final = 300  # characters
TEXT_MOST: Final = 2_000
TERMS: Final = {
    "許諾": Label("許諾", "Licence"),
    "譲渡": Label("譲渡", "Assignment"),
    "共同": Label("共同", "Joint use"),
}
"""The conditions that a card may name, as files write them."""


class LicencePublisher(FirmPublisher):
    """A licence card; the subject is the patent's id. Only firms that are tied to the patent as applicants edit it."""

    kind: ClassVar[str] = LICENCE
    label: ClassVar[Label] = Label("開放特許の条件", "Licence card")
    fields: ClassVar[Mapping[str, Label]] = {
        "summary": Label("やさしい説明", "In plain words"),
        "effect": Label("効果", "Effect"),
        "fields": Label("利用分野", "Fields of use"),
        "products": Label("適用製品", "Products"),
        "terms": Label("条件", "Terms"),
        "support": Label("技術指導・試作", "Support and prototypes"),
    }

    def title(self, session: Session, subject_id: str, fields: Mapping[str, Any]) -> str:
        """The patent's title."""
        patent = queries.find_patent(session, subject_id)
        return patent.title if patent else subject_id

    def address(self, subject_id: str) -> str:
        """The patent's page."""
        return PatentKind().address(subject_id)

    def edit_address(self, subject_id: str, firm_id: str) -> str:
        """The one form."""
        return f"/licences/{subject_id}/edit"

    def firms(self, session: Session, subject_id: str) -> Sequence[str] | None:
        """The companies that its applicants are."""
        return queries.list_owners(session, subject_id)

    def live(self, session: Session, subject_id: str) -> dict[str, Any] | None:
        """The card's fields; None while the patent has none."""
        patent = queries.find_patent(session, subject_id)
        return fields_of(patent.licence) if patent and patent.licence else None

    def apply(self, session: Session, subject_id: str, firm_id: str, fields: Mapping[str, Any]) -> None:
        """Write the card as the applicant's own words. Conflict for a closed firm."""
        refuse_closed(get_firm(session, firm_id))
        patent = queries.get_patent(session, subject_id)
        write_card(patent, fields)
        patent.licence_withdrawn_at = None
        _touch(session, patent)

    def confirm(self, session: Session, subject_id: str, firm_id: str) -> None:
        """Today is the card's day. Conflict while there is none."""
        patent = queries.get_patent(session, subject_id)
        if patent.licence is None:
            raise Conflict("この特許には、公開されている条件がありません。")
        write_card(patent, {})
        _touch(session, patent)

    def problems(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """A plain summary, texts of a readable length, and known terms."""
        found = {name: _problem(name, fields.get(name)) for name in self.fields}
        return {name: text.message for name, text in found.items() if text}

    def words(self, name: str, value: Any) -> Sequence[str]:  # noqa: ANN401 - any JSON value
        """Texts by line; terms one a line."""
        return value if isinstance(value, list) else str(value).splitlines()

    def stale(self, session: Session, firm_ids: Sequence[str]) -> Sequence[WorkItem]:
        """Cards that nobody has confirmed for a year."""
        found = queries.list_stale_licences(session, firm_ids, clock.today() - FRESH_FOR)
        return [WorkItem(title, self.edit_address(id_, ""), since_on=on) for id_, title, on in found]


def _problem(name: str, value: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    if name == "summary":
        return _summary_problem(value or "")
    if name == "terms":
        is_odd = any(term not in TERMS for term in value or [])
        return msgid("条件を、一覧から選んでください") if is_odd else None
    is_long = len(value or "") > TEXT_MOST
    return msgid("2,000文字までにしてください") if is_long else None


def _summary_problem(text: str) -> Text | None:
    if not text:
        return msgid("「やさしい説明」を書いてください。専門でない人にも分かる言葉が役に立ちます")
    return msgid("「やさしい説明」は300文字までにしてください") if len(text) > SUMMARY_MOST else None


def _touch(session: Session, patent: Patent) -> None:
    patent.updated_at = clock.now()
    session.flush()
    announce(session, RecordsChanged(PatentKind.name, (patent.id,)))
