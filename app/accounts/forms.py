"""Forms of accounts."""

from typing import Final

from flask_babel import lazy_gettext as _l

from app.web.forms import Form, SecretField, TextField, email_shape

_LONGEST_EMAIL: Final = 254  # RFC 5321


def email_box() -> TextField:
    """One e-mail address."""
    return TextField(
        _l("メールアドレス"),
        needed=_l("メールアドレスを入力してください"),
        kind="email",
        autocomplete="username",
        most=_LONGEST_EMAIL,
        checks=(email_shape,),
    )


class LoginForm(Form):
    """Sign-in."""

    email = email_box()
    password = SecretField(_l("パスワード"), needed=_l("パスワードを入力してください"), autocomplete="current-password")
