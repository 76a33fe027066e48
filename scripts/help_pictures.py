"""What the pictures of the help pages show, and how one is taken: one size, few colours, so that a page of them stays light."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from app.demo.people import PASSWORD

OUT: Final = Path(__file__).resolve().parents[1] / "app" / "web" / "static" / "help"
SIZE: Final = (720, 450)  # as templates/help/_parts.html says
SCALE: Final = 0.75  # the window is 960 × 600, where pages have both their columns
MOST_BYTES: Final = 40_000
_COLOURS: Final = (64, 32, 16, 8)
_FIRM: Final = "/companies/6999902010000"
_OWNER, _OFFICIAL, _AUDITOR = "owner@demo.example", "official@demo.example", "auditor@demo.example"
_CLAIMABLE: Final = 'main a[href^="/claims/new/"]:not([href$="sole"])'


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. `who` signs in; `follow`: links opened one after the other; `press`: a button; `at`: what stands at the top.

    No file box is shown: Debian's chromium names its button in English.
    """

    path: str
    who: str = ""
    follow: tuple[str, ...] = ()
    press: str = ""
    at: str = "main"


# In the order in which they are taken: the letter changes the claim that an earlier picture shows.
SHOTS: Final = {
    "firm-account": Shot("/register"),
    "firm-claim": Shot("/claims/new?q=柿岡", _OWNER),
    "firm-proofs": Shot("/claims/new?q=柿岡", _OWNER, (_CLAIMABLE,), at=".mb-field:has([name=firm_name])"),
    "firm-profile": Shot(f"{_FIRM}/profile/", _OWNER),
    "firm-submitted": Shot(f"{_FIRM}/profile/", _OWNER, ('main a[href^="/publications/"]:not([href*="?"])',)),
    "firm-returned": Shot(
        "/technologies/mine",
        "owner2@demo.example",
        ('[aria-labelledby=begun] a[href$="/edit"]',),
        at=".mb-field:has(.mb-note--warn)",
    ),
    "firm-published": Shot(_FIRM),
    "firm-technologies": Shot("/technologies/mine", _OWNER),
    "firm-members": Shot(f"{_FIRM}/members/", _OWNER),
    "firm-found-by": Shot(f"{_FIRM}/found-by", _OWNER),
    "firm-leaving": Shot(f"{_FIRM}/release", _OWNER),
    "official-day": Shot("/dashboard", _OFFICIAL),
    "official-claim": Shot("/admin/claims/?proof=letter", _OFFICIAL, ("main tbody a",)),
    "official-letter": Shot(
        "/admin/claims/?proof=letter",
        _OFFICIAL,
        ("main tbody a",),
        'form[action$="/send"] button',
        'form[action="/papers/"]',
    ),
    "official-publication": Shot("/admin/publications/", _OFFICIAL, ("main tbody .act a",)),
    "official-correction": Shot("/admin/corrections/", _OFFICIAL, ("main tbody a",)),
    "official-imports": Shot("/admin/imports/new", _OFFICIAL, at="body"),
    "official-applicants": Shot("/admin/applicants/", _OFFICIAL),
    "official-synonyms": Shot("/admin/synonyms/new?word=バリ取り&word=かえり取り&word=ばり取り", _OFFICIAL),
    "official-people": Shot("/admin/offices/", _OFFICIAL, ("main tbody a",)),
    "official-record": Shot("/admin/audit/", _AUDITOR, at="[aria-labelledby=audit-caption]"),
}


def photograph_help(browser: Browser, site: str) -> None:
    """Take every picture of SHOTS from the demo that answers at `site`."""
    OUT.mkdir(parents=True, exist_ok=True)
    contexts: dict[str, BrowserContext] = {}
    for name, shot in SHOTS.items():
        if shot.who not in contexts:
            contexts[shot.who] = _signed_in(browser, site, shot.who)
        page = contexts[shot.who].new_page()
        _open(page, site, shot)
        (OUT / f"{name}.png").write_bytes(_light(page.screenshot()))
        page.close()
    for context in contexts.values():
        context.close()


def _signed_in(browser: Browser, site: str, email: str) -> BrowserContext:
    width, height = SIZE
    context = browser.new_context(
        viewport={"width": round(width / SCALE), "height": round(height / SCALE)},
        device_scale_factor=SCALE,
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
    )
    if email:
        page = context.new_page()
        page.goto(f"{site}/login")
        page.fill("[name=email]", email)
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        page.wait_for_url("**/dashboard")
        page.close()
    return context


def _open(page: Page, site: str, shot: Shot) -> None:
    page.goto(site + shot.path, wait_until="networkidle")
    for link in shot.follow:
        page.goto(site + (page.locator(link).first.get_attribute("href") or ""), wait_until="networkidle")
    if shot.press:
        page.locator(shot.press).first.click()
        page.wait_for_load_state("networkidle")
    air = 0 if shot.at in ("body", "main") else 16
    page.locator(shot.at).first.evaluate(
        "(place, air) => scrollTo(0, place.getBoundingClientRect().top + scrollY - air)", air
    )


def _light(taken: bytes) -> bytes:
    """The picture with as many colours as its weight allows."""
    picture = Image.open(BytesIO(taken)).convert("RGB")
    if picture.size != SIZE:
        raise ValueError(f"a picture of {picture.size}, not {SIZE}")
    made = b""
    for colours in _COLOURS:
        target = BytesIO()
        few = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(target, "PNG", optimize=True)
        made = target.getvalue()
        if len(made) <= MOST_BYTES:
            return made
    raise ValueError(f"{len(made)} bytes with {_COLOURS[-1]} colours")
