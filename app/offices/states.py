"""What kinds of bodies there are, and which roles their people hold."""

from enum import StrEnum
from typing import Final

from app.core.actor import Role
from app.core.labels import Label


class OfficeKind(StrEnum):
    """What a body is."""

    PREFECTURE = "prefecture"
    MUNICIPALITY = "municipality"
    CHAMBER = "chamber"
    BANK = "bank"
    UNIVERSITY = "university"
    FUND = "fund"


OFFICE_KINDS: Final = {
    OfficeKind.PREFECTURE: Label("県", "Prefecture"),
    OfficeKind.MUNICIPALITY: Label("市町村", "Municipality"),
    OfficeKind.CHAMBER: Label("商工会・商工会議所", "Chamber of commerce"),
    OfficeKind.BANK: Label("金融機関", "Bank"),
    OfficeKind.UNIVERSITY: Label("大学・研究機関", "University or institute"),
    OfficeKind.FUND: Label("ファンド運営会社", "Fund operator"),
}
_PUBLIC: Final = (Role.OFFICIAL, Role.CHIEF, Role.ACCOUNTANT)
# Roles that people of a body may hold for it. Officials decide over firms, so only public bodies have them.
ROLES_OF: Final = {
    OfficeKind.PREFECTURE: _PUBLIC,
    OfficeKind.MUNICIPALITY: _PUBLIC,
    OfficeKind.CHAMBER: (Role.SUPPORT,),
    OfficeKind.BANK: (Role.SUPPORT,),
    OfficeKind.UNIVERSITY: (Role.SUPPORT,),
    OfficeKind.FUND: (Role.FUND_MANAGER,),
}
