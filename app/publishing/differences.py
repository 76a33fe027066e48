"""What changes from one set of fields to another, in words: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.labels import Label
from app.core.publication import Publisher
from app.publishing.merging import is_same


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, one line an entry; `is_changed` False stands in whole texts only."""

    name: str
    label: Label
    before: Sequence[str]
    after: Sequence[str]
    is_changed: bool = True


def differences(publisher: Publisher, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """The fields that differ, in the order of the form. A field that is in neither, or only empty in both, is the same."""
    return [change for change in whole(publisher, before, after) if change.is_changed]


def whole(publisher: Publisher, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """Every field that says something before or after, in the order of the form."""
    changes = []
    for name, label in publisher.fields.items():
        old, new = before.get(name), after.get(name)
        if is_same(old, new) and is_same(new, None):
            continue
        is_changed = not is_same(old, new)
        changes.append(FieldChange(name, label, _words(publisher, name, old), _words(publisher, name, new), is_changed))
    return changes


def _words(publisher: Publisher, name: str, value: Any) -> Sequence[str]:  # noqa: ANN401 - any JSON value
    return () if is_same(value, None) else tuple(publisher.words(name, value))
