"""Who hears which event: the one list. Handlers take payloads, run after the commit, and may run twice without harm."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app import registers
from app.accounts import notices as accounts
from app.accounts.events import AccountErased
from app.companies import events as firms
from app.companies.notices import claims
from app.companies.notices import members as firm_members
from app.companies.service.claims import erase_claims_of
from app.core.db import Database
from app.core.events import RecordsChanged
from app.core.letters import LetterWriter
from app.core.outbox import Handler
from app.core.unit_of_work import unit_of_work
from app.corrections import notices as corrections
from app.corrections.events import CorrectionAnswered, CorrectionReported
from app.notices.delivery import Postman, letters_handler
from app.notices.events import MailQueued
from app.notices.letterhead import Letterhead
from app.notices.service import erase_person
from app.offices import notices as offices
from app.offices.events import StaffJoined, StaffLeft
from app.papers.events import PaperAsked
from app.papers.work import PaperMaker
from app.publishing import notices as publishing
from app.search.events import SpecialWordsChanged
from app.search.service import SearchService

# Event → what writes its letters.
LETTERS: Final[dict[str, LetterWriter]] = {
    **accounts.LETTERS,
    StaffJoined.name: offices.staff_joined,
    StaffLeft.name: offices.staff_left,
    CorrectionReported.name: corrections.correction_reported,
    CorrectionAnswered.name: corrections.correction_answered,
    firms.ClaimSubmitted.name: claims.claim_submitted,
    firms.OwnerToldOfClaim.name: claims.owner_told_of_claim,
    firms.ClaimLetterSent.name: claims.claim_letter_sent,
    firms.ClaimConfirmed.name: claims.claim_confirmed,
    firms.ClaimReturned.name: claims.claim_returned,
    firms.ClaimApproved.name: claims.claim_approved,
    firms.ClaimRejected.name: claims.claim_rejected,
    **publishing.letter_writers(registers.publishers()),
    **firm_members.LETTERS,
}


# Events whose handlers take long (other machines, a whole index, PDFs): the worker gives each group a lane of its own.
LANES: Final = {"mails": frozenset({MailQueued.name, SpecialWordsChanged.name}), "papers": frozenset({PaperAsked.name})}
SLOW: Final = frozenset[str]().union(*LANES.values())


def handlers(
    database: Database, search: SearchService, head: Letterhead, postman: Postman, papers: PaperMaker
) -> dict[str, tuple[Handler, ...]]:
    """Event name → handlers, in the order in which they hear it."""

    def index_changed(payloads: Sequence[Mapping[str, Any]]) -> None:
        """Bring the search documents of all changed records up to date in one commit."""
        changed: dict[str, list[str]] = {}
        for payload in payloads:
            changed.setdefault(payload["kind"], []).extend(payload["ids"])
        with database.read() as session:
            search.index(session, {kind: list(dict.fromkeys(ids)) for kind, ids in changed.items()})

    def learn_special_words(_payloads: Sequence[Mapping[str, Any]]) -> None:
        """Build the index anew, so that it knows words that the dictionary cuts apart."""
        with database.read() as session:
            search.rebuild(session)

    def forget_person(payloads: Sequence[Mapping[str, Any]]) -> None:
        """Take inbox, choices and addresses of people whose accounts were erased, and what they sent with their claims."""
        with unit_of_work(database) as session:
            for payload in payloads:
                erase_person(session, payload["user_id"])
                erase_claims_of(session, payload["user_id"])

    return {
        RecordsChanged.name: (index_changed,),
        SpecialWordsChanged.name: (learn_special_words,),
        MailQueued.name: (postman,),
        PaperAsked.name: (papers,),
        AccountErased.name: (forget_person,),
        **{name: (letters_handler(database, writer, head),) for name, writer in LETTERS.items()},
    }
