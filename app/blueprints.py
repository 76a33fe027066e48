"""All blueprints of the site, in the order of the site map: its table of contents."""

from flask import Blueprint

from app.accounts.views import blueprint as accounts
from app.audit.views import blueprint as audit
from app.companies.views import blueprint as companies
from app.corrections.views import blueprint as corrections
from app.offices.views import blueprint as offices
from app.opendata.views import blueprint as opendata
from app.pages.health import blueprint as health
from app.pages.views import blueprint as pages
from app.patents.views import blueprint as patents
from app.search.views import blueprint as search
from app.technologies.views import blueprint as technologies

BLUEPRINTS: tuple[Blueprint, ...] = (
    pages,
    search,
    companies,
    technologies,
    patents,
    opendata,
    accounts,
    corrections,
    offices,
    audit,
    health,
)
