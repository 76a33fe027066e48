"""A word in both languages, for enums and registers that carry their own labels."""

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["ja", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Label:
    """Japanese and English name of one thing."""

    ja: str
    en: str

    def text(self, language: str) -> str:
        """The name in `language`; Japanese for any language that we do not have."""
        return self.en if language == "en" else self.ja


def phrase(message: str) -> str:
    """`message` itself: marks a msgid that is translated later, so that `make messages` finds it."""
    return message
