"""A site that people filled through its own forms, for probes: something private of everyone in every room.

`fill(app)` makes a town of people by rows and everything else over HTTP. Each private value is unlike any other text (`SECRETS`
says whose eyes it is for), so that it is known again wherever it comes out. With `extra`, each form is sent with the names of all columns
of the database beside its own fields.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Final

import html5lib
from flask import Flask
from PIL import Image
from sqlalchemy import Boolean, Date, DateTime, Float, Integer, select

from app import worker
from app.companies.models import CompanyMember, CompanyProxy
from app.companies.service.members import add_member
from app.core import clock
from app.core.actor import FirmRole, Role
from app.core.db import Base
from app.core.publication import Revision
from app.core.unit_of_work import unit_of_work
from app.offices.states import OfficeKind
from app.patents.models import PatentLicence
from app.patents.numbers import parse_number
from app.patents.records import ApplicantName, PatentRecord, PatentSource
from app.patents.service.writing import write_patents
from app.technologies.models import Technology
from tests.companies.factories import company, profile
from tests.people import Browser, make_office, make_staff, make_user

ODD_TEXT: Final = "odd-q7x"
ODD_NUMBER: Final = 987_654
ODD_DAY: Final = date(2001, 2, 3)
PDF: Final = b"%PDF-1.7\n1 0 obj\n<</Canary(k01file)>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

# Everyone who is asked what they see. The firm `firm` is of Mito, whose office decides; `pref` and `hitachi` are other offices,
# `rival` owns another firm, `bank` is another support body than `cci`.
PEOPLE: Final[dict[str, str]] = {
    "owner": "氏名k50",
    "editor": "氏名k51",
    "viewer": "氏名k52",
    "rival": "氏名k53",
    "claimant": "氏名k54",
    "second": "氏名k55",
    "trader": "氏名k56",
    "mito": "氏名k57",
    "pref": "氏名k58",
    "hitachi": "氏名k59",
    "cci": "氏名k60",
    "bank": "氏名k61",
    "admin": "氏名k62",
    "auditor": "氏名k63",
    "coordinator": "氏名k64",
    "expert": "氏名k65",
}
VISITOR: Final = "visitor"
_FIRM: Final = frozenset({"owner", "editor", "viewer"})
_DESK: Final = frozenset({"mito"})

_OVER: Final = frozenset(
    {"mito", "pref", "auditor"}
)  # versions: the office in charge, the prefecture over all, the auditor

# Secret → who may see it, on any page and in any file. Administrators see addresses in the log of mails (each look is in the audit) and
# the accounts that they keep.
SECRETS: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "claim: file's content": ("k01file", _DESK | {"claimant"}),
    "claim: file's name": ("書類k02", _DESK | {"claimant"}),
    "claim: phone": ("029-300-7701", _DESK | {"claimant"}),
    "claim: position": ("役職k03", _DESK | {"claimant"}),
    "claim: name of the firm as typed": ("会社名k04", _DESK | {"claimant"}),
    "claim: address as typed": ("所在地k05", _DESK | {"claimant"}),
    "claim: why it came back": ("差戻理由k06", _DESK | {"claimant"}),
    "claim: how it was checked": ("確認方法k07", _DESK),
    "claim: phone of who was approved": ("029-300-7708", _DESK | {"second"}),
    "trader: name before approval": ("屋号k09", _DESK | {"trader", "cci"}),
    "trader: street before approval": ("町名k10", _DESK | {"trader", "cci"}),
    "trader: phone": ("029-300-7711", _DESK | {"trader", "cci"}),
    "trader: how the support body knows the person": ("保証k12", _DESK | {"cci"}),
    "profile: returned draft": ("紹介k13", _FIRM | _OVER),
    "profile: note of the return": ("修正k14", _FIRM | _OVER),
    "profile: picture's words in the draft": ("写真k15", _FIRM | _OVER),
    "technology: draft's title": ("技術k16", _FIRM),
    "technology: draft's text": ("技術説明k17", _FIRM),
    "licence: draft": ("開放k18", _FIRM),
    "invitation: address": ("k19@example.jp", frozenset({"owner", "admin"})),
    "report: address": ("k20@example.jp", _DESK | {"admin"}),
    "report: text": ("連絡本文k21", _DESK),
    "report: answer": ("回答k22", _DESK),
    "account: phone": ("029-300-7723", frozenset({"owner", "admin"})),
    "proxy: who signed": ("署名k24", frozenset({"cci", "second"})),
    "synonyms: note": ("組メモk25", frozenset({"pref", "admin"})),
    "import: file's name": ("台帳k26", frozenset({"pref", "admin"})),
}


@dataclass
class Filled:
    """The site, who is signed in, and the ids of what there is."""

    app: Flask
    people: dict[str, Browser]
    ids: dict[str, str]


def odd_fields(taken: set[str]) -> dict[str, str]:
    """Every column's name with a value that no form would send, but those that the form has (`taken`); rows of a form too."""
    values: dict[str, str] = {}
    for name in sorted(Base.metadata.tables, key=lambda name: name != "import_jobs"):
        for column in Base.metadata.tables[name].columns:
            values[column.name] = _odd(column.type)
    rows = {name[: name.rindex("-") + 1] for name in taken if re.search(r"-\d+-[a-z_]+$", name)}
    nested = {f"{row}{name}": value for row in rows for name, value in values.items()}
    return {name: value for name, value in (values | nested).items() if name not in taken}


