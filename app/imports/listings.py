"""Companies from gBizINFO (CSV, JSON of v1 and v2) and from our own headed CSV: registry facts and profile fields.

One mapping reads all of them: a column has the names that the files give it. Our own CSV is headed
`corporate_number,name,kana,name_en,postcode,address,municipality,closed_on,capital,staff,website,summary,strengths,problems,
keywords,languages,founded_on,industries`; only the first two are required. Lists are separated by | or 、 or line breaks.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.models import Company
from app.companies.service.facts import CompanyFacts, write_facts
from app.companies.service.profiles import ProfileInput, write_profiles
from app.companies.states import CLOSE_CAUSES, REGISTER_KINDS
from app.core.rows import RowProblem, problem
from app.core.text import nfkc
from app.imports.cells import Cells
from app.imports.documents import json_rows
from app.imports.files import Source
from app.imports.importer import Found, Importer, Staged, Written
from app.imports.industries import read_industries
from app.imports.places import Location, find_place, split_location
from app.imports.tables import headed_rows
from app.patents.service.linking import relink_companies

GBIZINFO: Final = "gBizINFO（経済産業省）"
HEADED: Final = "CSVファイル"
OWNER_FIRST: Final = "所有者の編集を優先しました。新しい値は所有者に提案します。"
_NUMBER: Final = ("corporate_number", "corporateid", "法人番号")
_NAME: Final = ("name", "corporatename", "法人名", "商号または名称", "商号又は名称", "企業名")
_KANA: Final = ("kana", "corporatekana", "法人名ふりがな", "法人名フリガナ", "フリガナ", "ふりがな")
_ENGLISH: Final = ("name_en", "法人名英語", "英語表記")
_KIND: Final = ("corporatetype", "kind", "法人種別")
_POSTCODE: Final = ("postal_code", "postcode", "郵便番号")
_ADDRESS: Final = ("location", "address", "本社所在地", "所在地", "住所")
_CITY: Final = ("cityid", "municipality", "市区町村コード")
_CLOSED: Final = ("close_date", "closed_on", "登記記録の閉鎖等年月日", "閉鎖日")
_CAUSE: Final = ("close_cause", "登記記録の閉鎖等の事由")
_CAPITAL: Final = ("capital_stock", "capital", "資本金")
_STAFF: Final = ("employee_number", "staff", "従業員数")
_WEBSITE: Final = ("company_url", "website", "url", "企業ホームページ", "ホームページ")
_FOUNDED: Final = ("date_of_establishment", "founded_on", "設立年月日")
_SUMMARY: Final = ("business_summary", "summary", "事業概要")
_INDUSTRIES: Final = ("industries", "industry", "business_codes", "業種")
_GBIZINFO_ONLY: Final = frozenset(
    (
        *(
            "corporateid",
            "business_summary",
            "capital_stock",
            "employee_number",
            "company_url",
            "date_of_establishment",
        ),
        *(
            "法人名ふりがな",
            "登記記録の閉鎖等年月日",
            "business_items",
            "update_date",
            "representative_name",
            "moddate",
        ),
    )
)
_LONGEST_NAME: Final = 150
_REVISION_OF_GBIZINFO: Final = 13


@dataclass(frozen=True, slots=True)
class Listing:
    """One company of such a file."""

    facts: CompanyFacts
    profile: ProfileInput


def is_gbizinfo_companies(header: Sequence[str]) -> bool:
    """Whether a CSV with this header is gBizINFO's."""
    return is_headed_companies(header) and not _GBIZINFO_ONLY.isdisjoint(header)


def is_headed_companies(header: Sequence[str]) -> bool:
    """Whether a CSV with this header holds companies: a number and a name, and not what they won or filed."""
    has_key = any(name in header for name in _NUMBER) and any(name in header for name in _NAME)
    return has_key and not {"title", "date_of_order", "patent_type", "application_number"} & set(header)


