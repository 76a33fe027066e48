"""The firm's papers: the A4 sheet that introduces it, and the letter with the code that proves a claim."""

from typing import ClassVar, Final

from sqlalchemy.orm import Session

from app.companies import queries
from app.companies.capabilities import materials, processes
from app.companies.claim_address import claim_address, claim_postcode
from app.companies.claim_codes import letter_code
from app.companies.claim_states import ClaimState
from app.companies.kind import address_of
from app.companies.models import CompanyProfile
from app.companies.policy.claims import can_decide
from app.companies.queries import claims
from app.companies.service.claims import LETTER
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound
from app.core.labels import Label, Language
from app.core.papers import Draft, PaperKind
from app.offices.queries import get_office
from app.papers.qr import qr_of
from app.reference import jsic

# What stands on one sheet; the rest is on the page that the code leads to.
_CAPABILITIES: Final = 6
_PROBLEMS: Final = 5
_CERTIFICATES: Final = 5
_APPROVALS: Final = ("起案", "係長", "課長")  # the letter is Japanese, as the form of public offices is


class CompanySheet(PaperKind):
    """A firm on one sheet, for fairs and visits."""

    name: ClassVar[str] = "company-sheet"
    label: ClassVar[Label] = Label("A4の紹介シート", "A4 sheet")
    template: ClassVar[str] = "companies/papers/sheet.html"
    is_public: ClassVar[bool] = True

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def may(self, session: Session, actor: Actor, subject_id: str) -> bool:
        """Everyone, of firms that are shown and say something of themselves."""
        return session.get(CompanyProfile, subject_id) is not None and bool(queries.list_names(session, [subject_id]))

    def draft(self, session: Session, subject_id: str) -> Draft:
        """What the firm's page says today, as much as a sheet holds."""
        company = queries.get_company(session, subject_id)
        profile = company.profile
        if profile is None:
            raise NotFound("この企業には、紹介の登録がありません。")
        address = f"{self._base_url}{self.address(company.id)}"
        return Draft(
            company.name,
            {
                "company": company,
                "profile": profile,
                "where": address_of(company),
                "problems": profile.problems[:_PROBLEMS],
                "capabilities": profile.capabilities[:_CAPABILITIES],
                "certificates": profile.certificates[:_CERTIFICATES],
                "processes": processes(),
                "materials": materials(),
                "industry_of": jsic.find_industry,
                "address": address,
                "qr": qr_of(address),
            },
        )

    def address(self, subject_id: str) -> str:
        """The firm's page."""
        return f"/companies/{subject_id}"


class ClaimLetter(PaperKind):
    """The letter with the code, for officials of the claim's office who may decide about it."""

    name: ClassVar[str] = LETTER
    label: ClassVar[Label] = Label("確認コードの手紙", "Letter with the code")
    template: ClassVar[str] = "companies/papers/letter.html"
    language: ClassVar[Language | None] = "ja"
    look: ClassVar[tuple[str, str] | None] = ("claim.print-letter", "claim")

    def __init__(self, base_url: str, secret_key: str) -> None:
        self._base_url = base_url
        self._secret_key = secret_key

    def may(self, session: Session, actor: Actor, subject_id: str) -> bool:
        """Officials of the office; never about themselves or a firm of their own: the code would prove nothing."""
        try:
            return can_decide(actor, claims.get_at_desk(session, actor, subject_id).claim)
        except NotFound:
            return False

    def draft(self, session: Session, subject_id: str) -> Draft:
        """The last letter, while its code may be typed; Conflict before and after."""
        row = claims.find_row(session, subject_id)
        if row is None or row.claim.state != ClaimState.LETTER_SENT:
            raise Conflict("いま印刷できる手紙はありません。申請のページを確認してください。")
        claim = row.claim
        return Draft(
            "確認コードのお知らせ",
            {
                "row": row,
                "claim": claim,
                "code": letter_code(self._secret_key, claim.id, claim.letter_number),
                "office": get_office(session, claim.office_id),
                "postcode": claim_postcode(row),
                "where": claim_address(row),
                "typed_at": f"{self._base_url}/claims/{claim.id}",
                "number": f"{claim.id}-{claim.letter_number}",
                "on": claim.state_at,
                "approvals": _APPROVALS,
            },
        )

    def address(self, subject_id: str) -> str:
        """The same letter as a page."""
        return f"/admin/claims/{subject_id}/letter"
