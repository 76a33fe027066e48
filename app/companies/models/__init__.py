"""Companies as rows: the register and the firm's own profile (`registry`), who acts for a firm (`members`), and who wants to (`claims`)."""

import app.accounts.models  # noqa: F401 - the table that foreign keys name
from app.companies.models.claims import ClaimedTrader, ClaimStep, CompanyClaim
from app.companies.models.members import CompanyInvitation, CompanyMember, CompanyProxy
from app.companies.models.registry import (
    Company,
    CompanyCapability,
    CompanyCertificate,
    CompanyChange,
    CompanyEquipment,
    CompanyIndustry,
    CompanyProfile,
    PublicOrder,
)

__all__ = [
    "ClaimStep",
    "ClaimedTrader",
    "Company",
    "CompanyCapability",
    "CompanyCertificate",
    "CompanyChange",
    "CompanyClaim",
    "CompanyEquipment",
    "CompanyIndustry",
    "CompanyInvitation",
    "CompanyMember",
    "CompanyProfile",
    "CompanyProxy",
    "PublicOrder",
]
