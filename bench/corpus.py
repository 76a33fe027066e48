"""Documents for the latency part: the demo's own, and as many more as wanted, put together from them.

No register of 200,000 firms and profiles lies in the project. The further documents are made from the real names and the demo's
profiles: a bare one takes the front half of one real name and the back half of another with a third one's address; a rich one
takes title, keywords, summary, troubles and body from five different rich records of its kind. Ids are new. So words, lengths and
the share of rich records stay those of the demo, and every word is about five times as frequent.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from flask import Flask

from app.core.kinds import SearchDocument
from app.core.text import company_core
from app.search.analysis import Analyser
from app.search.documents import AnalysedDocument, analyse
from app.search.synonyms import special_words

_BATCH: Final = 500
_SEED: Final = 20_261_124


@dataclass(frozen=True, slots=True)
class Corpus:
    """The demo's documents, and how many there shall be."""

    own: list[SearchDocument]
    size: int

    def documents(self) -> Iterator[SearchDocument]:
        """The demo's own first, then the made ones; the same every time."""
        yield from islice(self.own, self.size)
        if self.size > len(self.own):
            yield from islice(_recombined(self.own), self.size - len(self.own))


def read_documents(app: Flask) -> list[SearchDocument]:
    """Search documents of everything in the site's database."""
    found: list[SearchDocument] = []
    with app.extensions["database"].read() as session:
        for kind in app.extensions["kinds"]:
            ids = iter(list(kind.all_ids(session)))
            while batch := list(islice(ids, _BATCH)):
                found += kind.documents(session, batch)
    return found


def analysed(corpus: Corpus) -> Iterator[AnalysedDocument]:
    """All of them as an engine takes them."""
    analyser = new_analyser()
    return (analyse(document, analyser) for document in corpus.documents())


def new_analyser() -> Analyser:
    """An analyser as the site has it."""
    analyser = Analyser()
    analyser.add_special_words(special_words(analyser))
    return analyser


def is_rich(document: SearchDocument) -> bool:
    """Whether it says more than a name and an address."""
    return bool(document.keywords or document.summary or document.body)


def _recombined(own: list[SearchDocument]) -> Iterator[SearchDocument]:
    chance = random.Random(_SEED)  # noqa: S311 - the same documents every time
    bare = [d for d in own if not is_rich(d) and not d.is_hidden_by_name and company_core(d.title)]
    rich: dict[str, list[SearchDocument]] = {}
    for document in own:
        if is_rich(document):
            rich.setdefault(document.kind, []).append(document)
    all_rich = [document for documents in rich.values() for document in documents]
    share = len(all_rich) / len(own)
    number = 0
    while True:
        number += 1
        if chance.random() < share:
            yield _rich(number, rich[chance.choice(all_rich).kind], chance)
        else:
            yield _bare(number, bare, chance)


def _bare(number: int, bare: list[SearchDocument], chance: random.Random) -> SearchDocument:
    front, back, place = (chance.choice(bare) for _ in range(3))
    one, other = company_core(front.title), company_core(back.title)
    form = "株式会社" if number % 2 else "有限会社"
    return replace(
        place,
        id=f"x{number:012d}",
        numbers=(f"x{number:012d}",),
        code=None,
        title=form + one[: (len(one) + 1) // 2] + other[len(other) // 2 :],
        kana=front.kana[: len(front.kana) // 2] + back.kana[len(back.kana) // 2 :],
        names=(),
    )


def _rich(number: int, kind: list[SearchDocument], chance: random.Random) -> SearchDocument:
    title, words, summary, problems, body = (chance.choice(kind) for _ in range(5))
    return replace(
        title,
        id=f"x{number:012d}",
        numbers=(f"x{number:012d}",),
        code=None,
        keywords=words.keywords,
        summary=summary.summary,
        problems=problems.problems,
        body=body.body,
    )
