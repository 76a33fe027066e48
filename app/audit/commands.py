"""`flask audit verify`: whether the chain is whole."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.audit.service import verify


@click.group("audit")
def audit_group() -> None:
    """The record of who did what."""


@audit_group.command("verify")
@with_appcontext
def verify_command() -> None:
    """Check every link of the chain."""
    database = current_app.extensions["database"]
    with database.read() as session:
        count, broken = verify(session, database.chain_key)
    if broken:
        raise click.ClickException(f"the chain breaks at entry {broken.seq}: {broken.reason}.")
    click.echo(f"{count:,} entries, the chain is whole")
