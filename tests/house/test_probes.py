"""Everything that everyone is shown, looked at in one walk over a filled site: headers, private values, and the logs meanwhile."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

import pytest
import structlog
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from app.core import clock
from app.web.access import PUBLIC, SIGNED_IN, public
from tests import databases
from tests.conftest import site_config
from tests.house.addresses import EXAMPLES, ROLE_OF, addresses, mark_of
from tests.house.filled import PEOPLE, SECRETS, VISITOR, Filled, fill
from tests.house.routes import ROUTES
from tests.people import Browser, make_user

# Who walks. Routes that a role keeps out are the matrix's part (test_access), so only those who are let in ask for a page.
WALKERS = (
    "owner",
    "viewer",
    "rival",
    "claimant",
    "second",
    "trader",
    *("mito", "pref", "hitachi", "cci", "bank"),
    "admin",
    "auditor",
)
# Names and addresses of people → who may see them besides the person: their firm, the office in charge of their claim or version, who
# keeps the accounts, and who reads the record of acts. Officials stand by name beside what they decided.
_STAFF = frozenset({"admin", "auditor"})
NAMES = {
    **dict.fromkeys(("owner", "editor"), _STAFF | {"owner", "editor", "viewer", "mito", "pref"}),
    "viewer": _STAFF | {"owner", "editor"},
    "claimant": _STAFF | {"mito"},
    "second": _STAFF | {"mito"},
    "trader": _STAFF | {"mito", "cci"},
    "mito": _STAFF | {"owner", "editor", "viewer", "pref"},
    "cci": _STAFF | {"mito", "second"},
}
MAILS = {
    **dict.fromkeys(PEOPLE, frozenset({"admin"})),
    **dict.fromkeys(("claimant", "second", "trader"), frozenset({"admin", "mito"})),
    **dict.fromkeys(("mito", "pref", "hitachi", "cci", "bank"), _STAFF),
}


OF_A_FIRM = re.compile(
    r"/(companies|technologies|patents|papers)/[^?]+|/corrections/new"
)  # public, yet not the same for everyone
OF_SOMEONE = re.compile(r"[/=]([0-9a-z]{12,13}|jp-app-[0-9-]+)([/?]|$)")  # what has an id belongs to somebody
READ_NO_COOKIE = ("/api/", "/sitemap")  # the same for everyone


@dataclass
class Seen:
    """One answer."""

    who: str
    address: str
    status: int
    headers: dict[str, str]
    mark: str
    endpoint: str | None
    found: frozenset[str]


@dataclass
class Walk:
    """The site after the walk, what was seen, and what was logged."""

    site: Filled
    seen: list[Seen] = field(default_factory=list)
    log: io.StringIO = field(default_factory=io.StringIO)


def _needles() -> dict[str, re.Pattern[str]]:
    plain = {name: re.escape(value) for name, (value, _may) in SECRETS.items()}
    names = {f"name of {who}": re.escape(name) for who, name in PEOPLE.items()}
    mails = {f"address of {who}": rf"(?<![a-z]){who}@example\.jp" for who in PEOPLE}
    return {name: re.compile(pattern) for name, pattern in (plain | names | mails).items()}


def _may(needle: str) -> frozenset[str]:
    if needle in SECRETS:
        return SECRETS[needle][1]
    kind, _, who = needle.partition(" of ")
    return (NAMES if kind == "name" else MAILS).get(who, _STAFF) | {who}


def _asks(who: str, address: str, mark: str) -> bool:
    """Whether this person's look at this address can show something that no other look shows."""
    if who == VISITOR:
        return True
    if mark not in (PUBLIC, SIGNED_IN):
        return ROLE_OF.get(who) in mark.split("|")
    if mark == SIGNED_IN:
        return OF_SOMEONE.search(address) is not None or who in ("owner", "rival", "claimant", "mito")
    return who == "rival" or OF_A_FIRM.match(address) is not None


