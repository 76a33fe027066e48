"""What can be checked of a claim without asking anyone: each check says in words what fits (✓) and what does not (△).

Nothing here decides: an official reads it. Pure; the view gives the facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from app.companies.claim_states import CERTIFICATE_MONTHS, Proof
from app.companies.free_mail import FREE_MAIL
from app.companies.models import Company, CompanyClaim
from app.core.clock import JAPAN
from app.core.letters import Text, msgid
from app.core.text import company_core, fold, plain_hyphens

_PREFECTURE: Final = 4  # characters at most: 神奈川県
_WORDS: Final = str.maketrans({"丁": "-", "目": "", "番": "-", "地": "", "号": "", " ": "", "の": "-", "ノ": "-"})


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the page: whether it fits, and what it says."""

    fits: bool
    text: Text


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside the claim: the firm and its website, the claimant's address, the paper's scan, who vouched."""

    claim: CompanyClaim
    company: Company | None
    address: str
    website: str = ""
    email: str = ""
    scans: tuple[str, ...] = ()
    owners: int = 0
    others: int = 0
    support_office: str = ""


def months_before(day: date, months: int) -> date:
    """The same day some months earlier; the last of the month where there is no such day (31 May → 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date.resolution).day
    return date(year, month + 1, min(day.day, last))


def checks_of(facts: Facts) -> list[Check]:
    """All that can be said, in the order in which an official asks."""
    return [*_of_firm(facts), *_of_mail(facts), *_of_proof(facts), *_of_others(facts)]


def domain_of_mail(email: str) -> str:
    """The domain of an address, lower case."""
    return email.rpartition("@")[2].lower()


def domain_of_site(website: str) -> str:
    """The host of a website without www, lower case; empty if there is none."""
    return (urlsplit(website).hostname or "").lower().removeprefix("www.")


def _of_firm(facts: Facts) -> Iterator[Check]:
    company, claim = facts.company, facts.claim
    if company is None:
        yield Check(True, msgid("法人番号のない個人事業主の申請です。登記との照合はできません。"))
        return
    if company.closed_on:
        yield Check(False, msgid("この企業の登記は閉鎖されています。"))
    if company_core(claim.firm_name) == company.name_core:
        yield Check(True, msgid("申請に書かれた会社の名前は、登記と合っています。"))
    else:
        yield Check(False, msgid("申請に書かれた会社の名前「%(typed)s」は、登記と違います。", typed=claim.firm_name))
    if is_same_address(claim.firm_address, facts.address):
        yield Check(True, msgid("申請に書かれた所在地は、登記と合っています。"))
    else:
        yield Check(False, msgid("申請に書かれた所在地「%(typed)s」は、登記と違います。", typed=claim.firm_address))


def is_same_address(typed: str, registered: str) -> bool:
    """Whether two addresses are the same in other spellings: 三の丸1-1-1 is 茨城県水戸市三の丸１丁目１番１号's end."""
    one, other = _bare(typed), _bare(registered)
    without_prefecture = other[other.find("県") + 1 :] if "県" in other[:_PREFECTURE] else other
    return bool(one) and one in (other, without_prefecture)


def _bare(address: str) -> str:
    return plain_hyphens(fold(address)).translate(_WORDS).strip("-")


def _of_mail(facts: Facts) -> Iterator[Check]:
    mail, site = domain_of_mail(facts.email), domain_of_site(facts.website)
    if mail in FREE_MAIL:
        yield Check(False, msgid("メールアドレスは、だれでも作れるサービスのものです（%(domain)s）。", domain=mail))
    elif not site:
        yield Check(
            False,
            msgid("会社のウェブサイトが分からないため、メールのドメイン（%(domain)s）と比べられません。", domain=mail),
        )
    elif mail == site or mail.endswith(f".{site}"):
        yield Check(True, msgid("メールのドメインは、会社のウェブサイトと同じです（%(domain)s）。", domain=mail))
    else:
        yield Check(
            False,
            msgid(
                "メールのドメイン（%(domain)s）は、会社のウェブサイト（%(site)s）と違います。", domain=mail, site=site
            ),
        )


def _of_proof(facts: Facts) -> Iterator[Check]:
    claim = facts.claim
    if claim.proof == Proof.LETTER:
        yield from _of_letter(claim)
    elif claim.proof == Proof.VOUCHER and claim.confirmed_at:
        yield Check(True, msgid("%(office)sが、本人と会社の関係を確認しました。", office=facts.support_office))
    elif claim.proof == Proof.VOUCHER:
        yield Check(False, msgid("%(office)sの確認を待っています。", office=facts.support_office))
    else:
        yield from _of_document(facts)


def _of_letter(claim: CompanyClaim) -> Iterator[Check]:
    if claim.confirmed_at:
        yield Check(True, msgid("登記の所在地に届いた確認コードが、入力されました。"))
    elif claim.letter_number == 0:
        yield Check(False, msgid("確認コードの手紙を、まだ送っていません。"))
    else:
        yield Check(
            False, msgid("確認コードは、まだ入力されていません（送った手紙：%(count)s通）。", count=claim.letter_number)
        )


def _of_document(facts: Facts) -> Iterator[Check]:
    claim = facts.claim
    if claim.issued_on and claim.company_id is not None:
        oldest = months_before(claim.submitted_at.astimezone(JAPAN).date(), CERTIFICATE_MONTHS)
        if claim.issued_on >= oldest:
            yield Check(True, msgid("証明書の発行日は、申請の日から3か月以内です。"))
        else:
            yield Check(False, msgid("証明書の発行日は、申請の日より3か月以上前です。"))
    if "unscanned" in facts.scans:
        yield Check(False, msgid("ファイルのウイルス検査はしていません。"))
    elif facts.scans:
        yield Check(True, msgid("ファイルのウイルス検査で、問題は見つかりませんでした。"))
    else:
        yield Check(False, msgid("書類のファイルがありません。"))


def _of_others(facts: Facts) -> Iterator[Check]:
    if facts.owners:
        yield Check(False, msgid("この企業には、いまの責任者が%(count)s人います。", count=facts.owners))
    if facts.others:
        yield Check(False, msgid("この企業には、ほかの申請が%(count)s件あります。", count=facts.others))
