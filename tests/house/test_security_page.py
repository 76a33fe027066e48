"""docs/security.md: every requirement of ASVS 5.0 level 1 is answered, every test it names exists; and rules about the code itself."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts import passwords, sessions
from app.accounts.models import User
from app.accounts.passwords import Hasher
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.people import Browser, make_user

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"

# ASVS 5.0 level 1, by the standard's own file: chapter and section → how many requirements of it are level 1, by number.
LEVEL_1 = {
    "1.2": (1, 2, 3, 4, 5),
    "1.3": (1, 2),
    "1.5": (1,),
    "2.1": (1,),
    "2.2": (1, 2),
    "2.3": (1,),
    "3.2": (1, 2),
    "3.3": (1,),
    "3.4": (1, 2),
    "3.5": (1, 2, 3),
    "4.1": (1,),
    "4.4": (1,),
    "5.2": (1, 2),
    "5.3": (1, 2),
    "6.1": (1,),
    "6.2": (1, 2, 3, 4, 5, 6, 7, 8),
    "6.3": (1, 2),
    "6.4": (1, 2),
    "7.2": (1, 2, 3, 4),
    "7.4": (1, 2),
    "8.1": (1,),
    "8.2": (1, 2),
    "8.3": (1,),
    "9.1": (1, 2, 3),
    "9.2": (1,),
    "10.4": (1, 2, 3, 4, 5),
    "11.3": (1, 2),
    "11.4": (1,),
    "12.1": (1,),
    "12.2": (1, 2),
    "13.4": (1,),
    "14.2": (1,),
    "14.3": (1,),
    "15.1": (1,),
    "15.2": (1,),
    "15.3": (1,),
}
REQUIREMENTS = [f"V{section}.{number}" for section, numbers in LEVEL_1.items() for number in numbers]
REASONS = ("*Does not apply*", "*By hand*")
CLASSES = 11
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def _rows(first: str) -> list[list[str]]:
    """Cells of the table rows whose first cell matches."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in cells if re.fullmatch(first, row[0])]


@lru_cache
def _tests_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_there_are_seventy() -> None:
    assert len(set(REQUIREMENTS)) == 70


def test_every_requirement_has_its_answer() -> None:
    rows = _rows(r"V\d+\.\d+\.\d+")
    assert [row[0] for row in rows] == REQUIREMENTS
    for row in rows:
        assert len(row) == 4, row[0]
        assert all(row[1:]), f"{row[0]} has an empty cell"
        assert _TEST.search(row[3]) or (row[3] == "–" and row[2].startswith(REASONS)), (
            f"{row[0]} names no test, no reason"
        )


def test_every_class_of_ipa_names_tests() -> None:
    rows = _rows(r"\d+ .+")
    assert [int(row[0].split()[0]) for row in rows] == list(range(1, CLASSES + 1))
    assert all(len(row) == 3 and row[1] and _TEST.search(row[2]) for row in rows)


def test_every_test_that_is_named_exists() -> None:
    named = _TEST.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) > 100
    assert [
        (path, name) for path, name in named if not (ROOT / "tests" / path).exists() or name not in _tests_of(path)
    ] == []


# --- rules about the code itself -------------------------------------------------------------------------------------


@lru_cache
def _modules() -> tuple[tuple[str, ast.Module], ...]:
    paths = sorted((ROOT / "app").rglob("*.py"))
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


RUNS = ("subprocess", "pickle", "marshal", "shelve", "yaml", "pty", "code")


def test_nothing_runs_what_people_typed() -> None:
    found = []
    for path, tree in _modules():
        found += [(path, name) for name in _imports(tree) if name.split(".")[0] in RUNS]
        wrong = ("eval", "exec", "compile", "__import__", "os.system", "os.popen", "render_template_string")
        found += [(path, name) for name, _call in _calls(tree) if name in wrong or name.startswith("os.exec")]
    assert found == []
    scripts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("static/**/*.js"))
    # The answer to a form that was sent with its progress shown takes the page's place, as it would without the script.
    code = re.sub(r"//[^\n]*", "", scripts).replace("document.write(xhr.responseText)", "")
    wrong_words = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "localStorage",
    )
    assert [word for word in wrong_words if word in code] == []


