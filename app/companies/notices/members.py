"""Letters about a firm's people and about entry on behalf. The letter of an invitation carries the token, and is mail only."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.accounts.queries import list_user_names
from app.companies.events import (
    MemberInvited,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    ProxyAnswered,
    ProxyEnded,
    ProxyRequested,
)
from app.companies.member_states import ProxyState
from app.companies.models import Company, CompanyInvitation, CompanyMember, CompanyProxy
from app.companies.queries.members import list_people
from app.companies.service.invitations import mint_token
from app.core.actor import FIRM_ROLES, FirmRole, Role
from app.core.labels import Label
from app.core.letters import Letter, LetterWriter, Text, Topic, msgid
from app.offices.queries import list_office_names, list_user_ids

MEMBERS: Final = Topic("members", Label("企業のメンバーと代行入力", "A firm's members and entry on behalf"))
TOPICS: Final = (MEMBERS,)


def member_invited(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The letter to the invited address, with the link that counts once."""
    invitation = session.get(CompanyInvitation, payload["invitation_id"])
    token = mint_token(session, invitation) if invitation else None
    if invitation is None or token is None:
        return ()
    inviter = list_user_names(session, [invitation.invited_by]).get(invitation.invited_by, "")
    role = FIRM_ROLES[FirmRole(invitation.role)]
    firm = session.get_one(Company, invitation.company_id).name
    lines = (
        msgid("%(who)sさんが、あなたを「%(firm)s」の「%(role)s」に招待しています。", who=inviter, firm=firm, role=role),
        msgid(
            "参加するには、7日以内に下のページを開いてください。まだ登録していない方は、このアドレスで登録してから開きます。"
        ),
        msgid("心当たりがないときは、このメールを捨ててください。何も起こりません。"),
    )
    subject = msgid("「%(firm)s」への招待が届いています", firm=firm)
    return (
        Letter(
            key=f"member-invited:{invitation.id}",
            topic=MEMBERS.name,
            subject=subject,
            lines=lines,
            address=invitation.email,
            link=f"/invitations/{token}",
            link_text=msgid("招待を確認する"),
            is_mail_only=True,
        ),
    )


