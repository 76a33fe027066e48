"""What rooms register, one list each: kinds, sections of a company's page, recognisers of numbers, loaders of grants."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from app.accounts.queries import grants_of as own_grants
from app.accounts.queries import list_user_names
from app.companies.capabilities import materials, processes
from app.companies.kind import CompanyKind
from app.companies.kind import recognise as corporate_numbers
from app.companies.queries import list_names as list_company_names
from app.companies.states import LOTS
from app.core.actor import Grant
from app.core.kinds import KindRegister
from app.core.sections import SectionRegister
from app.corrections.sections import data_of as corrections_of
from app.corrections.sections import work_for as corrections_work
from app.offices.queries import grants_of as office_grants
from app.offices.queries import list_office_names
from app.patents.kind import PatentKind
from app.patents.kind import company_section as patents_of_company
from app.patents.kind import recognise as patent_numbers
from app.patents.stages import PatentStage
from app.search.facets import FacetLabels
from app.search.query import Recogniser
from app.technologies.kind import TechnologyKind
from app.technologies.kind import company_section as technologies_of_company
from app.technologies.states import STAGES


def kinds() -> KindRegister:
    """All kinds of the site, in the order of the site map."""
    return KindRegister([CompanyKind(), TechnologyKind(), PatentKind()])


def sections() -> SectionRegister:
    """What rooms put on a company's page, by position."""
    register = SectionRegister()
    register.add_company(10, technologies_of_company)
    register.add_company(20, patents_of_company)
    register.work += [corrections_work]
    register.personal += [corrections_of]
    return register


def names() -> dict[str, Callable[[Session, Iterable[str]], dict[str, str]]]:
    """How lower rooms learn the names behind ids: of people, and of the bodies (offices and firms) they acted for."""

    def bodies(session: Session, ids: Iterable[str]) -> dict[str, str]:
        wanted = {id_ for id_ in ids if id_}
        return {**list_company_names(session, list(wanted)), **list_office_names(session, wanted)} if wanted else {}

    return {"users": list_user_names, "bodies": bodies}


def grant_loaders() -> tuple[Callable[[Session, str], Iterable[Grant]], ...]:
    """What a person may act as: asked once a request, one query each."""
    return (own_grants, office_grants)


def recognisers() -> tuple[Recogniser, ...]:
    """What finds numbers in a person's query; the first to claim a piece of text wins."""
    return (corporate_numbers, patent_numbers)


def facet_labels() -> FacetLabels:
    """Codes with their labels, of the facets whose lists live in rooms above search."""
    patent_stages = {stage.value: stage.label for stage in PatentStage}
    return {
        "process": {code: term.label for code, term in processes().items()},
        "material": {code: term.label for code, term in materials().items()},
        "lot": {lot.value: label for lot, label in LOTS.items()},
        "stage": {stage.value: label for stage, label in STAGES.items()} | patent_stages,
    }


def facet_codes() -> dict[str, frozenset[str]]:
    """The codes that an address may name in those facets."""
    return {name: frozenset(labels) for name, labels in facet_labels().items()}
