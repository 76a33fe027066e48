"""Why a result stands where it does, in words; at most four."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.core.kinds import SearchDocument
from app.core.labels import Label
from app.core.text import fold
from app.reference.jsic import find_industry
from app.reference.municipalities import find_municipality
from app.search.engine import Hit, Plan
from app.search.marks import Match
from app.search.query import ParsedQuery

ReasonKind = Literal[
    "terms", "synonym", "industry", "ipc", "distance", "place", "number", "name", "capacity", "certificate"
]
MOST: Final = 4
_MOST_TERMS: Final = 3
_LONGEST: Final = 30  # characters of a quoted word

_FIELDS: Final = {
    "title": Label("名称", "name"),
    "names": Label("保有者・別の名前", "owner or other name"),
    "keywords": Label("キーワード", "keywords"),
    "summary": Label("概要", "summary"),
    "problems": Label("解決できる困りごと", "problems solved"),
    "body": Label("説明", "description"),
    "address": Label("所在地", "address"),
}
_COMPANY_SUMMARY: Final = Label("できること", "what we do")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason and its words."""

    kind: ReasonKind
    text: Label


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a document's texts: field → text and matches."""

    fields: Mapping[str, tuple[str, Sequence[Match]]]
    typed: Mapping[str, str]  # folded word → as it was typed


def reasons_for(
    document: SearchDocument,
    hit: Hit,
    query: ParsedQuery,
    plan: Plan,
    findings: Findings,
    distance: float | None,
    near: str | None,
) -> tuple[Reason, ...]:
    """The strongest first: number, name, words, then place, industry, certificate, distance."""
    found = [
        *_exact(document, hit, query),
        *(() if hit.by_number else _terms(document, findings) or _reading(document, plan)),
        *_place(document, plan),
        *_industry(document, plan),
        *_certificate(document, query),
    ][: MOST - (distance is not None)]
    return (*found, *_distance(distance, near))


def _exact(document: SearchDocument, hit: Hit, query: ParsedQuery) -> list[Reason]:
    if hit.by_number:
        numbers = {fold(number) for number in document.numbers}
        label = next((n.label for n in query.numbers if n.key in numbers), Label("番号", "number"))
        return [Reason("number", Label(f"{label.ja}が一致しました", f"The {label.en.lower()} matches"))]
    if hit.by_name:
        return [Reason("name", Label("名前が一致しました", "The name matches"))]
    return []


def _terms(document: SearchDocument, findings: Findings) -> list[Reason]:
    seen: dict[str, Reason] = {}
    for exact in (True, False):
        for field, (text, matches) in findings.fields.items():
            for match in matches:
                if match.typed in findings.typed and match.typed not in seen and match.is_synonym is not exact:
                    seen[match.typed] = _term(
                        document, field, text, match, findings.typed.get(match.typed, match.typed)
                    )
    order = list(findings.typed)
    return [seen[typed] for typed in sorted(seen, key=lambda t: order.index(t) if t in order else 99)][:_MOST_TERMS]


def _term(document: SearchDocument, field: str, text: str, match: Match, typed: str) -> Reason:
    written, typed = text[match.start : match.end][:_LONGEST], typed[:_LONGEST]
    if match.is_synonym and fold(written) != fold(typed):
        ja = f"「{typed}」の言いかえ「{written}」があります"
        return Reason("synonym", Label(ja, f"“{written}”, another word for “{typed}”"))
    label = _COMPANY_SUMMARY if field == "summary" and document.is_name else _FIELDS[field]
    quoted = typed if fold(typed) in fold(written) else written
    return Reason("terms", Label(f"「{quoted}」が「{label.ja}」の欄にあります", f"“{quoted}” in {label.en}"))


def _reading(document: SearchDocument, plan: Plan) -> list[Reason]:
    kana = fold(document.kana)
    for term in plan.terms:
        if len(term.text) > 1 and term.text in kana:
            word = term.text
            return [Reason("name", Label(f"名前の読みに「{word}」があります", f"“{word}” in the name's reading"))]
    return []


def _place(document: SearchDocument, plan: Plan) -> list[Reason]:
    place = find_municipality(document.municipality) if document.municipality in plan.places else None
    if place is None:
        return []
    return [Reason("place", Label(f"{place.name}にあります", f"In {place.name_en or place.name}"))]


def _industry(document: SearchDocument, plan: Plan) -> list[Reason]:
    typed = [term.text for term in plan.terms if term.required and len(term.text) > 1]
    for code in document.industries:
        industry = find_industry(code)
        if industry and any(word in fold(industry.name) for word in typed):
            english = industry.name_en or industry.name
            return [Reason("industry", Label(f"業種が「{industry.name}」です", f"Industry: {english}"))]
    return []


def _certificate(document: SearchDocument, query: ParsedQuery) -> list[Reason]:
    typed = fold(query.text).replace(" ", "")
    for name in document.certificates:
        if fold(name).replace(" ", "") in typed:
            return [Reason("certificate", Label(f"「{name}」があります", f"Holds {name}"))]
    return []


def _distance(distance: float | None, near: str | None) -> list[Reason]:
    place = find_municipality(near) if near else None
    if distance is None or place is None:
        return []
    ja = f"{place.name}から約{distance:.0f}km（役所の間）"
    return [
        Reason(
            "distance", Label(ja, f"About {distance:.0f} km from {place.name_en or place.name} (between town halls)")
        )
    ]