class ListingImporter(Importer[Listing]):
    """One row or object a company; `same` says what a number in two rows means."""

    key_column = "corporate_number"
    batch = 200

    def __init__(self, prefecture: str | None, *, source: str, is_json: bool = False) -> None:
        """`source` is GBIZINFO or HEADED: where the facts are from."""
        self._prefecture = prefecture
        self._source = source
        self._rows: Callable[[Source], Iterator[tuple[int, dict[str, str]] | RowProblem]]
        self._rows = json_rows if is_json else headed_rows
        self._revision = _REVISION_OF_GBIZINFO if source == GBIZINFO else None
        self.same = "last" if source == GBIZINFO else "error"

    @property
    def record_type(self) -> type[Listing]:
        """Facts and profile."""
        return Listing

    def read(self, source: Source) -> Iterator[Found[Listing]]:
        """Every company of the file."""
        for row in self._rows(source):
            if isinstance(row, RowProblem):
                yield Found(row.row, problems=(row,))
            else:
                cells = Cells(*row)
                if not cells.is_blank:
                    yield self._found(cells)

    def _found(self, cells: Cells) -> Found[Listing]:
        number = cells.corporate_number(_NUMBER)
        name = cells.required(_NAME, _LONGEST_NAME)
        place = find_place(cells, _CITY, is_official=self._source == GBIZINFO)
        location = split_location(cells.line(_ADDRESS), place)
        if number is None:
            return Found(cells.row, problems=cells.problems)
        listing = Listing(_facts(cells, number, name, location), self._profile(cells, number))
        if cells.has_error:
            return Found(cells.row, problems=cells.problems)
        is_in_scope = self._prefecture in {None, location.prefecture_code}
        return Found(cells.row, listing, (number,), cells.problems, is_in_scope=is_in_scope)

    def _profile(self, cells: Cells, number: str) -> ProfileInput:
        return ProfileInput(
            company_id=number,
            summary=cells.text(_SUMMARY, 4_000) or None,
            strengths=cells.text(("strengths",), 4_000) or None,
            staff=cells.whole_number(_STAFF),
            capital_yen=cells.whole_number(_CAPITAL),
            founded_on=cells.day(_FOUNDED),
            website=cells.url(_WEBSITE) or None,
            industries=read_industries(cells, _INDUSTRIES, self._revision) or None,
            problems=cells.items(("problems",)) or None,
            keywords=cells.items(("keywords",)) or None,
            languages=cells.items(("languages",)) or None,
        )

    def known(self, session: Session, keys: Sequence[str]) -> set[str]:
        """Companies that we have."""
        return set(session.scalars(select(Company.id).where(Company.id.in_(keys))))

    def write(self, session: Session, rows: Sequence[Staged[Listing]]) -> Written:
        """Facts first, then profiles, then the patents of whoever is new."""
        facts = write_facts(session, [row.record.facts for row in rows], self._source)
        profiles = write_profiles(session, [row.record.profile for row in rows], self._source)
        changed = {*facts.changed, *profiles.changed, *profiles.added} - set(facts.added)
        written = Written(
            added=len(facts.added),
            changed=len(changed),
            unchanged=len(rows) - len(facts.added) - len(changed),
            closed=len(facts.closed),
        )
        written.touch("company", [*facts.added, *sorted(changed)])
        written.touch("patent", relink_companies(session, [*facts.added, *facts.changed]))
        for row in rows:
            offered = profiles.offered.get(row.record.facts.number)
            if offered:
                written.problems.append(problem(row.row, "・".join(offered), "", OWNER_FIRST, "note"))
        return written


def _facts(cells: Cells, number: str, name: str, location: Location) -> CompanyFacts:
    kind = re.search(r"(\d{3})$", cells.line(_KIND))
    cause = cells.line(_CAUSE)
    return CompanyFacts(
        number=number,
        name=name,
        kana=cells.line(_KANA),
        name_en=cells.line(_ENGLISH),
        kind=kind[1] if kind and kind[1] in REGISTER_KINDS else "",
        prefecture_code=location.prefecture_code,
        municipality_code=location.municipality_code,
        prefecture_name=location.prefecture_name,
        city_name=location.city_name,
        street=location.street,
        postcode=_postcode(cells),
        closed_on=cells.day(_CLOSED),
        close_cause=cause if cause in CLOSE_CAUSES else None,
    )


def _postcode(cells: Cells) -> str:
    name, text = cells.filled(_POSTCODE), cells.line(_POSTCODE)
    plain = nfkc(text).replace("-", "").removeprefix("〒").strip()
    if not plain:
        return ""
    if plain.isascii() and plain.isdigit() and len(plain) == 6 and "-" not in nfkc(text):
        cells.report(name, text, f"先頭の0が失われていたため、0{plain} と読みました。", "note")
        return f"0{plain}"
    if not (plain.isascii() and plain.isdigit() and len(plain) == 7):
        cells.report(name, text, "郵便番号は7桁です。")
        return ""
    return plain
