"""Who acts: a user id and grants, put together once a request. Policies take it and stay pure."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Grant:
    """One role for one body: an office's code, a firm's id, or None where the role needs none."""

    role: str
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request; `user_id` None is a visitor."""

    user_id: str | None = None
    grants: frozenset[Grant] = frozenset()

    def has(self, role: str, body: str | None = None) -> bool:
        """Whether the actor holds `role`, for `body` if one is given."""
        return any(g.role == role and (body is None or g.body == body) for g in self.grants)


VISITOR: Final = Actor()
