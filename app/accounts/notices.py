"""Letters about one's account. Those with a link carry a secret and are mail only; the link's token is minted here."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.accounts.events import (
    AccountClosed,
    AccountDisabled,
    AccountRegistered,
    EmailChangeAsked,
    EmailChanged,
    OwnRoleGiven,
    OwnRoleTaken,
    PasswordChanged,
    PasswordResetAsked,
    RecoveryCodeUsed,
    RegistrationRepeated,
    SecondFactorTurnedOff,
    SecondFactorTurnedOn,
)
from app.accounts.models import User
from app.accounts.queries import find_by_email
from app.accounts.service.changing_email import find_change
from app.accounts.service.second_factor import count_codes_left
from app.accounts.service.tokens import Purpose, mint
from app.accounts.states import AccountState, state_of
from app.core.actor import ROLES, Role
from app.core.labels import Label
from app.core.letters import Letter, LetterWriter, Text, Topic, msgid

TOPIC: Final = "account"
TOPICS: Final = (Topic(TOPIC, Label("アカウントの安全", "Account security"), is_firm=True),)
_NOT_YOU: Final = msgid("心当たりがないときは、このメールを捨ててください。何も変わりません。")
_CALL: Final = msgid("心当たりがないときは、すぐにパスワードを変え、窓口にお知らせください。")


def account_registered(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The link by which an address is confirmed."""
    user = _find(session, payload, AccountState.UNCONFIRMED)
    if user is None:
        return ()
    token = mint(session, user.id, Purpose.CONFIRM)
    lines = (
        msgid("登録を受け付けました。下のリンクを24時間以内に開いて、メールアドレスを確認してください。"),
        _NOT_YOU,
    )
    subject, link = msgid("登録の確認をお願いします"), f"/register/confirm/{token}"
    return (_secret(user, f"confirm:{payload['mark']}", subject, lines, link, msgid("メールアドレスを確認する")),)


