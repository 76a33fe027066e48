"""What people typed stays text: markup in every column that holds words, and formulas in every table for spreadsheets."""

import csv
import io
import json
import re
import socket
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from sqlalchemy import JSON, Connection, Table, literal, update

from app import create_app, worker
from app.core import clock
from app.core.db import Base
from app.web.access import PUBLIC, SIGNED_IN
from tests import databases
from tests.conftest import site_config
from tests.house.addresses import ROLE_OF, addresses, mark_of
from tests.house.filled import VISITOR, Filled, Hand, fill
from tests.house.routes import ROUTES

# From OWASP's and PortSwigger's sheets, each with a mark of its own. All of them stand together in every column.
PAYLOADS = (
    "<script>alert('x55')</script>",
    "</title><script>x55()</script>",
    "</textarea><script>x55()</script>",
    "</script><script>x55()</script>",
    "<img src=x55 onerror=x55()>",
    "<svg onload=x55()>",
    "<svg><animate onbegin=x55() attributeName=x dur=1s>",
    '"><img src=x55 onerror=x55()>',
    "'><img src=x55 onerror=x55()>",
    '" onmouseover="x55()" x55="',
    "' onfocus='x55()' autofocus x55='",
    "` onload=x55() `",
    "<iframe src=javascript:x55()></iframe>",
    "<iframe srcdoc='<script>x55()</script>'>",
    "<object data=javascript:x55()>",
    "<embed src=data:text/html,x55>",
    "<a href=javascript:x55()>x55</a>",
    "<form action=https://x55.example><input name=x55>",
    "<math><mtext></p><style><img src=x55 onerror=x55()>",
    "<style>*{background:url(//x55)}</style>",
    "<base href=//x55.example/>",
    "<meta http-equiv=refresh content='0;url=//x55'>",
    "<details open ontoggle=x55()>",
    "{{7*7}}x55{% raw %}",
    "&lt;script&gt;x55()&lt;/script&gt;&#x3c;x55&#x3e;<!--x55-->",
)
STORED = "\n".join(PAYLOADS)
WEB = "https://x55.example/" + '"><img src=x55 onerror=x55()>'

# Table → columns that hold words of people or of files. Lists of words and drafts as JSON hold them in every place.
WORDS: dict[str, tuple[str, ...]] = {
    "users": ("name", "phone"),
    "user_sessions": ("device",),
    "corrections": ("title", "text", "answer", "email"),
    "offices": ("name", "name_en", "address", "phone", "email", "postcode"),
    "files": ("name",),
    "import_jobs": ("file_name",),
    "companies": (
        "name",
        "name_kana",
        "name_en",
        "city_name",
        "street",
        "address_outside",
        "prefecture_name",
        "source",
    ),
    "company_profiles": ("summary", "strengths", "problems", "keywords", "source"),
    "company_equipment": ("name", "remark"),
    "company_claims": ("position", "phone", "firm_name", "firm_address", "vouch_note", "checked_how", "reason"),
    "claimed_traders": ("name", "kana", "street"),
    "company_claim_steps": ("note",),
    "company_proxies": ("consented_by",),
    "technologies": ("title", "summary", "description", "problems", "keywords", "owner_name", "source"),
    "patents": ("title", "abstract", "source"),
    "patent_applicants": ("name",),
    "patent_licences": ("summary", "effect", "fields", "products", "support"),
    "synonym_groups": ("note", "words"),
    "revision_covers": ("title",),
    "mails": ("subject", "error"),
    "search_looks": ("shown",),
}
PLACES = {"company_profiles": ("website",), "technologies": ("url",), "patents": ("source_url",)}
DRAFTS = ("summary", "strengths", "description", "title", "effect", "support", "troubles", "problems", "keywords")
NOT_HTML = ("application/json", "text/csv", "application/x-ndjson", "text/plain", "application/pdf", "image/")
# Attributes that hold words; what else holds the mark came out of its place.
HOLD_WORDS = {"value", "content", "alt", "title", "placeholder", "aria-label", "action", "data-name", "download"}
WALKERS = ("owner", "claimant", "trader", "second", "mito", "pref", "cci")


def _all(of: Table, name: str, words: str) -> Any:
    return [words] if isinstance(of.c[name].type, JSON) else words


