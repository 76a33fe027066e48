"""Letters about claims: to the office or the support body at which one waits, to the claimant, and to a firm's present owners."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.companies.claim_states import CODE_LIFE, Proof
from app.companies.policy.claims import DESK
from app.companies.queries.claims import ClaimRow, find_row, list_owners
from app.core.actor import Role
from app.core.labels import Label
from app.core.letters import Letter, Text, Topic, msgid
from app.offices.queries import list_user_ids

TOPICS: Final = (
    Topic("claims", Label("確かめる申請（自社の登録）", "Claims on firms that wait for you")),
    Topic("claim-decisions", Label("自社の登録の申請", "Your claim on a firm"), is_firm=True),
    Topic("firm-claims", Label("自社への、ほかの人の申請", "Claims of others on your firm"), is_firm=True),
)
_DESK: Final = "claims"
_CLAIMANT: Final = "claim-decisions"
_OWNERS: Final = "firm-claims"


def claim_submitted(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell those who have to look at it first: the support body for a voucher, else the office."""
    row = find_row(session, payload["claim_id"])
    if row is None:
        return ()
    if row.claim.proof == Proof.VOUCHER and row.claim.support_office_id:
        people = list_user_ids(session, row.claim.support_office_id, Role.SUPPORT)
        line = msgid(
            "%(name)sさんが「%(title)s」の人かどうか、確認を頼まれています。知っている人かどうかを答えてください。",
            **_values(row),
        )
        subject = msgid("会社の人かどうかの確認を頼まれています")
        return _to(people, payload, _DESK, subject, (line,), f"/admin/vouchers/{row.claim.id}", msgid("申請を見る"))
    return _to_office(session, row, payload, msgid("自社の登録の申請が届きました"))


def claim_confirmed(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the office that the proof is there."""
    row = find_row(session, payload["claim_id"])
    return _to_office(session, row, payload, msgid("自社の登録の申請の確認ができました")) if row else ()


def owner_told_of_claim(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the present owners that someone claims their firm; not who, for the person is not checked yet."""
    row = find_row(session, payload["claim_id"])
    if row is None or row.company is None:
        return ()
    lines = (
        msgid("「%(title)s」を自社として登録したいという申請が、窓口に届きました。", title=row.title),
        msgid("心当たりがあれば、することはありません。心当たりがないときは、窓口にお知らせください。"),
    )
    people = [owner.id for owner in list_owners(session, row.company.id) if owner.id != row.claim.user_id]
    subject, text = msgid("あなたの会社に、ほかの人の申請がありました"), msgid("会社のページを見る")
    return _to(people, payload, _OWNERS, subject, lines, f"/companies/{row.company.id}", text)


def claim_letter_sent(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the claimant to look out for the post. The letter carries the code, this one does not."""
    return _to_claimant(
        session,
        payload,
        msgid("確認コードの手紙を送ります"),
        lambda row: (
            msgid("「%(title)s」の登記の所在地に、確認コードの手紙を郵送します。", title=row.title),
            msgid("届いたら、申請のページでコードを入力してください。期限は%(days)s日間です。", days=CODE_LIFE.days),
        ),
    )


def claim_returned(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the claimant what is to be mended."""
    return _to_claimant(
        session,
        payload,
        msgid("申請を直してください"),
        lambda row: (
            msgid("「%(title)s」の申請が差し戻されました。", title=row.title),
            msgid("理由：%(reason)s", reason=row.claim.reason),
            msgid("内容を直して、もう一度申請してください。"),
        ),
    )


def claim_approved(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the claimant, and the other owners whom they have now beside them."""
    row = find_row(session, payload["claim_id"])
    if row is None or row.company is None:
        return ()
    page = f"/companies/{row.company.id}"
    own = (
        msgid("「%(title)s」の申請が承認されました。あなたは、この会社の責任者です。", title=row.title),
        msgid("会社の紹介を書いて、公開を申請できます。"),
    )
    subject, text = msgid("申請が承認されました"), msgid("会社のページを見る")
    letters = _to([row.claim.user_id], payload, _CLAIMANT, subject, own, page, text)
    others = [owner.id for owner in list_owners(session, row.company.id) if owner.id != row.claim.user_id]
    told = msgid("%(name)sさんが「%(title)s」の責任者に加わりました。", **_values(row))
    return [*letters, *_to(others, payload, _OWNERS, msgid("責任者が加わりました"), (told,), page, text)]


def claim_rejected(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the claimant, with the reason."""
    return _to_claimant(
        session,
        payload,
        msgid("申請は承認されませんでした"),
        lambda row: (
            msgid("「%(title)s」の申請は却下されました。", title=row.title),
            msgid("理由：%(reason)s", reason=row.claim.reason),
            msgid("分からないことは、窓口にお問い合わせください。"),
        ),
    )


def _to_office(session: Session, row: ClaimRow, payload: Mapping[str, Any], subject: Text) -> Sequence[Letter]:
    line = msgid("%(name)sさんの「%(title)s」の申請が、窓口の判断を待っています。", **_values(row))
    people = [id_ for id_ in list_user_ids(session, row.claim.office_id, *DESK) if id_ != row.claim.user_id]
    return _to(people, payload, _DESK, subject, (line,), f"/admin/claims/{row.claim.id}", msgid("申請を見る"))


def _to_claimant(
    session: Session, payload: Mapping[str, Any], subject: Text, write: Callable[[ClaimRow], Sequence[Text]]
) -> Sequence[Letter]:
    row = find_row(session, payload["claim_id"])
    if row is None:
        return ()
    text, people = msgid("申請のページを開く"), [row.claim.user_id]
    return _to(people, payload, _CLAIMANT, subject, write(row), f"/claims/{row.claim.id}", text)


def _to(
    people: Iterable[str],
    payload: Mapping[str, Any],
    topic: str,
    subject: Text,
    lines: Sequence[Text],
    link: str,
    link_text: Text,
) -> list[Letter]:
    key = f"{topic}:{payload['claim_id']}:{payload['step_id']}"
    return [
        Letter(key=key, topic=topic, subject=subject, lines=lines, user_id=id_, link=link, link_text=link_text)
        for id_ in people
    ]


def _values(row: ClaimRow) -> dict[str, str]:
    return {"name": row.claimant, "title": row.title}