def registration_repeated(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The address has an account: how to get in."""
    user = _find(session, payload)
    if user is None:
        return ()
    lines = (
        msgid("このメールアドレスで登録の申し込みがありましたが、もう登録があります。新しい登録はしていません。"),
        msgid("パスワードを忘れたときは、下のページから新しいパスワードにできます。"),
        msgid("心当たりがないときは、このままで問題ありません。"),
    )
    subject, words = msgid("登録があります"), msgid("パスワードを再設定する")
    return (_secret(user, f"registered:{payload['mark']}", subject, lines, "/password/reset", words),)


def password_reset_asked(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The link by which a forgotten password is replaced."""
    user = _find(session, payload, AccountState.ACTIVE, AccountState.UNCONFIRMED)
    if user is None:
        return ()
    token = mint(session, user.id, Purpose.RESET)
    lines = (
        msgid("パスワードの再設定を受け付けました。下のリンクを1時間以内に開いて、新しいパスワードを決めてください。"),
        _NOT_YOU,
    )
    subject, link = msgid("パスワードの再設定"), f"/password/reset/{token}"
    return (_secret(user, f"reset:{payload['mark']}", subject, lines, link, msgid("新しいパスワードを決める")),)


def password_changed(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The password is another one now."""
    lines = (msgid("パスワードを変えました。ほかの端末では、もう一度サインインが必要です。"), _CALL)
    return _told(session, payload, msgid("パスワードを変えました"), lines, "password")


def email_change_asked(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """A link to each side; the new one hears only that it has an account, if it has one."""
    user, change_id = _find(session, payload), payload["change_id"]
    change = find_change(session, change_id)
    if user is None or change is None or user.email != change.old:
        return ()
    old = mint(session, user.id, Purpose.EMAIL_OLD, {"change": change_id})
    subject, words = msgid("メールアドレスの変更の確認"), msgid("この変更に同意する")
    lines = (
        msgid("メールアドレスを変える申し込みがありました。新しいアドレスにも確認のメールを送っています。"),
        msgid("両方のメールのリンクを24時間以内に開くと、変更が終わります。"),
        _CALL,
    )
    first = _secret(user, f"email-old:{change_id}", subject, lines, f"/account/email/confirm/{old}", words)
    return (first, _to_new_side(session, user, change_id, change.new))


def _to_new_side(session: Session, user: User, change_id: str, address: str) -> Letter:
    holder = find_by_email(session, address)
    if holder is not None and holder.closed_at is None:
        lines: tuple[Text, ...] = (
            msgid("このアドレスに変える申し込みがありましたが、もう別の登録があるため、変えられません。"),
            _NOT_YOU,
        )
        subject = msgid("このアドレスには登録があります")
        return Letter(key=f"email-new:{change_id}", topic=TOPIC, subject=subject, lines=lines, address=address)
    new = mint(session, user.id, Purpose.EMAIL_NEW, {"change": change_id})
    return Letter(
        key=f"email-new:{change_id}",
        topic=TOPIC,
        subject=msgid("新しいメールアドレスの確認"),
        lines=(
            msgid("このアドレスに変える申し込みがありました。いまのアドレスにも確認のメールを送っています。"),
            msgid("両方のメールのリンクを24時間以内に開くと、変更が終わります。"),
            _NOT_YOU,
        ),
        user_id=user.id,
        address=address,
        link=f"/account/email/confirm/{new}",
        link_text=msgid("このアドレスを使う"),
        is_mail_only=True,
    )


def email_changed(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The old address hears that it is over."""
    change = find_change(session, payload["change_id"])
    if change is None:
        return ()
    lines = (
        msgid("サインインとお知らせに使うメールアドレスが、新しいものに変わりました。"),
        msgid("このアドレスには、もうお知らせを送りません。心当たりがないときは、窓口にお知らせください。"),
    )
    subject = msgid("メールアドレスが変わりました")
    key, user_id = f"email-changed:{payload['change_id']}", payload["user_id"]
    return (Letter(key=key, topic=TOPIC, subject=subject, lines=lines, user_id=user_id, address=change.old),)


def second_factor_on(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Signing in asks for a code from now on."""
    lines = (msgid("2段階認証を設定しました。サインインのときに、スマートフォンのコードも入力します。"), _CALL)
    return _told(session, payload, msgid("2段階認証を設定しました"), lines, "second-factor")


def second_factor_off(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Signing in asks for no code any more."""
    lines = (msgid("2段階認証を外しました。サインインは、パスワードだけでできます。"), _CALL)
    return _told(session, payload, msgid("2段階認証を外しました"), lines, "second-factor")


def recovery_code_used(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Someone signed in with a recovery code."""
    left = count_codes_left(session, payload["user_id"])
    lines = (msgid("回復コードを1つ使ってサインインしました。残りは%(left)s個です。", left=left), _CALL)
    return _told(session, payload, msgid("回復コードが使われました"), lines, "recovery-code")


def account_closed(_session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The last letter, to the address that is erased later."""
    lines = (
        msgid("退会の手続きが終わりました。名前はすぐに消し、メールアドレスと電話番号は30日後に消します。"),
        msgid("心当たりがないときは、30日以内に窓口にお知らせください。"),
    )
    key, subject = f"closed:{payload['user_id']}", msgid("退会の手続きが終わりました")
    return (Letter(key=key, topic=TOPIC, subject=subject, lines=lines, user_id=payload["user_id"]),)


def account_disabled(_session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The person hears that the account was stopped."""
    line = msgid("システム管理者が、あなたの利用を止めました。わけを知りたいときは、窓口にお問い合わせください。")
    key, subject = f"disabled:{payload['mark']}", msgid("利用が止められました")
    return (Letter(key=key, topic=TOPIC, subject=subject, lines=(line,), user_id=payload["user_id"]),)


def own_role_given(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The person hears what they may do now."""
    line = msgid("「%(role)s」になりました。もう一度サインインすると、仕事のページが使えます。", role=_role(payload))
    return _told(session, payload, msgid("役割が付きました"), (line,), "role", "/dashboard")


def own_role_taken(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """The person hears what they may no longer do."""
    line = msgid("「%(role)s」ではなくなりました。心当たりがないときは、窓口にお知らせください。", role=_role(payload))
    return _told(session, payload, msgid("役割がなくなりました"), (line,), "role", "/dashboard")


def _role(payload: Mapping[str, Any]) -> Label:
    return ROLES[Role(payload["role"])]


def _find(session: Session, payload: Mapping[str, Any], *states: AccountState) -> User | None:
    user = session.get(User, payload["user_id"])
    return user if user is not None and state_of(user) in (states or (AccountState.ACTIVE,)) else None


def _told(
    session: Session,
    payload: Mapping[str, Any],
    subject: Text,
    lines: Sequence[Text],
    about: str,
    link: str = "/account/",
) -> Sequence[Letter]:
    """What happened to the account of someone who uses it: into the inbox and by mail."""
    user = _find(session, payload)
    if user is None:
        return ()
    words = msgid("今日の仕事を開く") if link == "/dashboard" else msgid("自分のアカウントを開く")
    key = f"{about}:{payload['mark']}"
    return (Letter(key=key, topic=TOPIC, subject=subject, lines=lines, user_id=user.id, link=link, link_text=words),)


def _secret(user: User, key: str, subject: Text, lines: Sequence[Text], link: str, words: Text) -> Letter:
    return Letter(
        key=key,
        topic=TOPIC,
        subject=subject,
        lines=lines,
        user_id=user.id,
        link=link,
        link_text=words,
        is_mail_only=True,
    )


LETTERS: Final[dict[str, LetterWriter]] = {
    AccountRegistered.name: account_registered,
    RegistrationRepeated.name: registration_repeated,
    PasswordResetAsked.name: password_reset_asked,
    PasswordChanged.name: password_changed,
    EmailChangeAsked.name: email_change_asked,
    EmailChanged.name: email_changed,
    SecondFactorTurnedOn.name: second_factor_on,
    SecondFactorTurnedOff.name: second_factor_off,
    RecoveryCodeUsed.name: recovery_code_used,
    AccountClosed.name: account_closed,
    AccountDisabled.name: account_disabled,
    OwnRoleGiven.name: own_role_given,
    OwnRoleTaken.name: own_role_taken,
}