def _write(connection: Connection, words: str, web: str) -> None:
    """`words` into every column that holds words."""
    for name, columns in WORDS.items():
        table = Base.metadata.tables[name]
        connection.execute(update(table).values({column: _all(table, column, words) for column in columns}))
    invitations = Base.metadata.tables["company_invitations"]  # one a firm and address
    connection.execute(update(invitations).values(email=literal(words) + invitations.c.id))
    for name, columns in PLACES.items():
        connection.execute(update(Base.metadata.tables[name]).values(dict.fromkeys(columns, web)))
    drafts = Base.metadata.tables["revisions"]
    for row in connection.execute(drafts.select()).mappings().all():
        fields = {name: _stuffed(name, value, words) for name, value in row["fields"].items()}
        notes = dict.fromkeys(row["notes"], words)
        connection.execute(update(drafts).where(drafts.c.id == row["id"]).values(fields=fields, notes=notes))
    notices = Base.metadata.tables["notices"]
    for row in connection.execute(notices.select()).mappings().all():
        subject = {**row["subject"], "values": dict.fromkeys(row["subject"].get("values", {}), words)}
        connection.execute(update(notices).where(notices.c.id == row["id"]).values(subject=subject))


def _stuffed(name: str, value: Any, words: str) -> Any:
    if name in DRAFTS:
        return [words] if isinstance(value, list) else words
    if name == "pictures":
        return [{**one, "alt": words} for one in value]
    if name == "equipment":
        return [{**one, "name": words, "remark": words} for one in value]
    return value


