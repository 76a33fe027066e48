"""From a person's query to the engine's plan: words with their synonyms, what must be there, what only adds to the score."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.core.text import company_core, fold
from app.reference.places import PlaceMatch, find_place_names
from app.search import scoring
from app.search.analysis import Analyser, Token, bigrams, read_words, without_company_form
from app.search.documents import full_name
from app.search.engine import Phrase, Plan, Term, Variant
from app.search.query import ParsedQuery
from app.search.synonyms import Synonyms, fold_key

Frequencies = Callable[[Sequence[str]], list[int]]

KEYWORDS: Final = 3  # so many words or compounds are keywords: all are wanted; more are a question
MAX_TERMS: Final = 12  # of a question, the rarest
MAX_BIGRAMS: Final = 40
_LONGEST_COMPOUND: Final = 5  # words in a synonym
_LONGEST_KANA: Final = 10  # letters of a word typed in kana
_HIRAGANA_ONLY: Final = re.compile("[ぁ-ゖー]*")
_WEAK: Final = read_words("weak_words")


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Terms of one word as typed, and how many keywords it holds."""

    terms: tuple[Term, ...]
    keywords: int


class Planner:
    """Makes plans; holds analyser and synonyms."""

    def __init__(self, analyser: Analyser, synonyms: Synonyms) -> None:
        self.analyser = analyser
        self._synonyms = synonyms
        self._variants: dict[str, tuple[Variant, ...]] = {}

    def plan(self, query: ParsedQuery, words: Frequencies, pairs: Frequencies) -> Plan:
        """The plan for `query`; `words` and `pairs` tell how often words and bigrams are indexed."""
        if query.is_empty or _is_only_a_form(query):
            return Plan(is_browse=True)
        chunks = [self._chunk(text) for text in query.words]
        terms = _merged(term for chunk in chunks for term in chunk.terms)
        keywords = sum(chunk.keywords for chunk in chunks)
        is_question = keywords > KEYWORDS
        if is_question:
            terms = _rarest(terms, words)
        more = (*self._phrase_terms(query), *self._number_terms(query), *self._postal_terms(query))
        terms = _relaxed(_merged((*terms, *more)), has_more=bool(query.phrases))
        return Plan(
            terms=terms,
            bigrams=_scored_bigrams(terms, query if is_question else None, pairs),
            phrases=_phrases(query.phrases),
            without=tuple(term for text in query.without for term in self._chunk(text).terms),
            without_phrases=_phrases(query.without_phrases),
            numbers=tuple(number.key for number in query.numbers),
            name=company_core(query.text),
            full_name=full_name(query.text),
            literal_name=without_company_form(query.text),
            places=_places(query.places),
            needs_all=not is_question,
        )

    def _chunk(self, text: str) -> _Chunk:
        if _HIRAGANA_ONLY.fullmatch(text) and 2 < len(text) <= _LONGEST_KANA:
            return _Chunk((self._kana_term(text),), 1)
        terms: list[Term] = []
        keywords = 0
        for piece, is_place in _pieces(text):
            found = self._piece(piece)
            keywords += found.keywords
            terms += [replace(term, required=False) for term in found.terms] if is_place else found.terms
        if not terms and (folded := fold(text)):
            terms, keywords = [Term(folded, (), tuple(bigrams(folded)))], 1
        return _Chunk(tuple(terms), keywords)

    def _piece(self, text: str) -> _Chunk:
        tokens = self.analyser.tokens(text)
        terms: list[Term] = []
        keywords, index, end = 0, 0, -1
        while index < len(tokens):
            length, term = self._term_at(text, tokens, index)
            if term is not None:
                keywords += tokens[index].start != end
                end = tokens[index + length - 1].end
                terms.append(term)
            index += length
        return _Chunk(tuple(terms), keywords)

    def _kana_term(self, text: str) -> Term:
        """A word in kana that the dictionary may cut anywhere: wanted whole, or as the word that is read so (かながた: 金型)."""
        tokens = self.analyser.tokens(text)
        is_word = len(tokens) == 1 and tokens[0].is_content
        term = self._term(text, fold_key(text), (tokens[0].word,) if is_word else ())
        written = self._synonyms.read_as(fold_key(text), self.analyser.reading)
        known = {variant.words for variant in term.variants}
        more = tuple(v for word in written for v in self._synonym(word) if v.words not in known)
        return replace(term, variants=(*term.variants, *more)[:9], required=True, weight=1.0)

    def _term_at(self, text: str, tokens: Sequence[Token], index: int) -> tuple[int, Term | None]:
        """The longest compound with synonyms that begins here, else the word; how many tokens it takes."""
        for length in range(min(_LONGEST_COMPOUND, len(tokens) - index), 1, -1):
            span = tokens[index : index + length]
            surface = text[span[0].start : span[-1].end]
            key = fold_key(surface)
            if self._synonyms.of(key) or self.analyser.is_special(key):
                return length, self._term(surface, key, tuple(t.word for t in span if t.is_content))
        token = tokens[index]
        if not token.is_content:
            return 1, None
        surface = text[token.start : token.end]
        return 1, self._term(surface, fold_key(surface), (token.word,), token.base)

    def _term(self, surface: str, key: str, words: tuple[str, ...], base: str = "") -> Term:
        typed = (key,) if self.analyser.is_special(key) else (words if self.analyser.has_dictionary else ())
        written = (
            base if base[:1] == surface[:1] else surface
        )  # 「合わ」 is shown as 「合う」, 「めっき」 as it was typed
        variants = {typed: Variant(typed, 1.0, written)} if typed else {}
        for other in (*self._synonyms.of(key), *(self._synonyms.of(words[0]) if len(words) == 1 else ())):
            for variant in self._synonym(other):
                variants.setdefault(variant.words, variant)
        folded = fold(surface)
        weight = scoring.WEAK if folded in _WEAK or (len(words) == 1 and words[0] in _WEAK) else 1.0
        return Term(folded, tuple(variants.values())[:9], tuple(bigrams(folded)), weight == 1.0, weight)

    def _synonym(self, word: str) -> tuple[Variant, ...]:
        known = self._variants.get(word)
        if known is None:
            key = fold_key(word)
            words = (key,) if self.analyser.is_special(key) else tuple(dict.fromkeys(self.analyser.words(word)))
            known = (Variant(words, scoring.SYNONYM, word),) if words else ()
            self._variants[word] = known
        return known

    def _phrase_terms(self, query: ParsedQuery) -> list[Term]:
        """The words of phrases add to the score; the phrase itself is asked for as letters."""
        found = [term for text in query.phrases for term in self._chunk(text).terms]
        return [replace(term, required=False, variants=term.variants[:1]) for term in found]

    def _number_terms(self, query: ParsedQuery) -> list[Term]:
        """A number may also stand in a text; alone, it is then what is wanted."""
        result = []
        for number in query.numbers:
            surface = query.text[number.start : number.end]
            words = tuple(dict.fromkeys(self.analyser.words(surface)))
            if words:
                result.append(Term(fold(surface), (Variant(words, 1.0, surface),), required=False))
        return result

    def _postal_terms(self, query: ParsedQuery) -> list[Term]:
        """A post code stands for the address words of its town."""
        result = []
        for area in query.postal_areas[:3]:
            text = f"{area.municipality.name}{area.town}"
            words = (fold(area.municipality.name), *dict.fromkeys(self.analyser.words(area.town)))
            if self.analyser.has_dictionary:
                result.append(Term(fold(text), (Variant(words, 1.0, text),), (), required=False))
        return result


