"""`flask patents review`: applicants that several companies could be, for an official to look through."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.patents.review import list_open_links

patents_group = AppGroup("patents", help="Patents.")


@patents_group.command("review")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="So many applicants.")
def review(limit: int) -> None:
    """List applicants whose name several open companies have: patent, applicant, and one line a candidate."""
    with current_app.extensions["database"].read() as session:
        for waiting in list_open_links(session, limit):
            click.echo(f"{waiting.patent_id}\t{waiting.applicant}\t{waiting.patent_title}")
            for number, name, address in waiting.candidates:
                click.echo(f"\t{number}\t{name}\t{address}")