@pytest.fixture(scope="module")
def asked() -> Iterator[list[Any]]:
    """Machines that this process turned to while these tests ran: names that it looked up, addresses that it connected to."""
    noted: list[Any] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def note(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            noted.append(address)
        connect(self, address)

    def note_name(*named: Any, **more: Any) -> Any:
        noted.append(named)
        return look_up(*named, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", note)
        patch.setattr(socket, "getaddrinfo", note_name)
        yield noted


@pytest.fixture(scope="module")
def site(
    server: databases.SQLiteServer | databases.PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
    asked: list[Any],
) -> Iterator[Filled]:
    """A filled site."""
    url = server.fresh()
    app = create_app(site_config(tmp_path_factory.mktemp("stored"), url))
    yield fill(app)
    app.extensions["database"].dispose()
    server.drop(url)
    clock.configure(None)


def _stuff(site: Filled, words: str, web: str) -> None:
    database = site.app.extensions["database"]
    with database.writing.begin() as connection:
        _write(connection, words, web)
    with database.read() as session:
        site.app.extensions["search"].rebuild(session)


# Elements that no page of the site has; what else a payload makes shows by its attributes.
STRANGE = {"base", "iframe", "object", "embed", "math", "style", "animate", "frame", "applet", "marquee"}


def _out_of_place(page: str) -> list[str]:
    """What a payload made of the page: strange elements, handlers, scripts and addresses of others, marks where no words belong."""
    odd = []
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            odd += [f"comment {element.text[:60]}"] if "x55" in (element.text or "") else []
            continue
        is_script = element.tag == "script" and (element.text or not (element.get("src") or "").startswith("/static/"))
        if element.tag in STRANGE or is_script:
            odd.append(element.tag)
        odd += [
            f"<{element.tag} {name}={value[:60]}>" for name, value in element.attrib.items() if _is_odd(name, value)
        ]
    return odd


def _is_odd(name: str, value: str) -> bool:
    is_place = name in ("href", "src", "action", "formaction") and urlsplit(value).scheme in (
        "",
        "http",
        "https",
        "mailto",
        "tel",
    )
    is_foreign = name in ("src", "action", "formaction") and not value.startswith("/")
    is_handler = str(name).startswith("on") or name in ("style", "srcdoc", "http-equiv")
    return is_handler or is_foreign or ("x55" in value and name not in HOLD_WORDS and not is_place)


def _looks(site: Filled) -> Iterator[tuple[str, str, Any]]:
    """Every page once, by the first of those whose page it is."""
    for address in addresses(site):
        mark, _endpoint = mark_of(site.app, address)
        for who in WALKERS if mark == SIGNED_IN else (VISITOR,) if mark == PUBLIC else ROLE_OF:
            if mark in (PUBLIC, SIGNED_IN) or ROLE_OF[who] in mark.split("|"):
                answer = site.people[who].get(address)
                if answer.status_code not in (403, 404):
                    yield who, address, answer
                    answer.close()
                    break
                answer.close()


def test_markup_stays_text_in_pages_files_feeds_and_mails(site: Filled) -> None:
    _stuff(site, STORED, WEB)
    shown, wrong = set(), {}
    for who, address, answer in _looks(site):
        kind, body = answer.mimetype, answer.data
        assert answer.status_code < 500, (who, address)
        if b"x55" not in body:
            continue
        shown.add(address)
        if kind == "text/html":
            wrong[address] = _out_of_place(answer.text)
        elif kind in ("application/atom+xml", "application/xml"):
            wrong[address] = re.findall(r"<(?:script|img|svg|iframe|\w+ on\w+)", answer.text)
        else:
            wrong[address] = [] if kind.startswith(NOT_HTML) else [kind]
    assert {address: odd for address, odd in wrong.items() if odd} == {}
    assert len(shown) > 50, "the words are on fewer pages than they were"
    _check_mails(site)


def _check_mails(site: Filled) -> None:
    """Acts on the stuffed site write mails; their HTML twins hold the words as text."""
    hand, ids = Hand(site, extra=False), site.ids
    desk = f"/admin/corrections/{ids['report']}"
    with site.app.extensions["database"].writing.begin() as connection:
        reports = Base.metadata.tables["corrections"]
        connection.execute(update(reports).where(reports.c.id == ids["report"]).values(email="k20@example.jp"))
    hand.send("mito", desk, f"{desk}/answer", {"answer": STORED})
    page = f"/companies/{ids['firm']}/members/"
    hand.send("owner", page, f"/companies/{ids['firm']}/invitations/", {"email": "k95@example.jp", "role": "viewer"})
    worker.run(site.app, once=True)
    checked = 0
    for path in (Path(site.app.config["SITE"].data_dir) / "outbox").glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        html = mail.get_body(("html",))
        if html is not None and "x55" in html.get_content():
            assert _out_of_place(html.get_content()) == []
            checked += 1
        assert not [name for name in mail if "x55" in name]
    assert checked >= 2


OWN_WORDS_ONLY = "/api/v1/downloads/<string:plural>.dictionary.csv"
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", " =1+1")
TABLES = (
    ("mito", "/admin/claims.csv"),
    ("mito", "/admin/claims.csv?tab=done"),
    ("mito", "/admin/publications.csv?tab=returned"),
    ("mito", "/admin/claims.xlsx"),
    ("mito", "/admin/publications.xlsx?tab=returned"),
    ("auditor", "/admin/audit/entries.csv"),
    (VISITOR, "/search.csv?q=E24"),
    (VISITOR, "/search.csv?type=technology"),
    (VISITOR, "/api/v1/downloads/companies.csv"),
    (VISITOR, "/api/v1/downloads/technologies.csv"),
    (VISITOR, "/api/v1/downloads/patents.csv"),
    ("pref", "/admin/imports/{job}/report.csv"),
)
_LIVE = re.compile(r"[\s\u3000]*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_table_runs_a_formula(site: Filled, formula: str) -> None:
    """Each column that holds words begins with the formula; the person whose name is one acts, too."""
    _stuff(site, formula, "https://www.example.co.jp/")
    live: list[tuple[str, str]] = []
    rows = 0
    for who, address in TABLES:
        answer = site.people[who].get(address.format_map(site.ids))
        if answer.status_code != 200:
            assert "report" in address, (address, answer.status_code)  # a file without faults has none
            continue
        assert answer.headers["Content-Disposition"].startswith("attachment")
        if answer.mimetype == "text/csv":
            table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
            rows += len(table) - 1
            cells = [cell for row in table for cell in row]
            live += [(address, cell) for cell in cells if _LIVE.match(cell) and not _NUMBER.fullmatch(cell)]
        else:
            live += [(address, name) for name in _formulas(answer.data)]
        answer.close()
    assert live == []
    assert rows >= 15


def _formulas(book: bytes) -> list[str]:
    """Sheets of an Excel file that hold a formula or a link."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        return [name for name in sheets if re.search(rb"<(f|hyperlink)[ >]", parts.read(name))]


def test_every_table_is_asked() -> None:
    """A new route that ends in .csv or .xlsx is tried with formulas, too."""
    own = {address.partition("?")[0].replace("{job}", "<string:job_id>") for _who, address in TABLES}
    own = {re.sub(r"downloads/[a-z]+", "downloads/<string:plural>", address) for address in own}
    routes = {route.split(" ", 1)[1] for route in ROUTES}
    assert {rule for rule in routes if rule.endswith((".csv", ".xlsx"))} - {OWN_WORDS_ONLY} == own


def test_json_is_json_for_the_browser_too(site: Filled) -> None:
    answer = site.people[VISITOR].get(f"/api/v1/companies/{site.ids['firm']}")
    assert answer.mimetype == "application/json"
    assert json.loads(answer.data)["corporate_number"] == site.ids["firm"]


def test_no_address_that_people_type_is_ever_asked(site: Filled, asked: list[Any]) -> None:
    """The site makes no request of its own: websites, links of technologies and pages named in reports are text to it. `asked` holds what
    was asked while the site was filled."""
    edit, owner = f"/companies/{site.ids['firm']}/profile/edit/outline", site.people["owner"]
    for web in ("http://169.254.169.254/latest/", "http://127.0.0.1:8000/metrics", "file:///etc/passwd", "gopher://x/"):
        assert owner.post(edit, edit, {"website": web, "industries": "E24", "do": "save"}).status_code in (303, 422)
    told = {"about": "address", "text": "http://169.254.169.254/", "email": ""}
    page = f"/corrections/new?type=company&id={site.ids['bare']}"
    Hand(site, extra=False).send(VISITOR, page, "/corrections/", told)
    worker.run(site.app, once=True)
    assert asked == []
