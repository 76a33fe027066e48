"""Classification symbols: IPC and CPC (B23Q11/00), FI (B60R21/00,624@D) and its indexing codes (G05D105:00).

Sources: WIPO, Guide to the IPC, and standard ST.8 for the fixed-width form; INPIT, 「FI・Fタームの概要」 for 展開記号 (three digits
after a comma) and 分冊識別記号 (one letter after @).
"""

import re
from dataclasses import dataclass
from typing import Final

from app.core.labels import Label
from app.core.text import nfkc

_FI_COMMA: Final = re.compile(r",(?=[A-H]\d\d[A-Z])", re.ASCII)
_HEAD: Final = r"(?P<section>[A-HY])(?: ?(?P<class_>[0-9]{2})(?: ?(?P<subclass>[A-Z])"
_SYMBOL: Final = re.compile(
    _HEAD + r"(?: *(?P<group>[0-9]{1,4}) ?(?P<mark>[/:]) *(?P<subgroup>[0-9]{2,6})"
    r"(?: ?, ?(?P<expansion>[0-9]{3}))?(?: ?@ ?(?P<discriminator>[A-Z0-9]{1,3}))?)?)?)?"
)
# What follows the symbol in an IPC 8 field (ST.8): version, level, position, value, action date, source, office.
_IPC_TAIL: Final = re.compile(r"(?: |\()[0-9A-Z .()]*")
_LONGEST: Final = 100
SECTIONS: Final = {
    "A": Label("生活必需品", "Human necessities"),
    "B": Label("処理操作・運輸", "Performing operations; transporting"),
    "C": Label("化学・冶金", "Chemistry; metallurgy"),
    "D": Label("繊維・紙", "Textiles; paper"),
    "E": Label("固定構造物", "Fixed constructions"),
    "F": Label("機械工学・照明・加熱・武器・爆破", "Mechanical engineering; lighting; heating; weapons; blasting"),
    "G": Label("物理学", "Physics"),
    "H": Label("電気", "Electricity"),
}


@dataclass(frozen=True, slots=True)
class FiSymbol:
    """A symbol in its parts; the finer ones are "" where the symbol is a coarse one ("B23Q") or of IPC.

    `group` has no leading zeros. `is_indexing` marks indexing codes, written with a colon. `expansion` is 展開記号,
    `discriminator` 分冊識別記号.
    """

    section: str
    class_: str = ""
    subclass: str = ""
    group: str = ""
    subgroup: str = ""
    is_indexing: bool = False
    expansion: str = ""
    discriminator: str = ""

    @property
    def facet(self) -> str:
        """The subclass, by which records are counted and narrowed: "B23Q"; "" for a symbol coarser than that."""
        return f"{self.section}{self.class_}{self.subclass}" if self.subclass else ""

    @property
    def ipc(self) -> str:
        """The part that IPC has too, written solid: "B60R21/00"."""
        mark = ":" if self.is_indexing else "/"
        return f"{self.section}{self.class_}{self.subclass}" + (
            f"{self.group}{mark}{self.subgroup}" if self.group else ""
        )

    @property
    def text(self) -> str:
        """The whole symbol as J-PlatPat writes it: "B60R21/00,624@D"."""
        expansion = f",{self.expansion}" if self.expansion else ""
        return f"{self.ipc}{expansion}" + (f"@{self.discriminator}" if self.discriminator else "")


def split_fi(text: str) -> list[str]:
    """The symbols of J-PlatPat's comma-separated FI column, in which symbols hold commas themselves.

    Nothing is lost: `",".join(split_fi(text)) == text`. An empty text has no symbols.
    """
    return _FI_COMMA.split(text) if text else []


def parse_symbol(text: str) -> FiSymbol | None:
    """The symbol in its parts, from any width, case and spacing ("Ｂ２３Ｑ 11/00", "H01J001/62"); None for anything else."""
    if len(text) > _LONGEST:
        return None
    match = _SYMBOL.fullmatch(nfkc(text).upper())
    return _symbol(match) if match else None


def _symbol(match: re.Match[str]) -> FiSymbol | None:
    group = (match["group"] or "").lstrip("0")
    if match["group"] and not group:
        return None
    return FiSymbol(
        section=match["section"],
        class_=match["class_"] or "",
        subclass=match["subclass"] or "",
        group=group,
        subgroup=match["subgroup"] or "",
        is_indexing=match["mark"] == ":",
        expansion=match["expansion"] or "",
        discriminator=match["discriminator"] or "",
    )


def normalise_ipc(text: str) -> str | None:
    """An IPC or CPC symbol written solid, "B23Q 11/00" → "B23Q11/00"; None for what is none.

    Takes the fixed-width field of ST.8 ("G06T   9/    00            A I", version and codes dropped) and zero-filled groups.
    """
    plain = nfkc(text[:_LONGEST]).upper()
    match = _SYMBOL.match(plain)
    if match is None:
        return None
    tail = plain[match.end() :]
    if tail and not (match["group"] and _IPC_TAIL.fullmatch(tail)):
        return None
    symbol = _symbol(match)
    return symbol.ipc if symbol else None


def subclass_of(symbol: str) -> str:
    """The facet value of a symbol: "B23Q11/00,A" → "B23Q"; "" where there is none."""
    plain = nfkc(symbol[:_LONGEST]).upper().replace(" ", "")
    return plain[:4] if re.match(r"[A-HY][0-9]{2}[A-Z]", plain) else ""


def section_label(symbol: str) -> Label | None:
    """The name of the section (A–H) that a symbol or facet value begins with."""
    return SECTIONS.get(nfkc(symbol[:1]).upper())