def _odd(kind: Any) -> str:
    for known, value in (
        (Boolean, "1"),
        (Integer, str(ODD_NUMBER)),
        (Float, str(ODD_NUMBER)),
        (DateTime, f"{ODD_DAY}T04:05:06"),
        (Date, str(ODD_DAY)),
    ):
        if isinstance(kind, known):
            return value
    return ODD_TEXT


def _form(page: str, action: str) -> Any:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for form in tree.iter("form"):
        if form.get("method") == "post" and form.get("action") == action:
            return form
    return None


class Hand:
    """Fills forms in, perhaps with more than they ask."""

    def __init__(self, site: Filled, *, extra: bool) -> None:
        self.site, self.extra = site, extra

    def send(
        self, who: str, page: str, action: str, data: dict[str, Any], *, goes: int = 303, most: int | None = None
    ) -> Any:
        """Open the page, take its form, send it (with at most `most` more fields); the answer."""
        browser = self.site.people[who]
        text = browser.get(page).text
        form = _form(text, action)
        assert form is not None, f"{who} finds no form to {action} on {page}: {text[:400]}"
        boxes = [box for tag in ("input", "textarea", "select", "button") for box in form.iter(tag)]
        names = {box.get("name") for box in boxes if box.get("name")}
        hidden = {b.get("name"): b.get("value", "") for b in form.iter("input") if b.get("type") == "hidden"}
        more = dict(list(odd_fields(names | set(data)).items())[:most]) if self.extra else {}
        answer = browser.client.post(action, data={**more, **hidden, **data})
        assert answer.status_code == goes, (who, action, answer.status_code, _errors(answer.text))
        return answer


def _errors(page: str) -> list[str]:
    return re.findall(r'class="[^"]*mb-err[^"]*"[^>]*>([^<]*)', page) or [page[:600]]


def fill(app: Flask, *, extra: bool = False) -> Filled:
    """People by rows, everything else through the forms, and the worker's part at the end."""
    site = Filled(app, {}, {})
    _settle(site)
    site.people = {name: Browser(app).sign_in(f"{name}@example.jp") for name in PEOPLE} | {VISITOR: Browser(app)}
    hand = Hand(site, extra=extra)
    steps: tuple[Callable[[Hand], None], ...] = (
        _accounts,
        _claims,
        _trader,
        _drafts,
        _members,
        _reports,
        _desks,
    )
    for step in steps:
        step(hand)
    with unit_of_work(app.extensions["database"]) as session:
        add_member(session, site.ids["paper"], site.ids["user second"], FirmRole.OWNER, given_by=None)
    worker.run(app, once=True)
    _note_ids(site)
    return site


