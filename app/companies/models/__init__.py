"""Companies as rows: the register and the firm's own profile (`registry`), and who acts for a firm (`members`)."""

from app.companies.models.members import CompanyMember
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
    "Company",
    "CompanyCapability",
    "CompanyCertificate",
    "CompanyChange",
    "CompanyEquipment",
    "CompanyIndustry",
    "CompanyMember",
    "CompanyProfile",
    "PublicOrder",
]
