"""The formula that ranks, in one place and pure: weights, idf, saturation. `docs/search.md` says why each number is what it is.

A field's average length, document count and document frequencies are taken over the documents that have the field. The functions
take plain numbers or NumPy arrays; the oracle in the tests computes the same with plain loops.
"""

from math import log
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

WORD_FIELDS: Final = {"name": 3.0, "keywords": 2.0, "problems": 1.5, "summary": 1.5, "body": 1.0, "address": 0.3}
BIGRAM_FIELDS: Final = {"name_bi": 0.9, "kana_bi": 0.5, "text_bi": 0.3}
FIELD_WEIGHTS: Final = WORD_FIELDS | BIGRAM_FIELDS
FIELDS: Final = tuple(FIELD_WEIGHTS)

SYNONYM: Final = 0.7  # what a synonym counts beside the typed word
WEAK: Final = 0.3  # words that say little about what is wanted (会社, 探す)
PLACE: Final = 3.0  # added, whatever else, to what lies in a place that the words name
BARE: Final = 0.2  # factor for records that are nothing but a name and an address
NAME_TIER: Final = 10_000.0  # the whole query is the record's own name
FULL_NAME: Final = 1_000.0  # … with its company form
LITERAL_NAME: Final = 500.0  # … in the very letters (さくらい before サクライ)
NUMBER_TIER: Final = 100_000.0  # a number that leads to exactly this record

K1: Final = 1.2
B: Final = 0.75

Floats = npt.NDArray[np.float64]
N = TypeVar("N", float, Floats)


def idf(found_in: int, documents: int) -> float:
    """How much a word says that stands in `found_in` of the `documents` that have the field; never negative."""
    return log(1 + (documents - found_in + 0.5) / (found_in + 0.5))


def saturation(count: N, length: N, average: float) -> N:
    """BM25's part of a word's count in a field of `length`, 0 … 2.2."""
    return count * (K1 + 1) / (count + K1 * (1 - B + B * length / average))


def synonym_scale(typed: float, synonym: float) -> float:
    """What keeps a rare synonym below the typed word: the factor that brings its idf down to that of the typed one."""
    return min(1.0, typed / synonym) if synonym > 0 else 1.0
