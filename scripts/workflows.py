"""Writes docs/workflows.md from the transition tables of the rooms: `make workflows`.

Nobody draws by hand what the code holds as data; the house test fails while the page says something else than the tables.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.companies.claim_states import CLAIM
from app.companies.member_states import INVITATION, PROXY
from app.core.workflow import Transition, Workflow
from app.corrections.states import CORRECTION
from app.imports.states import IMPORT_WORKFLOW
from app.notices.states import MAIL_WORKFLOW
from app.papers.states import PAPER
from app.publishing.states import PUBLISHING
from app.search.states import GROUPS

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "workflows.md"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One part of the page: a table of transitions, where it stands, and what it is about."""

    workflow: Workflow
    title: str
    place: str  # file and name
    about: str


DRAWN: Final = (
    Drawn(
        CLAIM,
        "Claim (自社の登録の申請)",
        "`app/companies/claim_states.py`, `CLAIM`",
        "A person says that they act for a firm, and proves it by the code of a letter, by a document, or by a support body "
        "that vouches. An official of the office that reviews the firm decides.",
    ),
    Drawn(
        INVITATION,
        "Invitation (招待)",
        "`app/companies/member_states.py`, `INVITATION`",
        "An owner invites an e-mail address to act for the firm. Whose time is over stays `open` until the daily chore, or the "
        "next invitation to the same address, finds it.",
    ),
    Drawn(
        PROXY,
        "Entry on behalf (代行)",
        "`app/companies/member_states.py`, `PROXY`",
        "Staff of a support body type for a firm. Where the firm has no owner, it begins as `active` with a consent on paper.",
    ),
    Drawn(
        PUBLISHING,
        "Revision (公開の申請)",
        "`app/publishing/states.py`, `PUBLISHING`",
        "A version of a profile, a technology or a licence card, from the draft to the public page. What an import may not "
        "overwrite begins as `offered`.",
    ),
    Drawn(
        CORRECTION,
        "Correction (情報の誤りの連絡)",
        "`app/corrections/states.py`, `CORRECTION`",
        "Someone, with an account or without, says that a public record is wrong.",
    ),
    Drawn(
        IMPORT_WORKFLOW,
        "Import job (データの取り込み)",
        "`app/imports/states.py`, `IMPORT_WORKFLOW`",
        "An official file, sent on a page: the worker looks it through, a person decides, the worker takes it in.",
    ),
    Drawn(
        MAIL_WORKFLOW,
        "Mail (メール)",
        "`app/notices/states.py`, `MAIL_WORKFLOW`",
        "A mail from the queue to whoever it is for. Twelve tries in about eight hours and a half, then it is given up.",
    ),
    Drawn(
        PAPER,
        "Paper (PDF)",
        "`app/papers/states.py`, `PAPER`",
        "A sheet or a letter, from the press of a button to the PDF that the worker has made. A made one never changes.",
    ),
    Drawn(
        GROUPS,
        "Group of synonyms (言いかえの組)",
        "`app/search/states.py`, `GROUPS`",
        "Words of one meaning, kept by the prefecture's office.",
    ),
)
_HEAD: Final = """# Workflows

Every way that has states is a transition table in the code (`app/core/workflow.py`). The table moves the row by one conditional
UPDATE (what it does not hold is refused with 409) and gives buttons and states their words. This page is drawn from the same
tables by `make workflows`: change the table, never the page.

The first state is where most begin. **By** names roles of the room's own reading
(`claimant`, `official` …); its `policy` says who that is.
"""


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(f"\n{text}\n" for part in DRAWN for text in _part(part))


def _part(part: Drawn) -> Iterator[str]:
    workflow = part.workflow
    yield f"## {part.title}"
    yield f"{part.about} Table: {part.place}."
    yield f"```mermaid\n{workflow.diagram()}\n```"
    yield "\n".join(["| state | shown as | waits for |", "|---|---|---|", *_states(workflow)])
    yield "\n".join(
        ["| action | from | to | by | button |", "|---|---|---|---|---|", *map(_arrow, workflow.transitions)]
    )


def _states(workflow: Workflow) -> Iterator[str]:
    for state, label in workflow.states.items():
        waits = workflow.waits_for.get(state)
        yield f"| `{state}` | {label.ja} · {label.en} | {f'{waits.ja} · {waits.en}' if waits else '–'} |"


def _arrow(arrow: Transition) -> str:
    sources = ", ".join(f"`{source}`" for source in arrow.sources)
    return f"| `{arrow.action}` | {sources} | `{arrow.target}` | {', '.join(arrow.who)} | {arrow.label.ja} · {arrow.label.en} |"


def main() -> int:
    """Write the page; 0."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