def _settle(site: Filled) -> None:
    database, ids = site.app.extensions["database"], site.ids
    with unit_of_work(database) as session:
        pref = make_office(session, "pref")
        mito = make_office(session, "mito", kind=OfficeKind.MUNICIPALITY, areas=("082015",))
        hitachi = make_office(session, "hitachi", kind=OfficeKind.MUNICIPALITY, areas=("082023",))
        cci = make_office(session, "cci", kind=OfficeKind.CHAMBER, takes_reviews=False)
        bank = make_office(session, "bank", kind=OfficeKind.BANK, takes_reviews=False)
        ids |= {"pref": pref.id, "office": mito.id, "cci": cci.id}
        places = {"mito": mito, "pref": pref, "hitachi": hitachi, "cci": cci, "bank": bank}
        own = {"admin": Role.ADMIN, "auditor": Role.AUDITOR, "coordinator": Role.COORDINATOR, "expert": Role.REVIEWER}
        for who, name in PEOPLE.items():
            address = f"{who}@example.jp"
            if who in places:
                role = Role.SUPPORT if who in ("cci", "bank") else Role.OFFICIAL
                ids[f"user {who}"] = make_staff(session, places[who], address, role, name=name).id
            else:
                ids[f"user {who}"] = make_user(session, address, *([own[who]] if who in own else []), name=name).id
        for number, who in enumerate(("firm", "other", "bare", "third", "paper"), 1):
            row = company(f"05000100000{number}", name=f"株式会社見本{number}")
            session.add(row)
            session.flush()
            session.add(profile(row, is_claimed=who in ("firm", "other")))
            ids[who] = row.id
        for who in ("owner", "editor", "viewer"):
            add_member(session, ids["firm"], ids[f"user {who}"], FirmRole(who), given_by=None)
        add_member(session, ids["other"], ids["user rival"], FirmRole.OWNER, given_by=None)
        session.add(_technology(ids["firm"]))
        number_of_patent = parse_number("特願2018-990201")
        assert number_of_patent is not None
        applicants = (ApplicantName("株式会社見本1", ids["firm"]),)
        record = PatentRecord(
            source=PatentSource.HEADED, row=1, title="研磨装置", numbers=(number_of_patent,), applicants=applicants
        )
        [ids["patent"]] = write_patents(session, [record]).added
        card = PatentLicence(patent_id=ids["patent"], summary="研磨が速い", fresh_on=clock.today())
        session.add(card)
    with database.read() as session:
        site.app.extensions["search"].rebuild(session)


def _technology(firm: str) -> Technology:
    return Technology(
        id="public-tech",
        code="T-1",
        title="薄板の溶接",
        summary="ゆがみません",
        description="しくみ",
        owner_number=firm,
        owner_name="株式会社見本1",
        stage="in-use",
        source="会社の登録",
        source_on=clock.today(),
        fresh_on=clock.today(),
        updated_at=clock.now(),
    )


def _text(name: str) -> str:
    return SECRETS[name][0]


def _accounts(hand: Hand) -> None:
    own = {"name": PEOPLE["owner"], "phone": _text("account: phone"), "language": "ja"}
    hand.send("owner", "/account/profile", "/account/profile", own)


def _paper(who: str, phone: str) -> dict[str, Any]:
    return {
        "position": _text("claim: position") if who == "claimant" else "代表",
        "phone": phone,
        "firm_name": _text("claim: name of the firm as typed") if who == "claimant" else "見本",
        "firm_address": _text("claim: address as typed") if who == "claimant" else "水戸市",
        "proof": "document",
        "issued_on": clock.today().isoformat(),
        "consent": "1",
        "document": (BytesIO(PDF), _text("claim: file's name") + ".pdf" if who == "claimant" else "証明書.pdf"),
    }


