"""The desks of the site: which pages of work each role has, in the order in which they are shown."""

from dataclasses import dataclass
from typing import Final

from app.core.actor import Actor, Role
from app.core.labels import Label


@dataclass(frozen=True, slots=True)
class Desk:
    """One page of work; `roles` are those of its route's mark."""

    url: str
    label: Label
    about: Label
    roles: tuple[Role, ...]


_OFFICIALS: Final = (Role.OFFICIAL, Role.CHIEF)
_BODIES: Final = (
    Role.OFFICIAL,
    Role.CHIEF,
    Role.SUPPORT,
    Role.FUND_MANAGER,
    Role.ACCOUNTANT,
    Role.AUDITOR,
    Role.ADMIN,
)
DESKS: Final = (
    Desk(
        "/admin/claims/",
        Label("企業の登録の申請", "Claims of companies"),
        Label("会社の責任者かどうかを確かめて、承認します。", "Check who answers for a company, and approve."),
        _OFFICIALS,
    ),
    Desk(
        "/admin/publications/",
        Label("公開の確認", "Publications"),
        Label("会社の紹介や技術の内容を確かめて、公開します。", "Check profiles and technologies, and publish."),
        _OFFICIALS,
    ),
    Desk(
        "/admin/corrections/",
        Label("情報の誤りの連絡", "Reports of errors"),
        Label("届いた連絡を確かめて、回答します。", "Check what was reported, and answer."),
        _OFFICIALS,
    ),
    Desk(
        "/admin/vouchers/",
        Label("証明の依頼", "Requests to vouch"),
        Label("会社の責任者であることを、支援機関として証明します。", "Vouch for who answers for a company."),
        (Role.SUPPORT,),
    ),
    Desk(
        "/clients/",
        Label("代行している会社", "Firms we type for"),
        Label("同意を得た会社に代わって、内容を入力します。", "Type for firms that agreed."),
        (Role.SUPPORT,),
    ),
    Desk(
        "/admin/imports/",
        Label("データの取り込み", "Imports"),
        Label("公的なデータのファイルを確かめて、取り込みます。", "Check official files, and take them in."),
        (*_OFFICIALS, Role.ADMIN),
    ),
    Desk(
        "/admin/applicants/",
        Label("出願人と企業の結び付け", "Applicants and companies"),
        Label(
            "同じ名前の企業が複数ある出願人を、正しい企業に結び付けます。",
            "Link applicants whose name several companies have.",
        ),
        (*_OFFICIALS, Role.ADMIN),
    ),
    Desk(
        "/admin/unfound/",
        Label("見つからなかったことば", "Words that found nothing"),
        Label("検索で何も見つからなかったことばを調べます。", "See which searches found nothing."),
        (*_OFFICIALS, Role.ADMIN),
    ),
    Desk(
        "/admin/synonyms/",
        Label("同じ意味のことば", "Synonyms"),
        Label("検索で同じものとして扱うことばを決めます。", "Decide which words search treats as one."),
        (*_OFFICIALS, Role.ADMIN),
    ),
    Desk(
        "/admin/offices/",
        Label("機関と人", "Offices and people"),
        Label("機関と、そこで働く人の役割を管理します。", "Offices, and the roles of their people."),
        _BODIES,
    ),
    Desk(
        "/admin/accounts/",
        Label("利用者", "Accounts"),
        Label("利用者を探し、役割と状態を管理します。", "Find people, and manage their roles and state."),
        (Role.ADMIN,),
    ),
    Desk(
        "/admin/mails/",
        Label("メールの配達", "Mail delivery"),
        Label("送ったメールの状態を調べ、送り直します。", "See what was sent, and send again."),
        (Role.ADMIN,),
    ),
    Desk(
        "/admin/audit/",
        Label("操作の記録", "Record of acts"),
        Label("だれが何をしたかを調べます。", "See who did what."),
        (Role.AUDITOR, Role.ADMIN),
    ),
)


def desks_for(actor: Actor) -> list[Desk]:
    """The desks that this actor may open."""
    return [desk for desk in DESKS if actor.has_any(desk.roles)]