def _merged(terms: Iterable[Term]) -> tuple[Term, ...]:
    result: dict[str, Term] = {}
    for term in terms:
        result.setdefault(term.text, term)
    return tuple(result.values())


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut around the places that it names: 水戸市三の丸 is 水戸市 and 三の丸."""
    at = 0
    for place in find_place_names(text):
        yield text[at : place.start], False
        yield text[place.start : place.end], True
        at = place.end
    yield text[at:], False


def _relaxed(terms: tuple[Term, ...], *, has_more: bool) -> tuple[Term, ...]:
    """If nothing but places and weak words was typed, these are what is wanted."""
    if not terms or has_more or any(term.required for term in terms):
        return terms
    return tuple(replace(term, required=True, weight=1.0) for term in terms)


def _rarest(terms: tuple[Term, ...], frequencies: Frequencies) -> tuple[Term, ...]:
    """The terms that say most; what stands nowhere comes last."""
    if len(terms) <= MAX_TERMS:
        return terms
    counts = [max(frequencies([v.words[0] for v in term.variants]), default=0) for term in terms]
    order = sorted(range(len(terms)), key=lambda i: (terms[i].weight < 1, counts[i] == 0, counts[i]))[:MAX_TERMS]
    return tuple(terms[i] for i in sorted(order))


def _scored_bigrams(terms: Sequence[Term], question: ParsedQuery | None, frequencies: Frequencies) -> tuple[str, ...]:
    pairs = dict.fromkeys(pair for term in terms if term.weight == 1.0 for pair in term.bigrams)
    if question is not None:
        for text in question.words:
            plain = (text[i : i + 2] for i in range(len(text) - 1))
            pairs |= dict.fromkeys(b for p in plain if not _HIRAGANA_ONLY.fullmatch(p) for b in bigrams(fold(p)))
    found = list(pairs)
    if len(found) <= MAX_BIGRAMS:
        return tuple(found)
    counts = dict(zip(found, frequencies(found), strict=True))
    return tuple(sorted(found, key=lambda pair: (counts[pair] == 0, counts[pair]))[:MAX_BIGRAMS])


def _phrases(texts: Sequence[str]) -> tuple[Phrase, ...]:
    folded = [fold(text) for text in texts]
    return tuple(Phrase(text, tuple(dict.fromkeys(bigrams(text)))) for text in folded if text)


def _places(places: Sequence[PlaceMatch]) -> frozenset[str]:
    return frozenset(place.municipality.code6 for place in places if place.municipality)


def _is_only_a_form(query: ParsedQuery) -> bool:
    """Whether nothing but 株式会社, ㈲ … was typed, which is part of too many names to mean anything."""
    return bool(full_name(query.text)) and not company_core(query.text) and not query.phrases
