"""A real address for every GET route of a filled site; a route without one fails the probes on the day it is born."""

from typing import Final

from flask import Flask
from werkzeug.exceptions import HTTPException

from app.core.actor import Role
from app.web.access import PUBLIC
from tests.house.filled import Filled
from tests.house.routes import PAGES, ROUTES

# Names of `Filled.ids` in braces. Routes without a parameter stand for themselves.
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "/account/email/confirm/<string:token>": ("/account/email/confirm/nothing",),
    "/account/kept/<string:kept_id>": ("/account/kept/nothing",),
    "/admin/accounts/<string:user_id>": ("/admin/accounts/{user owner}", "/admin/accounts/{user claimant}"),
    "/admin/claims/<string:claim_id>": tuple(
        f"/admin/claims/{{claim {who}}}" for who in ("claimant", "second", "trader")
    ),
    "/admin/claims/<string:claim_id>/files/<string:file_id>": ("/admin/claims/{claim claimant}/files/{file}",),
    "/admin/claims/<string:claim_id>/letter": ("/admin/claims/{claim claimant}/letter",),
    "/admin/corrections/<string:correction_id>": ("/admin/corrections/{report}", "/admin/corrections/{answered}"),
    "/admin/imports/<string:job_id>": ("/admin/imports/{job}",),
    "/admin/imports/<string:job_id>/report.csv": ("/admin/imports/{job}/report.csv",),
    "/admin/mails/<string:mail_id>": ("/admin/mails/{mail}",),  # and all others: `addresses`
    "/admin/offices/<string:office_id>": ("/admin/offices/{office}", "/admin/offices/{cci}"),
    "/admin/offices/<string:office_id>/edit": ("/admin/offices/{office}/edit",),
    "/admin/publications/<string:key>": ("/admin/publications/{version}",),
    "/admin/synonyms/<string:group_id>/edit": ("/admin/synonyms/{group}/edit",),
    "/admin/vouchers/<string:claim_id>": ("/admin/vouchers/{claim trader}",),
    "/api/v1/<string:plural>": ("/api/v1/companies", "/api/v1/technologies", "/api/v1/patents"),
    "/api/v1/<string:plural>/<string:id_>": (
        "/api/v1/companies/{firm}",
        "/api/v1/companies/{bare}",
        "/api/v1/technologies/public-tech",
        "/api/v1/technologies/{technology}",
        "/api/v1/patents/{patent}",
    ),
    "/api/v1/<string:plural>/<string:id_>/related": ("/api/v1/companies/{firm}/related",),
    "/api/v1/downloads/<string:plural>.csv": tuple(
        f"/api/v1/downloads/{plural}.csv" for plural in ("companies", "technologies", "patents")
    ),
    "/api/v1/downloads/<string:plural>.dictionary.csv": ("/api/v1/downloads/companies.dictionary.csv",),
    "/api/v1/downloads/<string:plural>.jsonl": tuple(
        f"/api/v1/downloads/{plural}.jsonl" for plural in ("companies", "technologies", "patents")
    ),
    "/claims/<string:claim_id>": tuple(f"/claims/{{claim {who}}}" for who in ("claimant", "second", "trader")),
    "/claims/<string:claim_id>/edit": ("/claims/{claim claimant}/edit",),
    "/claims/<string:claim_id>/files/<string:file_id>": ("/claims/{claim claimant}/files/{file}",),
    "/claims/new/<string:company_id>": ("/claims/new/{bare}",),
    "/companies/<string:company_id>/members/": ("/companies/{firm}/members/", "/companies/{other}/members/"),
    "/companies/<string:company_id>/proxies/": ("/companies/{other}/proxies/", "/companies/{paper}/proxies/"),
    "/companies/<string:company_id>/release": ("/companies/{firm}/release",),
    "/companies/<string:id_>": tuple(f"/companies/{{{firm}}}" for firm in ("firm", "other", "bare", "third", "paper")),
    "/companies/<string:id_>/found-by": ("/companies/{firm}/found-by",),
    "/companies/<string:id_>/pictures/<string:file_id>": ("/companies/{firm}/pictures/{picture}",),
    "/companies/<string:id_>/profile/": ("/companies/{firm}/profile/",),
    "/companies/<string:id_>/profile/edit": ("/companies/{firm}/profile/edit",),
    "/companies/<string:id_>/profile/edit/<string:name>": tuple(
        f"/companies/{{firm}}/profile/edit/{name}"
        for name in ("basics", "outline", "capabilities", "equipment", "certificates", "pictures")
    ),
    "/companies/<string:id_>/profile/pictures/<string:file_id>": ("/companies/{firm}/profile/pictures/{picture}",),
    "/companies/<string:id_>/profile/preview": ("/companies/{firm}/profile/preview",),
    "/inbox/<string:notice_id>": ("/inbox/{notice}",),
    "/invitations/<string:token>": ("/invitations/nothing",),
    "/licences/<string:patent_id>/edit": ("/licences/{patent}/edit",),
    "/notices/stop/<string:token>": ("/notices/stop/nothing",),
    "/papers/<string:paper_id>": ("/papers/nothing",),
    "/papers/<string:paper_id>/file": ("/papers/nothing/file",),
    "/password/reset/<string:token>": ("/password/reset/nothing",),
    "/patents/<path:id_>": ("/patents/{patent}",),
    "/publications/<string:key>": (
        "/publications/{version}",
        "/publications/{technology version}",
        "/publications/{patent version}",
    ),
    "/register/confirm/<string:token>": ("/register/confirm/nothing",),
    "/sitemap-<string:plural>-<int:number>.xml": ("/sitemap-companies-1.xml",),
    "/static/<path:filename>": ("/static/musubi.css",),
    "/technologies/<string:id_>": ("/technologies/public-tech", "/technologies/{technology}"),
    "/technologies/<string:id_>/edit": ("/technologies/{technology}/edit",),
}
ROLE_OF: Final = {
    **dict.fromkeys(("mito", "pref", "hitachi"), Role.OFFICIAL),
    **dict.fromkeys(("cci", "bank"), Role.SUPPORT),
    "admin": Role.ADMIN,
    "auditor": Role.AUDITOR,
}
MORE: Final = (
    "/no-such-page",
    "/admin/audit/?person=owner",
    "/admin/claims/?tab=done",
    "/admin/corrections/?state=answered",
    "/admin/publications/?tab=returned",
    "/admin/publications.csv?tab=returned",
    "/admin/accounts/?q=k54",
    "/admin/synonyms/?q=けがき",
    "/claims/new?q={bare}",
    "/clients/new?company={other}",
    "/companies/?page=0",
    "/corrections/new?type=company&id={bare}",
    "/publications/?firm={firm}",
    "/search?q=見本",
    "/search.csv?q=見本",
    "/search.atom?q=溶接",
    "/api/v1/search?q=溶接",
    "/api/v1/suggest?q=見本",
    "/technologies/new?company={firm}",
)


def addresses(site: Filled) -> list[str]:
    """One address or more of every GET route but the machine's."""
    found: list[str] = []
    for route, mark in ROUTES.items():
        method, rule = route.split(" ", 1)
        if method == "GET" and mark != "machine":
            found += EXAMPLES.get(rule, ()) if "<" in rule else [rule]  # a test names those that are missing
    mails = [f"/admin/mails/{{{name}}}" for name in site.ids if name.startswith("mail ")]
    return list(dict.fromkeys(address.format_map(site.ids) for address in (*found, *mails, *PAGES, *MORE)))


def mark_of(app: Flask, address: str) -> tuple[str, str | None]:
    """The mark and endpoint of an address; what is no address is public."""
    adapter = app.url_map.bind("localhost")
    try:
        rule, _values = adapter.match(address.partition("?")[0], method="GET", return_rule=True)
    except HTTPException:
        return PUBLIC, None
    return ROUTES[f"GET {rule.rule}"], rule.endpoint
