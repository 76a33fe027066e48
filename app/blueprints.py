"""All blueprints of the site, in the order of the site map: its table of contents."""

from flask import Blueprint

from app.accounts.views import blueprint as accounts
from app.audit.views import blueprint as audit
from app.companies.views import blueprint as companies
from app.companies.views.claims import blueprint as claims
from app.companies.views.claims_desk import blueprint as claims_desk
from app.companies.views.invitations import blueprint as invitations
from app.companies.views.members import blueprint as members
from app.companies.views.proxies import blueprint as proxies
from app.companies.views.vouchers import blueprint as vouchers
from app.corrections.views import blueprint as corrections
from app.imports.views import blueprint as imports
from app.notices.views import blueprint as notices
from app.offices.views import blueprint as offices
from app.opendata.views import blueprint as opendata
from app.pages.dashboard import blueprint as dashboard
from app.pages.health import blueprint as health
from app.pages.help import blueprint as help_
from app.pages.standing import blueprint as standing
from app.pages.statistics import blueprint as statistics
from app.pages.styleguide import blueprint as styleguide
from app.pages.views import blueprint as pages
from app.papers.views import blueprint as papers
from app.patents.views import blueprint as patents
from app.patents.views.applicants import blueprint as applicants
from app.patents.views.licences import blueprint as licences
from app.publishing.views import blueprint as publishing
from app.search.views import blueprint as search
from app.search.views.synonyms import blueprint as synonyms
from app.search.views.unfound import blueprint as unfound
from app.technologies.views import blueprint as technologies

BLUEPRINTS: tuple[Blueprint, ...] = (
    pages,
    statistics,
    standing,
    help_,
    dashboard,
    search,
    companies,
    technologies,
    patents,
    licences,
    papers,
    opendata,
    accounts,
    notices,
    claims,
    claims_desk,
    vouchers,
    members,
    invitations,
    proxies,
    publishing,
    corrections,
    offices,
    unfound,
    synonyms,
    imports,
    applicants,
    audit,
    styleguide,
    health,
)
