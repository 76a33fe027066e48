"""Sentences of letters: kept as msgid and values, said in the reader's language when they are read.

Values may be labels, days and instants, which both languages write in their own way; all else is said as it stands.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from app.core.clock import JAPAN
from app.core.eras import wareki
from app.core.labels import Label
from app.core.letters import Text
from app.core.text import clean
from app.web.i18n import catalogue

_LONGEST_LINE: Final = 200  # characters of what may stand in a mail's header


def store(text: Text) -> dict[str, Any]:
    """A sentence as JSON."""
    return {"text": text.message, "values": {name: _stored(value) for name, value in text.values.items()}}


def say(stored: Mapping[str, Any], language: str) -> str:
    """A stored sentence in `language`; empty for an empty one."""
    if not stored:
        return ""
    values = {name: _said(value, language) for name, value in stored["values"].items()}
    translated = catalogue(language).gettext(stored["text"])
    return clean(translated % values if values else translated)


def say_text(text: Text, language: str) -> str:
    """A sentence in `language`."""
    return say(store(text), language)


def one_line(text: str) -> str:
    """`text` as a header may hold it: no line break or control character of any kind, one blank between words, not too long."""
    line = " ".join(clean(text).split())
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"


def _stored(value: Any) -> Any:  # noqa: ANN401 - any value that a sentence shows
    if isinstance(value, Label):
        return {"ja": value.ja, "en": value.en}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value if isinstance(value, int | float) else str(value)


def _said(value: Any, language: str) -> Any:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict):
        return value
    if "at" in value:
        at = datetime.fromisoformat(value["at"]).astimezone(JAPAN)
        return f"{_day(at.date(), language)}{' ' if language == 'ja' else ', '}{at:%H:%M}"
    if "on" in value:
        return _day(date.fromisoformat(value["on"]), language)
    return Label(value["ja"], value["en"]).text(language)


def _day(day: date, language: str) -> str:
    return wareki(day) if language == "ja" else f"{day.day} {day:%B %Y}"
