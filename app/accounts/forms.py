"""Forms of accounts."""

import re
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from app.accounts.passwords import problem_with, words_of
from app.web.forms import ChoiceField, Form, SecretField, TextField, email_shape

LONGEST_EMAIL: Final = 254  # RFC 5321
LONGEST_NAME: Final = 80
_PHONE: Final = re.compile(r"[0-9+() -]{5,30}")
LANGUAGE_NAMES: Final = (("ja", "日本語"), ("en", "English"))


def email_box(label: Any = None, autocomplete: str = "username") -> TextField:  # noqa: ANN401 - a lazy text
    """One e-mail address."""
    return TextField(
        label or _l("メールアドレス"),
        needed=_l("メールアドレスを入力してください"),
        kind="email",
        autocomplete=autocomplete,
        most=LONGEST_EMAIL,
        checks=(email_shape,),
    )


def name_box() -> TextField:
    """A person's name, in one box."""
    return TextField(
        _l("お名前"), needed=_l("お名前を入力してください"), autocomplete="name", most=LONGEST_NAME, width="20"
    )


def current_password_box() -> SecretField:
    """The password once more, for acts that must be the person's own."""
    return SecretField(
        _l("いまのパスワード"),
        needed=_l("いまのパスワードを入力してください"),
        hint=_l("本人の操作であることを確かめます。"),
        autocomplete="current-password",
    )


def new_password_box(label: Any = None) -> SecretField:  # noqa: ANN401 - a lazy text
    """A password that is to be set."""
    return SecretField(
        label or _l("新しいパスワード"),
        needed=_l("パスワードを入力してください"),
        hint=_l("8文字以上。長いほど安全です。文字の種類は問いません。"),
        autocomplete="new-password",
    )


def _phone_shape(_form: Form, field: Any) -> None:  # noqa: ANN401 - WTForms' signature
    if field.data and not _PHONE.fullmatch(field.data):
        raise StopValidation(_("電話番号を確認してください（例：029-301-0000）"))


class NewPasswordForm(Form):
    """Base of forms that set a password. `for_person` says whose it is: staff have longer ones."""

    box_name = "new_password"
    is_staff = False
    known: tuple[str, ...] = ()

    def for_person(self, *, is_staff: bool, name: str, email: str) -> "NewPasswordForm":
        """Set the rules of this person."""
        self.is_staff, self.known = is_staff, words_of(name, email)
        if is_staff:
            self[self.box_name].hint = _l("12文字以上。長いほど安全です。文字の種類は問いません。")
        return self

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Shape first, then whether it may be a password."""
        if not super().validate(extra_validators):
            return False
        problem = problem_with(self[self.box_name].data, is_staff=self.is_staff, words=self.known)
        if problem:
            self.refuse(self.box_name, _(problem.message, **problem.values))
        return problem is None


class LoginForm(Form):
    """Sign-in."""

    email = email_box()
    password = SecretField(_l("パスワード"), needed=_l("パスワードを入力してください"), autocomplete="current-password")


class CodeForm(Form):
    """The second step of signing in."""

    code = TextField(
        _l("コード"),
        needed=_l("コードを入力してください"),
        hint=_l("スマートフォンのアプリに出ている6桁の数字か、回復コードです。"),
        autocomplete="one-time-code",
        most=40,
        width="20",
    )


class RegisterForm(NewPasswordForm):
    """Registering."""

    box_name = "password"
    name = name_box()
    email = email_box()
    password = new_password_box(_l("パスワード"))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Name and address typed here are words that the password must not be."""
        self.known = words_of(self.name.data or "", self.email.data or "")
        return super().validate(extra_validators)


class AskResetForm(Form):
    """Whose password is forgotten."""

    email = email_box()


class ResetForm(NewPasswordForm):
    """The new password, by a mailed link."""

    new_password = new_password_box()


class PasswordForm(NewPasswordForm):
    """The new password of someone who is signed in."""

    current_password = current_password_box()
    new_password = new_password_box()


class EmailForm(Form):
    """A new address."""

    email = email_box(_l("新しいメールアドレス"), "email")
    current_password = current_password_box()


class ProfileForm(Form):
    """What a person says about themselves."""

    name = name_box()
    phone = TextField(
        _l("電話番号"),
        hint=_l("窓口から連絡するときだけに使います。"),
        kind="tel",
        autocomplete="tel",
        width="20",
        checks=(_phone_shape,),
    )
    language = ChoiceField(_l("お知らせの言語"), needed=_l("言語を選んでください"), radio=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.language.choices = list(LANGUAGE_NAMES)


class ProofForm(Form):
    """The password alone, for an act that must be the person's own."""

    current_password = current_password_box()


class FirstCodeForm(Form):
    """The first code of a second factor that is being set up."""

    code = TextField(
        _l("6桁のコード"),
        needed=_l("コードを入力してください"),
        autocomplete="one-time-code",
        inputmode="numeric",
        most=40,
        width="10",
    )


class AccountFilterForm(Form):
    """How the list of accounts is narrowed."""

    q = TextField(_l("名前かメールアドレスの一部"), width="20")
    state = ChoiceField(_l("状態"), width="10")


class OwnRoleForm(Form):
    """A role without an office."""

    role = ChoiceField(_l("役割"), needed=_l("役割を選んでください"))