@pytest.fixture(scope="module")
def walk(
    server: databases.SQLiteServer | databases.PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    """A filled site, walked by everyone."""
    url = server.fresh()
    app = create_app(site_config(tmp_path_factory.mktemp("probes"), url))
    log = io.StringIO()
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=log))
    done = Walk(fill(app), log=log)
    needles = _needles()
    for address in addresses(done.site):
        mark, endpoint = mark_of(app, address)
        for who in (VISITOR, *WALKERS):
            if _asks(who, address, mark):
                answer = done.site.people[who].get(address)
                body = answer.data.decode("utf-8", "replace") + unquote(str(answer.headers))
                found = frozenset(name for name, pattern in needles.items() if pattern.search(body))
                seen = Seen(who, address, answer.status_code, dict(answer.headers), mark, endpoint, found)
                done.seen.append(seen)
                answer.close()
    yield done
    app.extensions["database"].dispose()
    server.drop(url)
    clock.configure(None)


def test_every_route_has_a_real_address() -> None:
    """A new route is walked from the day it is born: fill its room in `filled`, and say in `addresses` where its pages are."""
    gets = {route.split(" ", 1)[1] for route in ROUTES if route.startswith("GET ")}
    assert {rule for rule in gets if "<" in rule} == set(EXAMPLES)


def test_no_page_fails(walk: Walk) -> None:
    assert [(one.who, one.address) for one in walk.seen if one.status >= 500] == []
    assert {one.status for one in walk.seen} >= {200, 303, 400, 404}


def test_private_values_are_seen_by_those_who_may_and_nobody_else(walk: Walk) -> None:
    leaks: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in walk.seen:
        for name in one.found:
            if one.who not in _may(name):
                leaks[name].add((one.who, one.address))
    assert leaks == {}


def test_every_private_value_is_somewhere(walk: Walk) -> None:
    """Else the test above would look for what was never there."""
    shown = {name for one in walk.seen for name in one.found}
    assert set(SECRETS) - shown == set()


def test_drafts_are_not_found(walk: Walk) -> None:
    visitor = walk.site.people[VISITOR]
    for name in ("profile: returned draft", "technology: draft's title", "licence: draft"):
        found = visitor.get("/api/v1/search", query_string={"q": SECRETS[name][0]}).json
        assert (name, found["total"]) == (name, 0)


def test_headers_of_safety_are_on_every_answer(walk: Walk) -> None:
    wrong = []
    for one in walk.seen:
        policy = one.headers.get("Content-Security-Policy", "")
        is_right = (
            policy.startswith("default-src 'none'; ")
            and "unsafe" not in policy
            and "*" not in policy
            and "frame-ancestors 'none'" in policy
            and one.headers.get("X-Content-Type-Options") == "nosniff"
            and one.headers.get("Referrer-Policy") == "strict-origin-when-cross-origin"
        )
        if not is_right:
            wrong.append((one.who, one.address, one.status))
    assert wrong == []


def test_private_answers_are_stored_nowhere(walk: Walk) -> None:
    stored = [
        (one.who, one.address, one.status, one.headers.get("Cache-Control"))
        for one in walk.seen
        if one.endpoint != "static"
        and not (one.address.startswith(READ_NO_COOKIE) and one.mark == PUBLIC and "Set-Cookie" not in one.headers)
        and (one.mark != PUBLIC or one.who != VISITOR)
        and "no-store" not in one.headers.get("Cache-Control", "")
    ]
    assert stored == []


def test_texts_name_their_encoding(walk: Walk) -> None:
    def is_named(kind: str) -> bool:
        is_text = re.match(r"text/|[^;]+[/+]xml(;|$)", kind) is not None
        return not is_text or "svg" in kind or "charset=utf-8" in kind

    wrong = {(one.address, one.headers.get("Content-Type")) for one in walk.seen if "Content-Type" not in one.headers}
    wrong |= {(one.address, kind) for one in walk.seen if not is_named(kind := one.headers.get("Content-Type", ""))}
    assert wrong == set()


def test_other_sites_read_public_data_only(walk: Walk) -> None:
    open_ones = {
        (one.address, one.headers["Access-Control-Allow-Origin"])
        for one in walk.seen
        if "Access-Control-Allow-Origin" in one.headers
    }
    assert {origin for _address, origin in open_ones} == {"*"}
    assert [address for address, _origin in open_ones if not address.startswith("/api/")] == []
    assert [one.address for one in walk.seen if "Access-Control-Allow-Credentials" in one.headers] == []