def _claims(hand: Hand) -> None:
    ids = hand.site.ids
    phones = {
        "claimant": ("bare", _text("claim: phone")),
        "second": ("third", _text("claim: phone of who was approved")),
    }
    for who, (firm, phone) in phones.items():
        page = f"/claims/new/{ids[firm]}"
        ids[f"claim {who}"] = hand.send(who, page, page, _paper(who, phone)).headers["Location"].split("/")[2]
    desk = f"/admin/claims/{ids['claim claimant']}"
    hand.send("mito", desk, f"{desk}/return", {"reason": _text("claim: why it came back")})
    desk = f"/admin/claims/{ids['claim second']}"
    done = {"checked": "document", "how": _text("claim: how it was checked")}
    hand.send("mito", desk, f"{desk}/approve", done)


def _trader(hand: Hand) -> None:
    ids, page = hand.site.ids, "/claims/new/sole"
    typed = {
        "name": _text("trader: name before approval"),
        "kana": "ミホン",
        "postcode": "310-0011",
        "municipality": "082015",
        "street": _text("trader: street before approval"),
        "position": "店主",
        "phone": _text("trader: phone"),
        "proof": "voucher",
        "support_office": ids["cci"],
        "consent": "1",
        "do": "submit",
    }
    ids["claim trader"] = hand.send("trader", page, page, typed).headers["Location"].split("/")[2]
    desk = f"/admin/vouchers/{ids['claim trader']}"
    known = {"note": _text("trader: how the support body knows the person")}
    hand.send("cci", desk, f"{desk}/confirm", known)


def _drafts(hand: Hand) -> None:
    ids = hand.site.ids
    firm = ids["firm"]
    edit = f"/companies/{firm}/profile/edit"
    typed = {"summary": _text("profile: returned draft"), "strengths": "速い", "troubles": "", "keywords": "溶接"}
    hand.send("editor", f"{edit}/basics", f"{edit}/basics", {**typed, "do": "save"})
    facts = {"industries": "E24", "website": "https://www.example.co.jp/", "staff": "12", "do": "save"}
    hand.send("editor", f"{edit}/outline", f"{edit}/outline", facts)
    machine = {"equipment-0-name": "三次元測定機", "equipment-0-count": "1", "equipment-0-remark": "", "do": "save"}
    hand.send("editor", f"{edit}/equipment", f"{edit}/equipment", machine)
    picture = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    picture.seek(0)
    sent = {"alt": _text("profile: picture's words in the draft"), "picture": (picture, "工場.png")}
    hand.send("editor", f"{edit}/pictures", f"/companies/{firm}/profile/pictures", sent)
    overview = f"/companies/{firm}/profile/"
    ids["version"] = hand.send("owner", overview, f"{overview}submit", {}).headers["Location"].split("/")[-1]
    with hand.site.app.extensions["database"].read() as session:
        open_one = select(Revision).where(Revision.subject_id == firm, Revision.state == "submitted")
        revision = session.scalars(open_one).one()
        ids["version"], ids["picture"] = revision.key, revision.fields["pictures"][0]["file"]
    desk = f"/admin/publications/{ids['version']}"
    hand.send("mito", desk, f"{desk}/return", {"note-summary": _text("profile: note of the return")})
    new = f"/technologies/new?company={firm}"
    draft = {
        "title": _text("technology: draft's title"),
        "summary": "溶接",
        "description": _text("technology: draft's text"),
        "stage": "in-use",
        "url": "https://www.example.co.jp/",
        "do": "save",
    }
    ids["technology"] = hand.send("editor", new, new, draft).headers["Location"].split("/")[2]
    card = f"/licences/{ids['patent']}/edit"
    hand.send("owner", card, card, {"summary": _text("licence: draft"), "terms": ["許諾"], "do": "save"})


