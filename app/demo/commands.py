"""`flask demo load`: schema, demo data and index in one go."""

import sys
import time
from collections.abc import Callable

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core.errors import ConfigurationError
from app.core.migrations import upgrade
from app.demo.people import sign_ins
from app.demo.service import has_companies, load_demo


@click.group("demo")
def demo_group() -> None:
    """Demo data."""


@demo_group.command("load")
@click.option("--firms", type=click.IntRange(0), help="Take only so many of the real corporations.")
@click.option("--if-empty", is_flag=True, help="Do nothing if there are companies already.")
@with_appcontext
def load_command(firms: int | None, if_empty: bool) -> None:
    """Load the demo data and build the index; the same for the same day."""
    site = current_app.config["SITE"]
    if site.is_production:
        raise click.ClickException("Demo data is for development only (APP_ENV=production).")
    upgrade(site.database_url)
    database, search = current_app.extensions["database"], current_app.extensions["search"]
    if if_empty and has_companies(database):
        return
    started = time.monotonic()
    try:
        load_demo(database, search, current_app.extensions["hasher"], firms=firms, folder=site.data_dir, tell=_teller())
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    lines = ["Sign in at /login; the password of all is musubiba-demo:", *sign_ins()]
    (site.data_dir / "demo-sign-ins.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    click.echo(f"demo data and index: {time.monotonic() - started:.0f} s", err=True)


def _teller() -> Callable[[str, int, int], None]:
    """Shows progress: one line a step, its count renewed on a terminal."""
    is_terminal = sys.stderr.isatty()
    last = {"step": ""}

    def tell(step: str, done: int, total: int) -> None:
        if is_terminal:
            click.echo(f"\r\033[K{step}: {done:,}" + (f" / {total:,}" if total else ""), nl=False, err=True)
            if total and done >= total:
                click.echo(err=True)
        elif step != last["step"]:
            click.echo(f"{step} ...", err=True)
        last["step"] = step

    return tell
