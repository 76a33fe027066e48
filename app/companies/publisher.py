"""What a firm publishes of itself: the profile's live row, written from a revision that an office let through.

`FirmPublisher` is the half that is the same for everything that belongs to a firm: its people, its place, the register's facts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from sqlalchemy.orm import Session

from app.companies import profile_rules
from app.companies.kind import address_of
from app.companies.models import Company, CompanyProfile
from app.companies.profile_words import words
from app.companies.queries.members import has_owner
from app.companies.queries.proxies import proxy_facts
from app.companies.queries.publishing import find_firm, get_firm, list_people, list_stale_profiles
from app.companies.service.profiles import PROFILE, fields_of, new_profile, whole_profiles, write_fields
from app.companies.states import CORPORATE_KINDS
from app.core import clock
from app.core.eras import wareki
from app.core.errors import Conflict
from app.core.events import RecordsChanged, announce
from app.core.labels import Label
from app.core.publication import FRESH_FOR, Publisher
from app.core.sections import WorkItem

OWN_WORDS: Final = "会社の登録"
"""The source of what a firm entered itself."""


class FirmPublisher(Publisher):
    """A publisher of something that belongs to one firm."""

    def people(self, session: Session, firm_id: str) -> list[str]:
        """Owners and editors of today."""
        return list_people(session, firm_id)

    def municipality_of(self, session: Session, subject_id: str, firm_id: str) -> str | None:
        """The municipality of the firm's registered address."""
        firm = find_firm(session, firm_id)
        return firm.municipality_code if firm else None

    def facts(self, session: Session, subject_id: str, firm_id: str) -> Sequence[tuple[Label, str]]:
        """Number, registered name, address, kind, whether the registration is closed, and who may type for the firm by which
        consent."""
        firm = find_firm(session, firm_id)
        return [*_registry_facts(firm), *proxy_facts(session, firm_id)] if firm else ()


def _registry_facts(firm: Company) -> Sequence[tuple[Label, str]]:
    kind = CORPORATE_KINDS.get(firm.kind)
    facts = [
        (Label("法人番号", "Corporate number"), firm.corporate_number or "なし（個人事業主など）"),
        (Label("商号または名称", "Registered name"), firm.name),
        (Label("所在地", "Address"), address_of(firm)),
        (Label("法人の種別", "Kind of corporation"), kind.ja if kind else firm.kind),
    ]
    if firm.closed_on:
        facts.append((Label("登記記録の閉鎖", "Registration closed"), wareki(firm.closed_on)))
    return facts


def refuse_closed(firm: Company) -> None:
    """Conflict for a firm whose registration is closed: nothing of it is published any more."""
    if firm.closed_on:
        raise Conflict("この会社の登記は閉鎖されているため、公開できません。窓口にご相談ください。")


class CompanyPublisher(FirmPublisher):
    """The profile of a company; the subject is the company's id."""

    kind: ClassVar[str] = PROFILE
    label: ClassVar[Label] = Label("企業の紹介", "Company profile")
    fields: ClassVar[Mapping[str, Label]] = {
        "summary": Label("できること", "What we do"),
        "strengths": Label("強み", "Strengths"),
        "problems": Label("解決できる困りごと", "Problems we solve"),
        "keywords": Label("キーワード", "Keywords"),
        "industries": Label("業種", "Industries"),
        "staff": Label("従業員", "Staff"),
        "capital_yen": Label("資本金", "Capital"),
        "founded_on": Label("設立", "Founded"),
        "website": Label("ウェブサイト", "Website"),
        "languages": Label("対応する言語", "Languages"),
        "capabilities": Label("対応できる範囲", "Capabilities"),
        "equipment": Label("設備", "Equipment"),
        "certificates": Label("認証・資格", "Certificates"),
        "pictures": Label("写真", "Pictures"),
    }

    def title(self, session: Session, subject_id: str, fields: Mapping[str, Any]) -> str:
        """The registered name."""
        firm = find_firm(session, subject_id)
        return firm.name if firm else subject_id

    def address(self, subject_id: str) -> str:
        """The company's page."""
        return f"/companies/{subject_id}"

    def edit_address(self, subject_id: str, firm_id: str) -> str:
        """The overview of the profile's sections."""
        return f"/companies/{subject_id}/profile/"

    def firms(self, session: Session, subject_id: str) -> Sequence[str] | None:
        """The company itself."""
        return (subject_id,) if find_firm(session, subject_id) else ()

    def live(self, session: Session, subject_id: str) -> dict[str, Any] | None:
        """The profile's fields; None while the company has no profile."""
        profile = whole_profiles(session, [subject_id]).get(subject_id)
        return fields_of(profile) if profile else None

    def apply(self, session: Session, subject_id: str, firm_id: str, fields: Mapping[str, Any]) -> None:
        """Write the profile as the firm's own words. Conflict if the registration is closed."""
        firm = get_firm(session, subject_id)
        refuse_closed(firm)
        profile = whole_profiles(session, [subject_id]).get(subject_id) or new_profile(session, subject_id, OWN_WORDS)
        write_fields(profile, {name: fields[name] for name in self.fields if name in fields})
        profile.is_claimed = profile.is_claimed or has_owner(session, subject_id)  # a support body may type for a firm
        profile.source = OWN_WORDS
        _touch(session, firm, profile)

    def confirm(self, session: Session, subject_id: str, firm_id: str) -> None:
        """Today is the profile's day. Conflict while there is no profile."""
        profile = session.get(CompanyProfile, subject_id)
        if profile is None:
            raise Conflict("まだ公開されている紹介がありません。先に内容を入力してください。")
        _touch(session, get_firm(session, subject_id), profile)

    def problems(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """By the rules of profiles."""
        return profile_rules.problems(fields)

    def words(self, name: str, value: Any) -> Sequence[str]:  # noqa: ANN401 - any JSON value
        """Labels for codes, one line an entry."""
        return words(name, value)

    def stale(self, session: Session, firm_ids: Sequence[str]) -> Sequence[WorkItem]:
        """Profiles that nobody has confirmed for a year."""
        found = list_stale_profiles(session, firm_ids, clock.today() - FRESH_FOR)
        return [WorkItem(name, self.edit_address(id_, id_), since_on=on) for id_, name, on in found]

    def files(self, fields: Mapping[str, Any]) -> Iterator[str]:
        """The pictures' files."""
        return (picture["file"] for picture in fields.get("pictures") or [])


def _touch(session: Session, firm: Company, profile: CompanyProfile) -> None:
    now = clock.now()
    profile.fresh_on, profile.updated_at, firm.updated_at = clock.today(), now, now
    session.flush()
    announce(session, RecordsChanged(PROFILE, (firm.id,)))