def _members(hand: Hand) -> None:
    ids = hand.site.ids
    page = f"/companies/{ids['firm']}/members/"
    invited = {"email": _text("invitation: address"), "role": "viewer"}
    hand.send("owner", page, f"/companies/{ids['firm']}/invitations/", invited)
    new = f"/clients/new?company={ids['paper']}"
    paper = {
        "office": ids["cci"],
        "consented_by": _text("proxy: who signed"),
        "consented_on": "2026-11-01",
        "is_kept": "1",
    }
    hand.send("cci", new, "/clients/new", {"company": ids["paper"], **paper})
    asked = f"/clients/new?company={ids['other']}"
    hand.send("cci", asked, "/clients/new", {"company": ids["other"], "office": ids["cci"]})


def _reports(hand: Hand) -> None:
    page = f"/corrections/new?type=company&id={hand.site.ids['bare']}"
    told = {"about": "address", "text": _text("report: text"), "email": _text("report: address")}
    for _ in range(2):
        hand.send(VISITOR, page, "/corrections/", told)
    waiting = re.findall(
        r'href="(/admin/corrections/[^"?/]+)"', hand.site.people["mito"].get("/admin/corrections/").text
    )
    answered, hand.site.ids["report"] = waiting[0], waiting[1].rpartition("/")[2]
    hand.site.ids["answered"] = answered.rpartition("/")[2]
    hand.send("mito", answered, f"{answered}/answer", {"answer": _text("report: answer")})


def _desks(hand: Hand) -> None:
    ids, new = hand.site.ids, "/admin/synonyms/new"
    words = {"words": "けがき\n罫書き", "note": _text("synonyms: note")}
    preview = hand.send("pref", new, new, words, goes=200)
    hidden = {
        b.get("name"): b.get("value", "") for b in _form(preview.text, new).iter("input") if b.get("type") == "hidden"
    }
    more = odd_fields(set(hidden) | {"step"}) if hand.extra else {}
    saved = hand.site.people["pref"].client.post(new, data={**more, **hidden, "step": "save"})
    assert saved.status_code == 303, _errors(saved.text)
    rows = ("code,title,summary\r\nT-9,研削盤,速い\r\n").encode()
    file = {"kind": "technologies", "file": (BytesIO(rows), _text("import: file's name") + ".csv")}
    new = "/admin/imports/new"  # takes a form of twenty parts, so the columns of its own table come first
    ids["job"] = hand.send("pref", new, new, file, most=15).headers["Location"].split("/")[-1]
    body = {
        "code": "new-body",
        "name": "新しい機関",
        "kind": "chamber",
        "phone": "029-000-0000",
        "email": "a@example.jp",
    }
    hand.send("admin", "/admin/offices/new", "/admin/offices/", body)


def _note_ids(site: Filled) -> None:
    """Ids that rows have and addresses need."""
    from app.companies.models import CompanyInvitation
    from app.files.models import FileReference
    from app.notices.models import Mail, Notice
    from app.search.models import SynonymGroup

    with site.app.extensions["database"].read() as session:
        for thing in ("technology", "patent"):
            draft = Revision.subject_id == site.ids[thing]
            site.ids[f"{thing} version"] = session.scalars(select(Revision.key).where(draft)).one()
        site.ids["group"] = session.scalars(select(SynonymGroup.id)).one()
        site.ids["mail"] = session.scalars(select(Mail.id).order_by(Mail.created_at)).first() or ""
        site.ids["notice"] = (
            session.scalars(select(Notice.id).where(Notice.user_id == site.ids["user owner"])).first() or ""
        )
        site.ids["invitation"] = session.scalars(select(CompanyInvitation.id)).one()
        site.ids["proxy"] = session.scalars(select(CompanyProxy.id)).first() or ""
        site.ids["member"] = session.scalars(select(CompanyMember.id)).first() or ""
        claim = FileReference.subject_id == site.ids["claim claimant"]
        site.ids["file"] = session.scalars(select(FileReference.file_id).where(claim)).one()
        for n, id_ in enumerate(session.scalars(select(Mail.id).order_by(Mail.created_at))):
            site.ids[f"mail {n}"] = id_