def member_joined(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The firm's other owners learn who came."""
    found = _member(session, payload["member_id"])
    if found is None:
        return ()
    member, values = found
    line = msgid("%(who)sさんが「%(firm)s」の「%(role)s」になりました。", **values)
    subject = msgid("「%(firm)s」にメンバーが加わりました", firm=values["firm"])
    return _to_members(member, "joined", subject, line, _other_owners(session, member))


def member_left(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The person learns it if somebody else ended it; the firm's owners learn it too."""
    found = _member(session, payload["member_id"])
    if found is None:
        return ()
    member, values = found
    subject = msgid("「%(firm)s」からメンバーが抜けました", firm=values["firm"])
    line = msgid("%(who)sさんは「%(firm)s」の「%(role)s」ではなくなりました。", **values)
    owners = [id_ for id_ in _other_owners(session, member) if id_ != member.ended_by]
    letters = _to_members(member, "left", subject, line, owners)
    if member.ended_by != member.user_id:
        own = msgid(
            "あなたは「%(firm)s」の「%(role)s」ではなくなりました。心当たりがないときは、企業の責任者に確認してください。",
            **values,
        )
        subject = msgid("「%(firm)s」のメンバーではなくなりました", firm=values["firm"])
        letters += [_letter(f"member-left:{member.id}", subject, own, member.user_id, "/firms/")]
    return letters


def member_role_changed(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The person learns their new role if somebody else gave it; the firm's other owners learn it too."""
    found = _member(session, payload["member_id"])
    if found is None:
        return ()
    member, values = found
    subject = msgid("「%(firm)s」での役割が変わりました", firm=values["firm"])
    line = msgid("%(who)sさんの「%(firm)s」での役割が「%(role)s」になりました。", **values)
    people = {*_other_owners(session, member), member.user_id} - {member.given_by}
    return _to_members(member, "role", subject, line, sorted(people))


def proxy_requested(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Owners are asked."""
    proxy, values = _proxy(session, payload["proxy_id"])
    if proxy.state != ProxyState.REQUESTED:
        return ()
    lines = (
        msgid("%(office)sが「%(firm)s」の代行入力をしたいと希望しています。認めるか断るかを選んでください。", **values),
        msgid("認めると、この機関の職員が紹介や技術を下書きし、公開を申請できます。いつでも終わりにできます。"),
    )
    subject = msgid("「%(firm)s」の代行入力に返事をしてください", firm=values["firm"])
    page = f"/companies/{proxy.company_id}/proxies/"
    owners = list_people(session, proxy.company_id, (FirmRole.OWNER,))
    return [_letter(f"proxy-requested:{proxy.id}", subject, lines, id_, page) for id_ in owners]


def proxy_answered(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The body's people learn the answer."""
    proxy, values = _proxy(session, payload["proxy_id"])
    if proxy.state == ProxyState.DECLINED:
        line = msgid("「%(firm)s」は、%(office)sの代行入力を断りました。", **values)
    else:
        line = msgid("「%(firm)s」が、%(office)sの代行入力を認めました。紹介や技術を入力できます。", **values)
    subject = msgid("「%(firm)s」から代行入力の返事がありました", firm=values["firm"])
    return _to_office(session, proxy, "answered", subject, line)


def proxy_ended(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Both sides learn it, but for the person who did it. The firm's drafts stay with the firm."""
    proxy, values = _proxy(session, payload["proxy_id"])
    if proxy.started_at is None:
        line = msgid("「%(firm)s」への%(office)sの代行入力の依頼は、なくなりました。", **values)
        subject = msgid("「%(firm)s」の代行入力の依頼がなくなりました", firm=values["firm"])
    else:
        line = msgid("%(office)sの「%(firm)s」の代行入力は終わりました。書きかけの下書きは、企業に残ります。", **values)
        subject = msgid("「%(firm)s」の代行入力が終わりました", firm=values["firm"])
    owners = [id_ for id_ in list_people(session, proxy.company_id, (FirmRole.OWNER,)) if id_ != proxy.ended_by]
    page = f"/companies/{proxy.company_id}/proxies/"
    letters = [_letter(f"proxy-ended:{proxy.id}", subject, line, id_, page) for id_ in owners]
    return letters + _to_office(session, proxy, "ended", subject, line, but=proxy.ended_by)


LETTERS: Final[dict[str, LetterWriter]] = {
    MemberInvited.name: member_invited,
    MemberJoined.name: member_joined,
    MemberLeft.name: member_left,
    MemberRoleChanged.name: member_role_changed,
    ProxyRequested.name: proxy_requested,
    ProxyAnswered.name: proxy_answered,
    ProxyEnded.name: proxy_ended,
}


def _member(session: Session, member_id: str) -> tuple[CompanyMember, dict[str, Any]] | None:
    member = session.get(CompanyMember, member_id)
    if member is None:
        return None
    firm = session.get_one(Company, member.company_id).name
    who = list_user_names(session, [member.user_id]).get(member.user_id, "")
    return member, {"who": who, "firm": firm, "role": FIRM_ROLES[FirmRole(member.role)]}


def _proxy(session: Session, proxy_id: str) -> tuple[CompanyProxy, dict[str, Any]]:
    proxy = session.get_one(CompanyProxy, proxy_id)
    office = list_office_names(session, [proxy.office_id]).get(proxy.office_id, "")
    return proxy, {"firm": session.get_one(Company, proxy.company_id).name, "office": office}


def _other_owners(session: Session, member: CompanyMember) -> list[str]:
    return [id_ for id_ in list_people(session, member.company_id, (FirmRole.OWNER,)) if id_ != member.user_id]


def _to_members(member: CompanyMember, verb: str, subject: Text, line: Text, user_ids: Iterable[str]) -> list[Letter]:
    page = f"/companies/{member.company_id}/members/"
    return [_letter(f"member-{verb}:{member.id}", subject, line, id_, page) for id_ in user_ids]


def _to_office(
    session: Session, proxy: CompanyProxy, verb: str, subject: Text, line: Text, *, but: str | None = None
) -> list[Letter]:
    people = [id_ for id_ in list_user_ids(session, proxy.office_id, Role.SUPPORT) if id_ != but]
    return [_letter(f"proxy-{verb}:{proxy.id}", subject, line, id_, "/clients/") for id_ in people]


def _letter(key: str, subject: Text, lines: Text | Sequence[Text], user_id: str, page: str) -> Letter:
    return Letter(
        key=key,
        topic=MEMBERS.name,
        subject=subject,
        lines=(lines,) if isinstance(lines, Text) else lines,
        user_id=user_id,
        link=page,
        link_text=msgid("ページを開く"),
    )