def test_no_statement_is_glued_together() -> None:
    """SQL as text is constant: what is put into it is only ever a constant of the module."""
    found = []
    for path, tree in _modules():
        for name, call in _calls(tree):
            if name.split(".")[-1] in ("text", "exec_driver_sql", "literal_column", "executescript") and call.args:
                given = call.args[0]
                parts = [part.value for part in ast.walk(given) if isinstance(part, ast.FormattedValue)]
                names = {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}
                is_glued = isinstance(given, ast.BinOp) or any(not n.isupper() and n not in _OURS for n in names)
                if is_glued and name.split(".")[0] not in ("label",):
                    found.append((path, ast.unparse(call)[:120]))
    assert found == []


_OURS = ("WAITING", "repr", "state")  # states of a workflow, in the condition of a partial index


TRUSTED = {
    "app/accounts/views/second_factor.py",  # our own drawing of a QR code
    "app/notices/composing.py",
    "app/publishing/editing.py",
    "app/search/marks.py",
    "app/web/forms/texts.py",
    "app/web/ruby.py",
    "app/web/templating.py",
}


def test_trusted_markup_is_where_we_know_it() -> None:
    """Whoever writes `Markup` or `|safe` in another place looks at it once more and names it here."""
    assert {path for path, tree in _modules() if any(name == "Markup" for name, _call in _calls(tree))} <= TRUSTED
    pages = {p.relative_to(ROOT): p.read_text(encoding="utf-8") for p in (ROOT / "app").rglob("*.html")}
    used = {str(p): re.findall(r"([^\s{]+)\s*\|\s*safe\b", page) for p, page in pages.items()}
    assert {path: found for path, found in used.items() if set(found) - {'"<br>"', "'&amp;'"}} == {}
    assert [str(p) for p, page in pages.items() if "autoescape false" in page] == []


def test_xml_is_read_by_one_careful_reader() -> None:
    readers = ("xml.etree", "xml.dom", "xml.sax", "lxml", "xmltodict")
    found = [
        (path, name)
        for path, tree in _modules()
        for name in _imports(tree)
        if name.startswith(readers) and not name.startswith("xml.sax.saxutils.")
    ]
    assert found == []


def test_no_broken_hash_is_used() -> None:
    known = {"hashlib.sha256", "hashlib.blake2b", "hashlib.file_digest"}
    nodes = [node for _path, tree in _modules() for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    used = {ast.unparse(node) for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "hashlib"}
    assert used <= known
    kinds = [call.args[1] for _path, tree in _modules() for name, call in _calls(tree) if name == "hashlib.file_digest"]
    assert {ast.literal_eval(kind) for kind in kinds} <= {"sha256"}


# --- passwords and tokens --------------------------------------------------------------------------------------------


def test_the_list_of_common_passwords_is_long_enough() -> None:
    common = (Path(passwords.__file__).parent / "data" / "common_passwords.txt").read_text(encoding="utf-8").split()
    assert len({word for word in common if len(word) >= passwords.SHORTEST}) >= 3_000


@pytest.mark.parametrize(("page", "fills"), [("/login", "current-password"), ("/register", "new-password")])
def test_password_fields_hide_and_take_pasted_text(client: FlaskClient, page: str, fills: str) -> None:
    tree = html5lib.parse(client.get(page).text, namespaceHTMLElements=False)
    [box] = [box for box in tree.iter("input") if box.get("name") == "password"]
    assert (box.get("type"), box.get("autocomplete")) == ("password", fills)
    assert not [name for name in box.attrib if name.startswith("on") or name in ("readonly", "maxlength")]


@pytest.mark.parametrize("change", [" {}", "{} ", "{}x", "upper", "half"])
def test_a_password_counts_exactly_as_typed(app: Flask, database: Database, change: str) -> None:
    password = "ながい合言葉 With Blanks " + "z" * 60
    with unit_of_work(database) as session:
        make_user(session, "taro@example.jp").password_hash = Hasher(cheap=True).hash(password)
    changed = {"upper": password.upper(), "half": password[:64]}.get(change) or change.format(password)
    answer = Browser(app).post("/login", data={"email": "taro@example.jp", "password": changed})
    assert answer.status_code == 422
    assert Browser(app).post("/login", data={"email": "taro@example.jp", "password": password}).status_code == 303


def test_tokens_hold_256_bits(database: Database) -> None:
    with unit_of_work(database) as session:
        user = make_user(session, "taro@example.jp")
        tokens = {sessions.start(session, user, is_staff=False) for _ in range(3)}
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {43}  # 32 bytes in base64


def test_a_new_site_has_no_accounts(database: Database) -> None:
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0
