"""What happened to the words of search."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, slots=True)
class SpecialWordsChanged(Event):
    """A group came or went with words that the dictionary cuts apart: the index must be built anew to know them."""

    name: ClassVar[str] = "special_words_changed"
    group_id: str
