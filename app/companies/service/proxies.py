"""What is done about entry on behalf: a support body asks or brings a consent on paper, owners answer, either side ends it.

A firm that has an owner is always asked here; paper counts only where nobody could be asked. From the moment that it ends,
the body's people have no grant for the firm; what they typed stays with the firm.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.service import record
from app.companies.events import ProxyAnswered, ProxyEnded, ProxyRequested
from app.companies.member_states import PAPER_AGE, PROXY, STANDING, Consent, ProxyState
from app.companies.models import Company, CompanyProxy
from app.companies.policy.members import can_act_for_office, can_answer_proxies
from app.companies.queries.members import has_owner, lock_members
from app.companies.queries.proxies import find_standing
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.errors import Conflict, InvalidInput, NotFound, NotYours
from app.core.events import announce
from app.core.ids import new_id
from app.core.letters import msgid
from app.core.workflow import move


@dataclass(frozen=True, slots=True)
class Paper:
    """A consent on paper that the support body keeps: who signed, on which day, and that it is kept."""

    consented_by: str = ""
    consented_on: date | None = None
    is_kept: bool = False


def start_proxy(session: Session, company: Company, office_id: str, paper: Paper, actor: Actor) -> CompanyProxy:
    """Ask the firm's owners; where it has none, begin at once by a consent on paper.

    NotYours for anyone but support staff of the body, Conflict if it stands already or the firm is closed, InvalidInput if the
    firm has no owner and the paper is not whole.
    """
    if not can_act_for_office(actor, office_id):
        raise NotYours("代行を始められるのは、支援機関の職員だけです。")
    lock_members(session, company.id)
    if company.closed_on:
        raise Conflict("登記が閉鎖されている企業の代行は始められません。")
    if find_standing(session, company.id, office_id):
        raise Conflict("この企業の代行は、もう始まっているか、企業の返事を待っています。")
    is_asked = has_owner(session, company.id)
    if not is_asked:
        _check_paper(paper)
    proxy = _insert(session, company.id, office_id, None if is_asked else paper, actor)
    details = {"office": office_id, "consent": proxy.consent, "state": proxy.state}
    grant = Grant(Role.SUPPORT, office_id)
    record(
        session, actor, "proxy.request" if is_asked else "proxy.start", _subject(proxy), grant=grant, details=details
    )
    if is_asked:
        announce(session, ProxyRequested(proxy.id))
    return proxy


def answer_proxy(session: Session, proxy: CompanyProxy, action: str, actor: Actor) -> None:
    """An owner agrees (`accept`) or declines (`decline`). NotYours for others, WrongState if it does not wait any more."""
    _only_owners(actor, proxy)
    now = clock.now()
    changes: dict[str, object] = (
        {"started_at": now, "started_by": actor.user_id}
        if action == "accept"
        else {"ended_at": now, "ended_by": actor.user_id}
    )
    _move(session, proxy, action, actor, Grant(FirmRole.OWNER, proxy.company_id), changes)
    announce(session, ProxyAnswered(proxy.id))


def end_by_firm(session: Session, proxy: CompanyProxy, actor: Actor) -> None:
    """The firm takes its consent back. NotYours for anyone but owners, WrongState if it is not active."""
    _only_owners(actor, proxy)
    _end(session, proxy, "end", actor, Grant(FirmRole.OWNER, proxy.company_id))


def end_by_office(session: Session, proxy: CompanyProxy, action: str, actor: Actor) -> None:
    """The body ends it (`end`) or takes its request back (`withdraw`). NotFound for people of other bodies."""
    if not can_act_for_office(actor, proxy.office_id):
        raise NotFound("この代行は見つかりません。")
    _end(session, proxy, action, actor, Grant(Role.SUPPORT, proxy.office_id))


def end_all_of_firm(session: Session, company_id: str, actor: Actor, grant: Grant) -> int:
    """End all that stand, because nobody answers for the firm any more; how many that were."""
    query = select(CompanyProxy).where(CompanyProxy.company_id == company_id, CompanyProxy.state.in_(STANDING))
    standing = session.scalars(query.order_by(CompanyProxy.id)).all()
    for proxy in standing:
        is_active = proxy.state == ProxyState.ACTIVE
        _end(session, proxy, "end" if is_active else "decline", actor, grant)
    return len(standing)


def _end(session: Session, proxy: CompanyProxy, action: str, actor: Actor, grant: Grant) -> None:
    _move(session, proxy, action, actor, grant, {"ended_at": clock.now(), "ended_by": actor.user_id})
    announce(session, ProxyEnded(proxy.id))


def _move(
    session: Session, proxy: CompanyProxy, action: str, actor: Actor, grant: Grant, changes: dict[str, object]
) -> None:
    before = proxy.state
    move(session, PROXY, proxy, action, **changes)
    details = {"office": proxy.office_id, "from": before, "to": proxy.state}
    record(session, actor, f"proxy.{action}", _subject(proxy), grant=grant, details=details)


def _only_owners(actor: Actor, proxy: CompanyProxy) -> None:
    if not can_answer_proxies(actor, proxy.company_id):
        raise NotYours("代行について決められるのは、責任者だけです。責任者に頼んでください。")


def _check_paper(paper: Paper) -> None:
    today, problems = clock.today(), {}
    if not paper.consented_by:
        problems["consented_by"] = msgid("同意した人の名前を入力してください").message
    if paper.consented_on is None:
        problems["consented_on"] = msgid("同意書の日付を入力してください").message
    elif paper.consented_on > today:
        problems["consented_on"] = msgid("同意書の日付は、今日までの日にしてください").message
    elif paper.consented_on < today - PAPER_AGE:
        problems["consented_on"] = msgid("1年より前の同意書は使えません。新しい同意書をもらってください").message
    if not paper.is_kept:
        problems["is_kept"] = msgid("署名された同意書を保管していることを確認してください").message
    if problems:
        raise InvalidInput("紙の同意書の内容を確認してください。", problems)


def _insert(session: Session, company_id: str, office_id: str, paper: Paper | None, actor: Actor) -> CompanyProxy:
    now = clock.now()
    proxy = CompanyProxy(
        id=new_id(),
        company_id=company_id,
        office_id=office_id,
        state=(ProxyState.ACTIVE if paper else ProxyState.REQUESTED).value,
        consent=(Consent.PAPER if paper else Consent.OWNER).value,
        consented_by=paper.consented_by if paper else "",
        consented_on=paper.consented_on if paper else None,
        requested_by=actor.user_id,
        requested_at=now,
        started_at=now if paper else None,
        started_by=actor.user_id if paper else None,
        ended_at=None,
        ended_by=None,
    )
    session.add(proxy)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("この企業の代行は、もう始まっているか、企業の返事を待っています。") from error
    return proxy


def _subject(proxy: CompanyProxy) -> tuple[str, str]:
    return ("company", proxy.company_id)
