"""How two people's work on one draft, and a draft and what was published meanwhile, come together: pure, field by field.

Nothing is ever overwritten unseen: a value gives way only to someone who had it before their eyes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_DIGITS: Final = 16
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})


def digest_of_value(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """A short digest of a field's value, by which a form says what it showed. All that is empty is the same."""
    plain = None if _is_empty(value) else value
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def is_same(one: Any, other: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether two values of a field say the same."""
    return digest_of_value(one) == digest_of_value(other)


def _is_empty(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    return any(value == empty and type(value) is type(empty) for empty in _EMPTY)


_NOTHING: Final = digest_of_value(None)


@dataclass(frozen=True, slots=True)
class Merged:
    """What a save writes, and the fields in which someone else's value stands that the form had not shown."""

    written: Mapping[str, Any]
    clashing: tuple[str, ...]


def merge_typed(present: Mapping[str, Any], typed: Mapping[str, Any], seen: Mapping[str, str]) -> Merged:
    """Two editors at once. A field that was not changed in the form is left alone, whatever stands there by now.

    A field of which the form said nothing (`seen` lacks it) was empty in it.
    """
    written: dict[str, Any] = {}
    clashing: list[str] = []
    for name, value in typed.items():
        mine, theirs = digest_of_value(value), digest_of_value(present.get(name))
        shown = seen.get(name, _NOTHING)
        if mine in (shown, theirs):
            continue
        if shown == theirs:
            written[name] = value
        else:
            clashing.append(name)
    return Merged(written, tuple(clashing))


@dataclass(frozen=True, slots=True)
class Rebased:
    """A draft over today's public page: all fields, and those that both sides changed (the draft's value stands)."""

    fields: Mapping[str, Any]
    clashing: tuple[str, ...] = field(default=())


def merge_base(base: Mapping[str, Any], live: Mapping[str, Any], draft: Mapping[str, Any]) -> Rebased:
    """Bring a draft that began from `base` onto `live`: what the draft left as it was takes the live value."""
    names = list(dict.fromkeys([*draft, *live]))
    fields = {name: live.get(name) if is_same(draft.get(name), base.get(name)) else draft.get(name) for name in names}
    clashing = tuple(
        name
        for name in names
        if not is_same(live.get(name), base.get(name))
        and not is_same(draft.get(name), base.get(name))
        and not is_same(draft.get(name), live.get(name))
    )
    return Rebased(fields, clashing)
