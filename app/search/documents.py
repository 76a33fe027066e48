"""Search documents as an engine takes them: counted words and bigrams a field, exact keys, facet codes, sort values."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Final

from app.core.kinds import SearchDocument
from app.core.text import company_core, fold, nfkc
from app.reference.municipalities import find_municipality
from app.search.analysis import Analyser, bigrams, without_company_form

NO_DAY: Final = -(2**31)


@dataclass(frozen=True, slots=True)
class NameKey:
    """One way to type a name from its beginning; `is_name`: typing it whole finds its record first."""

    key: str  # folded
    text: str  # as it is shown
    is_name: bool


@dataclass(frozen=True, slots=True)
class AnalysedDocument:
    """One document, ready for an engine."""

    kind: str
    id: str
    digest: str
    counts: Mapping[str, Mapping[str, int]]  # field of `scoring.FIELDS` → word → how often; empty fields are left out
    numbers: tuple[str, ...]
    names: tuple[NameKey, ...]
    facets: Mapping[str, tuple[str, ...]]
    text: str  # folded, for phrases; one line a field
    sort_name: str
    changed: int  # proleptic ordinal of the day, NO_DAY if unknown
    is_rich: bool
    is_closed: bool
    is_hidden: bool


def digest(document: SearchDocument) -> str:
    """Changes whenever anything in the document does."""
    return blake2b(repr(document).encode("utf-8", "replace"), digest_size=8).hexdigest()


def full_name(name: str) -> str:
    """A name with its company form, in the form in which two are compared: （株）青葉 is 株式会社青葉."""
    return fold(name).translate(_BRACKETS).replace(" ", "").replace("(株)", "株式会社").replace("(有)", "有限会社")


_BRACKETS: Final = str.maketrans({"・": None})


def analyse(document: SearchDocument, analyser: Analyser) -> AnalysedDocument:
    """What the engine keeps of a document. One that hides its name keeps its numbers only."""
    hidden = document.is_hidden_by_name
    is_rich = bool(document.keywords or document.problems or document.summary or document.body)
    return AnalysedDocument(
        kind=document.kind,
        id=document.id,
        digest=digest(document),
        counts={} if hidden else _counts(document, analyser),
        numbers=tuple(dict.fromkeys(fold(n) for n in document.numbers if n)),
        names=() if hidden else _names(document),
        facets=_facets(document),
        text="" if hidden else _text(document),
        sort_name=fold(document.kana or document.title),
        changed=_ordinal(document.changed_on),
        is_rich=is_rich,
        is_closed=document.is_closed,
        is_hidden=hidden,
    )


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else NO_DAY


def _counts(document: SearchDocument, analyser: Analyser) -> dict[str, Counter[str]]:
    names = [document.title, *document.names]
    plain = [without_company_form(n) if document.is_name else n for n in names]
    cores = [company_core(n) if document.is_name else fold(n) for n in names]
    texts = {
        "name": "\n".join(plain),
        "keywords": "\n".join(document.keywords),
        "problems": "\n".join(document.problems),
        "summary": document.summary,
        "body": document.body,
    }
    counts = {name: Counter(analyser.words(text)) for name, text in texts.items() if text}
    counts["address"] = Counter(_address_words(document, analyser))
    counts["name_bi"] = Counter(bigrams(" ".join(cores)))
    counts["kana_bi"] = Counter(bigrams(company_core(document.kana)))
    body = "\n".join((texts["keywords"], document.summary, texts["problems"], document.body))
    counts["text_bi"] = Counter(bigrams(fold(body)))
    return {name: counter for name, counter in counts.items() if counter}


def _address_words(document: SearchDocument, analyser: Analyser) -> list[str]:
    """Prefecture, municipality (whole and bare) and town apart: the dictionary takes 茨城県水戸市三の丸 for one word."""
    if not analyser.has_dictionary:
        return []
    text = nfkc(document.address)
    place = find_municipality(document.municipality) if document.municipality else None
    if place is None:
        return analyser.words(text)
    before, name, after = text.partition(place.name)
    return [fold(place.name), fold(place.bare_name), *analyser.words(before), *(analyser.words(after) if name else ())]


def _names(document: SearchDocument) -> tuple[NameKey, ...]:
    core = company_core if document.is_name else fold
    keys = [NameKey(core(name), name, True) for name in (document.title, *document.names)]
    if document.kana:
        keys.append(NameKey(company_core(document.kana), document.title, True))
    keys += [NameKey(fold(word), word, False) for word in document.keywords]
    return tuple(dict.fromkeys(key for key in keys if key.key))


def _facets(document: SearchDocument) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {
        "type": (document.kind,),
        "municipality": (document.municipality,) if document.municipality else (),
        "industry": tuple(dict.fromkeys(part for code in document.industries for part in industry_levels(code))),
        "ipc": tuple(dict.fromkeys(document.ipc)),
        "process": tuple(dict.fromkeys(document.processes)),
        "material": tuple(dict.fromkeys(document.materials)),
        "lot": tuple(dict.fromkeys(document.lots)),
        "certificate": tuple(dict.fromkeys(document.certificates)),
        "licensable": ("1",) if document.licensable else (),
        "stage": (document.stage,) if document.stage else (),
    }
    return {name: codes for name, codes in values.items() if codes}


def industry_levels(code: str) -> tuple[str, ...]:
    """A JSIC code and all groups above it: E2446 → E, E24, E244, E2446."""
    return tuple(code[:n] for n in (1, 3, 4, 5) if len(code) >= n)


def _text(document: SearchDocument) -> str:
    names = [document.title, *document.names, document.kana]
    if document.is_name:
        names += [company_core(name) for name in names]
    parts = [*names, *document.keywords, document.summary, *document.problems, document.body]
    return "\n".join(fold(part) for part in parts if part)
