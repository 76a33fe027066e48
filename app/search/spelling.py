"""Words that differ by a letter or two, for "did you mean"."""

import time
from collections.abc import Iterable
from typing import Final

_TIME: Final = 0.06  # seconds
_LONG: Final = 5  # letters from which two may be wrong


def distance(one: str, other: str, most: int) -> int:
    """Letters to insert, drop, change or swap with their neighbour; `most` + 1 for anything above `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    above: list[int] = []
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, with_ in enumerate(other, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != with_))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == with_:
                steps = min(steps, above[j - 2] + 1)
            row.append(steps)
        if min(row) > most:
            return most + 1
    return row[-1]


def similar(word: str, vocabulary: Iterable[str], limit: int) -> list[str]:
    """Up to `limit` words of the vocabulary that are near, nearest first; stops when its time is up."""
    if len(word) < 2:
        return []
    most = 2 if len(word) >= _LONG else 1
    letters = set(word)
    until = time.monotonic() + _TIME
    found: list[tuple[int, str]] = []
    for count, other in enumerate(vocabulary):
        if count % 256 == 255 and time.monotonic() > until:
            break
        if abs(len(other) - len(word)) > most or len(letters.intersection(other)) < len(letters) - most:
            continue
        steps = distance(word, other, most)
        if 0 < steps <= most:
            found.append((steps, other))
    return [other for _, other in sorted(found)[:limit]]
