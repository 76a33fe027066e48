"""What is done once a day, one list: rooms bring the verbs, the worker's second thread does each of them on the first occasion."""

from typing import Final

import click
import structlog
from flask import Flask, current_app
from flask.cli import AppGroup

from app.accounts import throttle
from app.accounts.service import retention as accounts
from app.companies.service import invitations
from app.core import once
from app.core.chores import Chore, do_chore, is_due
from app.core.db import Database
from app.corrections import service as corrections
from app.files import service as files
from app.files.store import FileStore
from app.imports import jobs
from app.imports.queries import list_places
from app.imports.store import JobStore
from app.notices import service as notices
from app.notices.digests import SENT_AT, send_digests, send_rest
from app.notices.letterhead import Letterhead
from app.papers import service as papers
from app.search.unfound import fold_looks

log = structlog.get_logger("worker")
chores_group: Final = AppGroup("chores", help="What is done once a day.")


def chores(app: Flask) -> tuple[Chore, ...]:
    """All daily chores of this site, in the order in which they are done."""
    database: Database = app.extensions["database"]
    import_files: JobStore = app.extensions["import_files"]
    stored: FileStore = app.extensions["files"]
    head: Letterhead = app.extensions["letterhead"]

    def sweep_import_files() -> int:
        with database.read() as session:
            return import_files.sweep(list_places(session))

    def sweep_files() -> int:
        with database.read() as session:
            return files.forget_bytes(session, stored)

    return (
        Chore("form-receipts", once.forget_old),
        Chore("throttle", throttle.forget_old),
        Chore("closed-accounts", accounts.erase_closed),
        Chore("unconfirmed-accounts", accounts.erase_unconfirmed),
        Chore("kept-posts", accounts.drop_kept),
        Chore("links", accounts.drop_tokens),
        Chore("sessions", accounts.drop_sessions),
        Chore("invitations", invitations.forget_expired),
        Chore("correction-addresses", corrections.forget_addresses),
        Chore(
            "digests",
            lambda session: send_digests(session, head),
            sweep=lambda: send_rest(database, head),
            from_hour=SENT_AT.hour,
        ),
        Chore("mails", notices.forget_old),
        Chore("looks", fold_looks),
        Chore("papers", papers.forget_old),
        Chore("files", files.forget_rows, sweep=sweep_files),
        Chore("import-files", jobs.forget_files, sweep=sweep_import_files),
    )


def do_due(app: Flask) -> bool:
    """Do those chores that nobody has done today; whether all went well. One that fails holds up no other."""
    database: Database = app.extensions["database"]
    known = chores(app)
    with database.read() as session:
        due = [chore for chore in known if is_due(session, chore)]
    failed = [chore.name for chore in due if not _went_well(database, chore)]
    return not failed


def _went_well(database: Database, chore: Chore) -> bool:
    try:
        count = do_chore(database, chore)
    except Exception:
        log.exception("chore", name=chore.name)
        return False
    if count is not None:
        log.info("chore", name=chore.name, count=count)
    return True


@chores_group.command("run")
@click.argument("name", required=False)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
def run_chores(name: str | None, dry_run: bool) -> None:
    """Do all daily chores now, or the one called NAME, whether they were done today or not."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    known = {chore.name: chore for chore in chores(app)}
    if name is not None and name not in known:
        raise click.UsageError(f"There is no chore {name!r}. Chores: {', '.join(known)}.")
    for chore in known.values() if name is None else (known[name],):
        count = do_chore(app.extensions["database"], chore, again=True, dry_run=dry_run)
        click.echo(f"{chore.name}: {count}{' (dry run)' if dry_run else ''}")
