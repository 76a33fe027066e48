"""The worker's part: a page that was asked for becomes a PDF and is kept. Runs in a lane of its own, twice without harm."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.core.workflow import WrongState
from app.files.intake import Prepared, clean_name
from app.files.store import FileStore
from app.papers import queries, service
from app.papers.press import Press, PressAway
from app.papers.states import Failure, PaperState

log = structlog.get_logger("papers")


class PaperMaker:
    """What hears PaperAsked."""

    def __init__(self, database: Database, store: FileStore, press: Press | None = None) -> None:
        self._database = database
        self._store = store
        self._press = press or Press()

    def __call__(self, payloads: Sequence[Mapping[str, Any]]) -> None:
        """Make each of these papers that still waits. What can't be printed fails by name; what can't be kept is raised."""
        for paper_id in dict.fromkeys(payload["paper_id"] for payload in payloads):
            with self._database.read() as session:
                paper = queries.find_paper(session, paper_id)
                if paper is None or paper.state != PaperState.ASKED:
                    continue
                content, name = paper.content, f"{paper.kind}_{paper.title}"
            self._end(paper_id, self._make(paper_id, content, name))
            self._store.delete(content)

    def _make(self, paper_id: str, content: str, name: str) -> Prepared | Failure:
        try:
            pdf = self._press.print(self._store.path(content).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Failure.LOST
        except PressAway as away:
            log.warning("no press", reason=str(away))
            return Failure.AWAY
        except Exception:
            log.exception("paper", paper=paper_id)
            return Failure.BROKEN
        # "clean": a scanner has nothing to look for in what we made ourselves.
        return Prepared(self._store.put(pdf), len(pdf), "application/pdf", _file_name(name), "attachment", "clean")

    def _end(self, paper_id: str, outcome: Prepared | Failure) -> None:
        try:
            with unit_of_work(self._database) as session:
                paper = queries.find_paper(session, paper_id)
                if paper is None:
                    return
                if isinstance(outcome, Failure):
                    service.give_up(session, paper, outcome)
                else:
                    service.keep_made(session, paper, outcome)
        except WrongState:
            log.info("paper was dealt with", paper=paper_id)


def _file_name(name: str) -> str:
    return clean_name(f"{name.replace('/', '／').replace(chr(92), '＼')}.pdf")
