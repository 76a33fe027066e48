"""What rooms register, one list each: kinds, sections of a company's page, recognisers of numbers."""

from app.companies.kind import CompanyKind
from app.companies.kind import recognise as corporate_numbers
from app.core.kinds import KindRegister
from app.core.sections import SectionRegister
from app.patents.kind import PatentKind
from app.patents.kind import company_section as patents_of_company
from app.patents.kind import recognise as patent_numbers
from app.search.query import Recogniser
from app.technologies.kind import TechnologyKind
from app.technologies.kind import company_section as technologies_of_company


def kinds() -> KindRegister:
    """All kinds of the site, in the order of the site map."""
    return KindRegister([CompanyKind(), TechnologyKind(), PatentKind()])


def sections() -> SectionRegister:
    """What rooms put on a company's page, by position."""
    register = SectionRegister()
    register.add_company(10, technologies_of_company)
    register.add_company(20, patents_of_company)
    return register


def recognisers() -> tuple[Recogniser, ...]:
    """What finds numbers in a person's query; the first to claim a piece of text wins."""
    return (corporate_numbers, patent_numbers)