def test_the_logs_know_nobody(walk: Walk) -> None:
    """All forms were sent, mails written, a file taken in; then a sign-in fails and a page breaks with values in its hands."""
    app, visitor = walk.site.app, walk.site.people[VISITOR]
    structlog.configure(
        logger_factory=structlog.WriteLoggerFactory(file=walk.log)
    )  # another site may have been made meanwhile
    Browser(app).post("/login", data={"email": "k90@example.jp", "password": "geheim-k91"})
    before = app.view_functions["pages.about"]

    typed = {"email": f"k{92}@example.jp"}  # no literal: a trace quotes the lines of the code

    def broken() -> Response:
        with app.extensions["database"].writing.begin() as connection:
            connection.execute(text("INSERT INTO users (id, email) VALUES ('x', :email)"), typed)
        raise AssertionError

    app.view_functions["pages.about"] = public(broken)
    assert visitor.get("/about?q=k93").status_code == 500
    app.view_functions["pages.about"] = before
    log = walk.log.getvalue()
    assert '"endpoint": "pages.about"' in log
    secrets = {**_needles(), "query": re.compile("k93"), "values": re.compile("k90|k91|k92")}
    assert [name for name, pattern in secrets.items() if pattern.search(log)] == []


# --- production ------------------------------------------------------------------------------------------------------


@pytest.fixture
def real(make_app: object) -> Flask:
    """The site as it is run for real people."""
    return make_app(  # type: ignore[operator]
        APP_ENV="production",
        SECRET_KEY="k" * 48,
        BASE_URL="https://musubiba.example",
        RATE_LIMITS="on",
        PASSWORD_HASHING="full",
        SECOND_FACTOR="off",
    )


def test_production_asks_for_https_on_every_answer(real: Flask) -> None:
    def broken() -> Response:
        raise RuntimeError

    real.view_functions["pages.about"] = public(broken)
    client = real.test_client()
    asked = {
        "/": 200,
        "/static/musubi.css": 200,
        "/account/": 303,
        "/companies/?page=0": 400,
        "/no-such-page": 404,
        "/about": 500,
        "/readyz": 503,
    }
    for base in ("https://musubiba.example", "http://musubiba.example"):
        for address, status in asked.items():
            answer = client.get(address, base_url=base)
            assert (address, answer.status_code) == (address, status)
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            answer.close()
    foreign = client.get("/", base_url="https://other.example")
    assert (foreign.status_code, "Strict-Transport-Security" in foreign.headers) == (400, True)


def test_productions_cookie_is_bound_to_the_host(real: Flask) -> None:
    cookie = real.test_client().get("/login", base_url="https://musubiba.example").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_the_browser_forgets_whoever_signs_out(app: Flask) -> None:
    from app.core.unit_of_work import unit_of_work

    with unit_of_work(app.extensions["database"]) as session:
        make_user(session, "taro@example.jp")
    browser = Browser(app).sign_in("taro@example.jp")
    answer = browser.post("/account/", "/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "サインアウトしました" in browser.get("/").text


@pytest.mark.parametrize(
    "address",
    [
        "/.git/config",
        "/.env",
        "/config.py",
        "/static/../../../config.py",
        "/static/..%2f..%2f..%2fconfig.py",
        "/static/%2e%2e/%2e%2e/security.py",
        "/static/....//security.py",
        "/static/..\\..\\security.py",
        "/static//etc/passwd",
    ],
)
def test_nothing_but_the_static_folder_is_served(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (308, 404)
    assert b"def " not in answer.data


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Host": "localhost:80@evil.example"}, {"Host": "localhost, evil.example"}]
)
def test_other_hosts_are_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.get("/", headers=headers)
    assert (answer.status_code, "evil.example" in answer.text) == (400, False)


def test_a_forwarded_host_is_not_believed(client: FlaskClient) -> None:
    for address in ("/", "/api/", "/login", "/search.atom?q=a", "/sitemap.xml"):
        answer = client.get(address, headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)
