"""The kinds of numbers that one application can carry, and which of them are counted anew each year."""

from enum import StrEnum
from typing import Final

from app.core.labels import Label


class NumberKind(StrEnum):
    """What a number counts. The value stands in keys (`jp-pub-1991-143231`), so it must never change."""

    APPLICATION = "app"
    PUBLICATION = "pub"
    TRANSLATION = "trans"
    REPUBLICATION = "intl"
    EXAMINED = "exam"
    GRANT = "grant"
    UTILITY_APPLICATION = "uapp"
    UTILITY_PUBLICATION = "upub"
    UTILITY_TRANSLATION = "utrans"
    UTILITY_EXAMINED = "uexam"
    UTILITY_GRANT = "ugrant"
    DESIGN_APPLICATION = "dapp"
    DESIGN_GRANT = "dgrant"
    TRADEMARK_APPLICATION = "tapp"
    TRADEMARK_GRANT = "tgrant"
    REISSUE = "reissue"
    PLANT = "plant"

    @property
    def label(self) -> Label:
        """The kind's name in both languages."""
        return _LABELS[self]

    @property
    def is_yearly(self) -> bool:
        """Whether Japan counts this kind anew each year (特願2005-…), rather than on and on (特許第…号)."""
        return self in YEARLY

    @property
    def is_registration(self) -> bool:
        """Whether the number is that of a right: counted on and on, without a year."""
        return self in REGISTRATIONS


_LABELS: Final = {
    NumberKind.APPLICATION: Label("出願番号", "Application"),
    NumberKind.PUBLICATION: Label("公開番号", "Publication"),
    NumberKind.TRANSLATION: Label("公表番号", "Publication of translation"),
    NumberKind.REPUBLICATION: Label("国際公開・再公表番号", "International publication"),
    NumberKind.EXAMINED: Label("公告番号", "Examined publication"),
    NumberKind.GRANT: Label("特許番号", "Patent"),
    NumberKind.UTILITY_APPLICATION: Label("実用新案出願番号", "Utility model application"),
    NumberKind.UTILITY_PUBLICATION: Label("実用新案公開番号", "Utility model publication"),
    NumberKind.UTILITY_TRANSLATION: Label("実用新案公表番号", "Utility model translation"),
    NumberKind.UTILITY_EXAMINED: Label("実用新案公告番号", "Examined utility model"),
    NumberKind.UTILITY_GRANT: Label("実用新案登録番号", "Utility model registration"),
    NumberKind.DESIGN_APPLICATION: Label("意匠出願番号", "Design application"),
    NumberKind.DESIGN_GRANT: Label("意匠登録番号", "Design registration"),
    NumberKind.TRADEMARK_APPLICATION: Label("商標出願番号", "Trade mark application"),
    NumberKind.TRADEMARK_GRANT: Label("商標登録番号", "Trade mark registration"),
    NumberKind.REISSUE: Label("再発行特許番号", "Reissued patent"),
    NumberKind.PLANT: Label("植物特許番号", "Plant patent"),
}

REGISTRATIONS: Final = frozenset(
    {
        NumberKind.GRANT,
        NumberKind.UTILITY_GRANT,
        NumberKind.DESIGN_GRANT,
        NumberKind.TRADEMARK_GRANT,
        NumberKind.REISSUE,
        NumberKind.PLANT,
    }
)
YEARLY: Final = frozenset(NumberKind) - REGISTRATIONS
APPLICATIONS: Final = frozenset(
    {
        NumberKind.APPLICATION,
        NumberKind.UTILITY_APPLICATION,
        NumberKind.DESIGN_APPLICATION,
        NumberKind.TRADEMARK_APPLICATION,
    }
)
