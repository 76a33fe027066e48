"""Why a row, or a value in it, was refused, mended or passed over. Every text is a msgid; `web` and the report translate it."""

from typing import Final

# Errors: the row is not taken.
DAY_UNREADABLE: Final = "日付として読み取れません"
NUMBER_UNREADABLE: Final = "出願・公開・登録などの番号として読み取れません"
CORPORATE_NUMBER_UNREADABLE: Final = "法人番号は13桁の数字です"
CORPORATE_NUMBERS_DIFFER: Final = "法人番号の数が出願人の数と合いません"
NO_NUMBER: Final = "番号が一つもありません"
NO_IDENTITY: Final = "番号のない行には、出願日・名称・出願人のすべてが必要です"
TYPE_UNKNOWN: Final = "特許・実用新案・意匠・商標のどれでもありません"
XML_BROKEN: Final = "XMLが壊れているか、途中で終わっています"
XML_ENTITIES: Final = "XMLの実体宣言は受け付けません"
XML_TOO_DEEP: Final = "XMLの入れ子が深すぎます"
XML_TOO_LARGE: Final = "XMLの一つの要素が大きすぎます"
XML_WITHOUT_DOCUMENTS: Final = "特許文献(exchange-document)がありません"

# Notes: the row is taken, or passed over on purpose.
CUT: Final = "長すぎるため途中で切りました"
CONTROL_CHARACTERS: Final = "制御文字を取り除きました"
TITLE_MISSING: Final = "発明の名称がありません"
SYMBOL_UNREADABLE: Final = "分類記号として読み取れないため、そのまま残しました"
URL_REFUSED: Final = "http または https のアドレスではないため使いません"
DESIGN_SKIPPED: Final = "意匠は取り込みません"
TRADEMARK_SKIPPED: Final = "商標は取り込みません"
