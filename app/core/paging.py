"""Pages of a list: a bounded window, and the numbers that a pager shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from app.core.errors import InvalidRequest

T = TypeVar("T")
MAX_PAGE: Final = 10_000
MAX_PER_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`items` are rows (number - 1) * per_page + 1 … of `total`."""

    items: Sequence[T]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one, and never past what may be asked for."""
        return min(max(1, -(-self.total // self.per_page)), MAX_PAGE)

    @property
    def first(self) -> int:
        """Number of the first row shown, counted from one; 0 if none is."""
        return (self.number - 1) * self.per_page + 1 if self.items else 0

    @property
    def last(self) -> int:
        """Number of the last row shown; 0 if none is."""
        return self.first + len(self.items) - 1 if self.items else 0

    @property
    def is_past_end(self) -> bool:
        """Whether rows exist, but none on this page."""
        return not self.items and self.total > 0

    def window(self) -> list[int | None]:
        """Page numbers for a pager, None for a gap: 1 … 4 5 6 … 20."""
        near = {1, self.pages, *range(max(1, self.number - 2), min(self.pages, self.number + 2) + 1)}
        shown: list[int | None] = []
        for page in sorted(near):
            if shown and isinstance(shown[-1], int) and page - shown[-1] > 1:
                shown.append(None)
            shown.append(page)
        return shown


def parse_page(text: str | None) -> int:
    """A page number from an address: 1 … 10,000. Refuses anything else (InvalidRequest)."""
    return _parse(text, "page", 1, MAX_PAGE)


def parse_per_page(text: str | None, default: int = 20) -> int:
    """Rows a page from an address: 1 … 100. Refuses anything else (InvalidRequest)."""
    return _parse(text, "per_page", default, MAX_PER_PAGE)


def _parse(text: str | None, name: str, default: int, limit: int) -> int:
    if text is None or text == "":
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or not 1 <= int(text) <= limit:
        raise InvalidRequest("%(name)sは1から%(limit)sまでの数で指定してください。", name=name, limit=f"{limit:,}")
    return int(text)
