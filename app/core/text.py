"""Text as it comes from people and files, brought into one form.

Everything that is typed, uploaded or imported passes `clean` once at the door; everything that is compared (names, search
terms, numbers) passes `fold` or one of the narrower functions. No engine, database or browser is trusted to do this.
"""

import re
import unicodedata
from typing import Final

# Old and rare forms of kanji that stand in registered names, and the form in which people type them. Pairs from the
# 人名用漢字/常用漢字 tables (内閣告示 常用漢字表 2010, 康熙字典体 in brackets) and the variants frequent in company names.
_OLD_TO_NEW: Final = (
    "澤沢齋斎齊斉濱浜邊辺邉辺髙高﨑崎嵜崎碕崎廣広國国嶋島嶌島德徳惠恵櫻桜瀧滝龍竜眞真鐵鉄假仮學学實実寶宝將将"
    "專専攝摂數数爲為獨独當当發発萬万與与豐豊關関鷄鶏鹽塩黑黒點点會会樂楽氣気淸清溪渓燒焼醬醤榮栄藏蔵藥薬螢蛍"
    "裝装覺覚讀読轉転遲遅鄕郷釋釈錢銭鑄鋳鎔溶熔溶鈑板險険隱隠雜雑靈霊靜静餘余體体佛仏來来價価兒児冨富凜凛勳勲"
    "卷巻參参單単嚴厳圍囲團団圖図壯壮壽寿奧奥孃嬢寬寛對対屬属峯峰嶽岳巖巌帶帯應応懷懐戰戦戲戯戶戸拔抜拜拝"
    "擇択擔担據拠收収效効晉晋條条棧桟槇槙樣様橫横檢検歐欧步歩殘残毆殴每毎泪涙涉渉淺浅渴渇灣湾瀨瀬犧犠狀状獸獣"
    "疊畳癡痴盜盗祕秘祿禄禪禅禮礼稱称稻稲穗穂竊窃粹粋經経綠緑緣縁縣県縱縦總総繩縄繪絵纖繊缺欠聲声聽聴膽胆臟臓"
    "舊旧艷艶莊荘虛虚處処號号蟲虫衞衛譯訳證証豫予貳弐賣売賴頼贊賛踐践輕軽辭辞遙遥邦邦醉酔釀醸鍊錬鎭鎮鬪闘隨随"
    "雙双頰頬顏顔飮飲驗験驛駅髮髪麥麦默黙齒歯侶侶"
)
_FOLD_KANJI: Final = {ord(a): b for a, b in zip(_OLD_TO_NEW[::2], _OLD_TO_NEW[1::2], strict=True) if a != b}

_HYPHENS: Final = re.compile("[\u2010-\u2015\u2212\ufe63\uff0d\u207b\u208b\u2043]")
_DASH_BETWEEN_DIGITS: Final = re.compile("(?<=[0-9])[\u30fc\u2010-\u2015\u2212\uff0d\uff70](?=[0-9])")
# Cc (but line breaks and tab), surrogates, unassigned, private use stay out; so do direction marks and zero-width characters.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_SPACES: Final = re.compile(r"\s+")
_LONG_VOWEL_AT_END: Final = re.compile("(?<=[ァ-ヺー]{2})ー(?![ァ-ヺー])")
_VARIATION: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# 法人格 as people write it: whole, bracketed, as one sign, and the bank-transfer form 「カ）」.
COMPANY_FORMS: Final[str] = (
    "特定非営利活動法人|一般社団法人|一般財団法人|公益社団法人|公益財団法人|社会福祉法人|医療法人社団|医療法人財団|医療法人"
    "|学校法人|宗教法人|農事組合法人|事業協同組合|協同組合|株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|独立行政法人"
    "|国立大学法人|国立研究開発法人"
)
_FORM: Final = re.compile(
    rf"{COMPANY_FORMS}|[(（](?:株|有|同|資|名|社|財|医|福|学|宗|農|特非|一社|一財|公社|公財)[)）]"
    r"|^(?:カブ|カ|ユ|ド|シ|メ)[)）]|[(（](?:カブ|カ|ユ|ド|シ|メ)[)）]?$"
)


def clean(text: str) -> str:
    """`text` without NUL, control, direction and lone-surrogate characters; line ends as one newline. Width and case stay."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def nfkc(text: str) -> str:
    """NFKC of the cleaned text, one space between words, none at the ends: what a single-line field stores."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", clean(text))).strip()


def katakana(text: str) -> str:
    """Hiragana as katakana; everything else unchanged."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def new_kanji(text: str) -> str:
    """Old and rare kanji (澤, 齋, 髙) in the form that people type (沢, 斎, 高); variation selectors dropped."""
    return _VARIATION.sub("", text).translate(_FOLD_KANJI)


def plain_hyphens(text: str) -> str:
    """All hyphen- and dash-like signs as "-", and a long-vowel mark between digits (特許１２３ー４) too."""
    return _HYPHENS.sub("-", _DASH_BETWEEN_DIGITS.sub("-", text))


def fold(text: str) -> str:
    """The form in which two texts are compared: NFKC, lower case, katakana, new kanji, small ヶ as ケ, no trailing long vowel.

    "ﾒｯｷ", "めっき" and "メッキ" are equal after it; so are "サーバー" and "サーバ", "龍ケ崎" and "竜ヶ崎".
    """
    shortened = _LONG_VOWEL_AT_END.sub("", nfkc(text).lower())
    return katakana(new_kanji(shortened)).replace("ヶ", "ケ").replace("ヵ", "カ")


def company_core(name: str) -> str:
    """A company's name without its form and blanks, folded: what 「㈱日立製作所」 and 「日立製作所（株）」 share."""
    return fold(_FORM.sub("", nfkc(name))).replace(" ", "").replace("・", "")


def digits(text: str) -> str:
    """Only the digits of `text`, in ASCII: "３１０－００１１" → "3100011"."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isascii() and c.isdigit())
