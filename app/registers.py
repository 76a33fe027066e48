"""What rooms register, one list each: kinds, sections of a company's page, recognisers of numbers, loaders of grants."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from app.accounts.notices import TOPICS as ACCOUNT_TOPICS
from app.accounts.queries import grants_of as own_grants
from app.accounts.queries import list_user_names
from app.accounts.queries import own_data as account_of
from app.accounts.service.own import ClosingStep, Obstacle
from app.companies.capabilities import materials, processes
from app.companies.claim_sections import claims_data, claims_work
from app.companies.kind import CompanyKind
from app.companies.kind import recognise as corporate_numbers
from app.companies.member_sections import data_of as firms_of
from app.companies.member_sections import work_for as firms_work
from app.companies.notices.claims import TOPICS as CLAIM_TOPICS
from app.companies.notices.members import TOPICS as MEMBER_TOPICS
from app.companies.papers import ClaimLetter, CompanySheet
from app.companies.publisher import CompanyPublisher
from app.companies.queries import list_names as list_company_names
from app.companies.queries.members import closing_obstacles as firm_obstacles
from app.companies.queries.members import grants_of as firm_grants
from app.companies.service.claims import withdraw_claims_of
from app.companies.service.leaving import end_memberships
from app.companies.states import LOTS
from app.core.actor import Grant
from app.core.kinds import KindRegister
from app.core.letters import Topic
from app.core.papers import PaperRegister
from app.core.publication import Publisher
from app.core.sections import SectionRegister
from app.corrections.notices import TOPICS as CORRECTION_TOPICS
from app.corrections.sections import data_of as corrections_of
from app.corrections.sections import work_for as corrections_work
from app.imports.sections import data_of as imports_of
from app.imports.sections import work_for as imports_work
from app.notices.personal import personal_data as notices_of
from app.notices.personal import work_for as notices_work
from app.offices.notices import TOPICS as OFFICE_TOPICS
from app.offices.queries import grants_of as office_grants
from app.offices.queries import list_office_names
from app.offices.service import end_roles_of
from app.patents.kind import PatentKind
from app.patents.kind import company_section as patents_of_company
from app.patents.kind import recognise as patent_numbers
from app.patents.publisher import LicencePublisher
from app.patents.sections import work_for as applicants_work
from app.patents.stages import PatentStage
from app.publishing.notices import TOPICS as PUBLISHING_TOPICS
from app.publishing.sections import work_section as publishing_work
from app.search.facets import FacetLabels
from app.search.query import Recogniser
from app.search.sections import work_for as search_work
from app.technologies.kind import TechnologyKind
from app.technologies.kind import company_section as technologies_of_company
from app.technologies.papers import TechnologySheet
from app.technologies.publisher import TechnologyPublisher
from app.technologies.states import STAGES
from config import Config


def kinds() -> KindRegister:
    """All kinds of the site, in the order of the site map."""
    return KindRegister([CompanyKind(), TechnologyKind(), PatentKind()])


def sections() -> SectionRegister:
    """What rooms put on a company's page, by position."""
    register = SectionRegister()
    register.add_company(10, technologies_of_company)
    register.add_company(20, patents_of_company)
    register.work += [corrections_work]
    register.work.append(publishing_work(publishers()))
    register.personal += [account_of]
    register.personal += [corrections_of]
    register.work.append(claims_work)
    register.personal.append(claims_data)
    register.work.append(firms_work)
    register.personal.append(firms_of)
    register.work.append(search_work)
    register.work += [imports_work, applicants_work]
    register.personal.append(imports_of)
    register.work.append(notices_work)
    register.personal.append(notices_of)
    return register


def topics() -> tuple[Topic, ...]:
    """What letters are about, in the order of the page on which people choose; what always goes at once comes last there."""
    return (
        *CLAIM_TOPICS,
        *PUBLISHING_TOPICS,
        *MEMBER_TOPICS,
        *CORRECTION_TOPICS,
        *OFFICE_TOPICS,
        *ACCOUNT_TOPICS,
    )


def publishers() -> dict[str, Publisher]:
    """What owners edit and offices publish, by kind, in the order of the site map."""
    made: tuple[Publisher, ...] = (CompanyPublisher(), TechnologyPublisher(), LicencePublisher())
    return {publisher.kind: publisher for publisher in made}


def papers(site: Config) -> PaperRegister:
    """What can be had as PDF."""
    return PaperRegister(
        [
            CompanySheet(site.base_url),
            TechnologySheet(site.base_url),
            ClaimLetter(site.base_url, site.secret_key),
        ]
    )


def names() -> dict[str, Callable[[Session, Iterable[str]], dict[str, str]]]:
    """How lower rooms learn the names behind ids: of people, and of the bodies (offices and firms) they acted for."""

    def bodies(session: Session, ids: Iterable[str]) -> dict[str, str]:
        wanted = {id_ for id_ in ids if id_}
        return {**list_company_names(session, list(wanted)), **list_office_names(session, wanted)} if wanted else {}

    return {"users": list_user_names, "bodies": bodies}


def grant_loaders() -> tuple[Callable[[Session, str], Iterable[Grant]], ...]:
    """What a person may act as: asked once a request, one query each."""
    return (own_grants, office_grants, firm_grants)


def closing_obstacles() -> tuple[Obstacle, ...]:
    """What may stand against closing an account, room by room."""
    return (firm_obstacles,)


def closing_steps() -> tuple[ClosingStep, ...]:
    """What ends with an account, in the transaction that closes it."""
    return (withdraw_claims_of, end_memberships, end_roles_of)


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
