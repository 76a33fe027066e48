"""What a room wants to tell a person: a letter of msgids and values. `notices` puts it into the inbox and the mail.

A room's `notices.py` turns an event's ids into letters (`LetterWriter`); `app/subscriptions.py` says which event calls which. The
writer runs after the commit, in its own unit of work: a token that the letter carries is minted there, its hash and the letter
stored together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.core.labels import Label


@dataclass(frozen=True, slots=True)
class Text:
    """A msgid (Japanese sentence) with its values; shown in the reader's language. A value may be a Label."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)


def msgid(message: str, **values: Any) -> Text:  # noqa: ANN401 - any value that a sentence shows
    """A sentence for a letter; the name by which `make messages` finds it."""
    return Text(message, values)


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of which a person may choose how to hear. `is_firm`: always mailed at once (security, decisions, deadlines)."""

    name: str
    label: Label
    is_firm: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person. `key` says what it is about: a second letter of the same key to the same person is dropped.

    `lines` are paragraphs: the result first, then what to do and by when. `link` is a path of this site. `address` sends to an
    e-mail address instead of a person (a new address, a visitor who reported an error); such a letter is mail only.
    """

    key: str
    topic: str
    subject: Text
    lines: Sequence[Text]
    user_id: str | None = None
    address: str | None = None
    link: str | None = None
    link_text: Text | None = None
    is_mail_only: bool = False  # carries a secret: never in the inbox


LetterWriter = Callable[[Session, Mapping[str, Any]], Sequence[Letter]]
