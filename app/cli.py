"""All `flask` commands, one list. Exit status: 0 done, 1 refused with one clear line on stderr, 2 wrong usage."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app import worker
from app.audit.commands import audit_group
from app.chores import chores_group
from app.demo.commands import demo_group
from app.imports.commands import import_group
from app.patents.commands import patents_group
from app.schema import database_group
from app.search.commands import search_group
from app.user_command import user_group


def init_app(app: Flask) -> None:
    """Register every group."""
    for command in (
        audit_group,
        chores_group,
        database_group,
        demo_group,
        import_group,
        patents_group,
        search_group,
        user_group,
        worker_command,
    ):
        app.cli.add_command(command)


@click.command("worker")
@click.option("--once", is_flag=True, help="Deliver what is due, then end.")
@with_appcontext
def worker_command(once: bool) -> None:
    """Deliver the outbox (search documents, notices, mails), take files in, and do the daily chores."""
    handled = worker.run(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]  # werkzeug's proxy
    if once:
        click.echo(f"{handled} events delivered")
