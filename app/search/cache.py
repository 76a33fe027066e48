"""Arrays kept in memory up to a bound: what was used longest ago goes first. Safe for threads."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = tuple[npt.NDArray[Any], ...]
_OVERHEAD = 250  # bytes of an entry beside its arrays


class ArrayCache:
    """Key → tuple of arrays."""

    def __init__(self, limit: int) -> None:
        """`limit` in bytes."""
        self._limit = limit
        self._size = 0
        self._entries: OrderedDict[Hashable, Arrays] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Arrays | None:
        """The arrays, or None."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
            return found

    def put(self, key: Hashable, arrays: Arrays) -> Arrays:
        """Keep `arrays`, make room, and give them back; they must not be changed any more."""
        with self._lock:
            if key not in self._entries:
                self._entries[key] = arrays
                self._size += _size(arrays)
            while self._size > self._limit and len(self._entries) > 1:
                self._size -= _size(self._entries.popitem(last=False)[1])
        return arrays

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._size


def _size(arrays: Arrays) -> int:
    return sum(int(np.asarray(a).nbytes) for a in arrays) + _OVERHEAD
