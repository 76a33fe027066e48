"""What must hold before a profile may be submitted: pure rules, each with the sentence that says what to mend.

A draft may be saved with anything; these rules decide at submission, whatever form or file the values came from.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.companies.capabilities import materials, processes
from app.companies.states import LANGUAGES
from app.core import clock
from app.core.eras import FIRST_DAY
from app.core.letters import Text, msgid
from app.core.web_addresses import is_public_page
from app.reference import jsic

Fields = Mapping[str, Any]
Row = Mapping[str, Any]

SUMMARY_MOST: Final = 200  # characters
STRENGTHS_MOST: Final = 2_000
LINES_MOST: Final = 20  # problems or keywords
LINE_MOST: Final = 100  # characters of one
INDUSTRIES_MOST: Final = 5
STAFF_MOST: Final = 1_000_000  # people
CAPITAL_MOST: Final = 10**13  # yen
CERTIFICATES_MOST: Final = 20
CAPABILITIES_MOST: Final = 20
EQUIPMENT_MOST: Final = 50
PICTURES_MOST: Final = 8
SHORT_MOST: Final = 100  # characters of a name or number in a row
REMARK_MOST: Final = 300
SIZE_MOST: Final = 1_000_000.0  # of whatever unit, and kg
PIECES_MOST: Final = 1_000_000_000
UNIT_MOST: Final = 20  # characters: mm, L, 人規模


def problems(fields: Fields) -> dict[str, str]:
    """What must be mended before submission: field → msgid, in the order of the form; empty: nothing."""
    found = {name: rule(fields) for name, rule in _RULES.items()}
    return {name: text.message for name, text in found.items() if text}


def _summary(fields: Fields) -> Text | None:
    text = fields.get("summary") or ""
    if not text:
        return msgid("「できること」を書いてください。ひとことで足ります（200文字まで）")
    return msgid("「できること」は200文字までにしてください") if len(text) > SUMMARY_MOST else None


def _strengths(fields: Fields) -> Text | None:
    is_long = len(fields.get("strengths") or "") > STRENGTHS_MOST
    return msgid("「強み」は2,000文字までにしてください") if is_long else None


def _problems(fields: Fields) -> Text | None:
    is_long = _are_long(fields.get("problems") or [])
    return msgid("「解決できる困りごと」は20行まで、1行100文字までにしてください") if is_long else None


def _keywords(fields: Fields) -> Text | None:
    is_long = _are_long(fields.get("keywords") or [])
    return msgid("「キーワード」は20個まで、1つ100文字までにしてください") if is_long else None


def _are_long(lines: Sequence[str]) -> bool:
    return len(lines) > LINES_MOST or any(len(line) > LINE_MOST for line in lines)


def _industries(fields: Fields) -> Text | None:
    codes = fields.get("industries") or []
    if len(codes) > INDUSTRIES_MOST:
        return msgid("業種は5つまでにしてください")
    if any((found := jsic.find_industry(code)) is None or found.code != code for code in codes):
        return msgid("日本標準産業分類にない業種があります。番号か名前を確認してください")
    return None


def _staff(fields: Fields) -> Text | None:
    is_odd = not _is_within(fields.get("staff"), STAFF_MOST)
    return msgid("従業員は0人から100万人までの数にしてください") if is_odd else None


def _capital(fields: Fields) -> Text | None:
    is_odd = not _is_within(fields.get("capital_yen"), CAPITAL_MOST)
    return msgid("資本金は0円から10兆円までの金額にしてください") if is_odd else None


def _founded(fields: Fields) -> Text | None:
    on = _day(fields.get("founded_on"))
    is_odd = bool(fields.get("founded_on")) and (on is None or not FIRST_DAY <= on <= clock.today())
    return msgid("設立の日は、明治元年から今日までの日付にしてください") if is_odd else None


def _website(fields: Fields) -> Text | None:
    address = fields.get("website") or ""
    is_odd = bool(address) and not is_public_page(address)
    return msgid("ウェブサイトは、だれでも開ける http または https のアドレスにしてください") if is_odd else None


def _languages(fields: Fields) -> Text | None:
    is_odd = any(code not in LANGUAGES for code in fields.get("languages") or [])
    return msgid("対応する言語を、一覧から選んでください") if is_odd else None


def _capabilities(fields: Fields) -> Text | None:
    rows: Sequence[Row] = fields.get("capabilities") or []
    if len(rows) > CAPABILITIES_MOST:
        return msgid("「対応できる範囲」は20件までにしてください")
    if any(row.get("process") not in processes() for row in rows):
        return msgid("「対応できる範囲」に、工程を選んでいない行があります")
    if any(code not in materials() for row in rows for code in row.get("materials") or []):
        return msgid("「対応できる範囲」に、一覧にない材料があります")
    if any(_has_odd_size(row) for row in rows):
        return msgid("「対応できる範囲」の大きさは、小さいほうから順に、単位をつけて書いてください")
    if any(not _are_in_order(row.get("lot_min"), row.get("lot_max"), 1, PIECES_MOST) for row in rows):
        return msgid("「対応できる範囲」の数は、1個以上で、少ないほうから順に書いてください")
    return None


def _has_odd_size(row: Row) -> bool:
    low, high, heaviest = row.get("size_min"), row.get("size_max"), row.get("weight_max_kg")
    has_no_unit = (low is not None or high is not None) and not row.get("size_unit")
    return has_no_unit or not _are_in_order(low, high, 0, SIZE_MOST) or not _is_within(heaviest, SIZE_MOST)


def _equipment(fields: Fields) -> Text | None:
    rows: Sequence[Row] = fields.get("equipment") or []
    if len(rows) > EQUIPMENT_MOST:
        return msgid("設備は50件までにしてください")
    if any(not row.get("name") for row in rows):
        return msgid("設備に、名前のない行があります")
    if any(not _is_within(row.get("count"), PIECES_MOST, least=1) for row in rows):
        return msgid("設備の台数は1台以上にしてください")
    return None


def _certificates(fields: Fields) -> Text | None:
    rows: Sequence[Row] = fields.get("certificates") or []
    if len(rows) > CERTIFICATES_MOST:
        return msgid("認証・資格は20件までにしてください")
    if any(not row.get("name") for row in rows):
        return msgid("認証・資格に、名前のない行があります")
    if any((given := row.get("expires_on")) and not _is_to_come(given) for row in rows):
        return msgid("期限の過ぎた認証・資格があります。新しい期限を入れるか、その行を消してください")
    return None


def _pictures(fields: Fields) -> Text | None:
    rows: Sequence[Row] = fields.get("pictures") or []
    if len(rows) > PICTURES_MOST:
        return msgid("写真は8枚までにしてください")
    has_silent = any(not (row.get("alt") or "").strip() for row in rows)
    return msgid("写真の説明を書いてください。写真の見えない人にも伝わります") if has_silent else None


def _is_within(value: float | None, most: float, *, least: float = 0) -> bool:
    return value is None or least <= value <= most


def _are_in_order(low: float | None, high: float | None, least: float, most: float) -> bool:
    is_ordered = low is None or high is None or low <= high
    return is_ordered and _is_within(low, most, least=least) and _is_within(high, most, least=least)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _is_to_come(text: str) -> bool:
    on = _day(text)
    return on is not None and on >= clock.today()


_RULES: Final[dict[str, Callable[[Fields], Text | None]]] = {
    "summary": _summary,
    "strengths": _strengths,
    "problems": _problems,
    "keywords": _keywords,
    "industries": _industries,
    "staff": _staff,
    "capital_yen": _capital,
    "founded_on": _founded,
    "website": _website,
    "languages": _languages,
    "capabilities": _capabilities,
    "equipment": _equipment,
    "certificates": _certificates,
    "pictures": _pictures,
}
