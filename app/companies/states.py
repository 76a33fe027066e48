"""Code lists of the corporate number register (国税庁法人番号公表サイト リソース定義書), and our facets, with labels."""

from enum import StrEnum
from typing import Final

from app.core.labels import Label

# Sole traders have no number and stand in no register: our own code beside the register's.
SOLE_TRADER: Final = "000"
# 法人種別
CORPORATE_KINDS: Final = {
    SOLE_TRADER: Label("個人事業主", "Sole trader"),
    "101": Label("国の機関", "National body"),
    "201": Label("地方公共団体", "Local government"),
    "301": Label("株式会社", "Stock company (K.K.)"),
    "302": Label("有限会社", "Limited company (Y.K.)"),
    "303": Label("合名会社", "General partnership"),
    "304": Label("合資会社", "Limited partnership"),
    "305": Label("合同会社", "Limited liability company (G.K.)"),
    "399": Label("その他の設立登記法人", "Other registered corporation"),
    "401": Label("外国会社等", "Foreign company"),
    "499": Label("その他", "Other"),
}

REGISTER_KINDS: Final = frozenset(CORPORATE_KINDS) - {SOLE_TRADER}

# 処理区分
PROCESSES: Final = {
    "01": Label("新規", "Registered"),
    "11": Label("商号または名称の変更", "Name changed"),
    "12": Label("所在地の変更（国内）", "Address changed"),
    "13": Label("所在地の変更（国外）", "Address abroad changed"),
    "21": Label("登記記録の閉鎖等", "Registration closed"),
    "22": Label("登記記録の復活等", "Registration reopened"),
    "71": Label("吸収合併", "Absorbed by merger"),
    "72": Label("吸収合併の無効", "Merger annulled"),
    "81": Label("商号の登記の抹消", "Name struck off"),
    "99": Label("削除", "Removed"),
}
REMOVED: Final = "99"

# 登記記録の閉鎖等の事由
CLOSE_CAUSES: Final = {
    "01": Label("清算の結了等", "Liquidation completed"),
    "11": Label("合併による解散等", "Dissolved by merger"),
    "21": Label("登記官による閉鎖", "Closed by the registrar"),
    "31": Label("その他の清算の結了等", "Other closing"),
}


# Languages in which a firm can be written to (ISO 639-1).
LANGUAGES: Final = {
    "ja": Label("日本語", "Japanese"),
    "en": Label("英語", "English"),
    "zh": Label("中国語", "Chinese"),
    "ko": Label("韓国語", "Korean"),
    "vi": Label("ベトナム語", "Vietnamese"),
    "pt": Label("ポルトガル語", "Portuguese"),
    "es": Label("スペイン語", "Spanish"),
    "th": Label("タイ語", "Thai"),
    "id": Label("インドネシア語", "Indonesian"),
    "tl": Label("フィリピノ語", "Filipino"),
    "ne": Label("ネパール語", "Nepali"),
    "de": Label("ドイツ語", "German"),
    "fr": Label("フランス語", "French"),
}

_AFTER_KANA: Final = "\u30ff"  # sorts after every kana and before every kanji


def sort_key(kana: str, core: str) -> str:
    """The order of lists: by kana; names whose reading the register does not give come after all others."""
    return kana or _AFTER_KANA + core


class Lot(StrEnum):
    """How many pieces an order a firm takes: the facet `lot`."""

    PROTOTYPE = "prototype"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


LOTS: Final = {
    Lot.PROTOTYPE: Label("試作・1〜9個", "Prototypes, 1–9"),
    Lot.SMALL: Label("少量・10〜99個", "Small lots, 10–99"),
    Lot.MEDIUM: Label("中量・100〜9,999個", "Medium lots, 100–9,999"),
    Lot.LARGE: Label("量産・1万個以上", "Volume, 10,000 or more"),
}
LOT_BOUNDS: Final = {Lot.PROTOTYPE: (1, 9), Lot.SMALL: (10, 99), Lot.MEDIUM: (100, 9_999), Lot.LARGE: (10_000, None)}


def lots_of(least: int | None, most: int | None) -> tuple[Lot, ...]:
    """The lot classes that a range of pieces an order touches; none if neither end is known."""
    if least is None and most is None:
        return ()
    low = least if least is not None else 1
    return tuple(
        lot
        for lot, (first, last) in LOT_BOUNDS.items()
        if (last is None or low <= last) and (most is None or most >= first)
    )
