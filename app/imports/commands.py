"""`flask import …`: official files in, on the command line."""

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import Database
from app.imports.errors import FileRefused
from app.imports.formats import format_names
from app.imports.report import told
from app.imports.service import ImportOutcome, ImportRequest, RowsRefused, run_import

import_group: Final = AppGroup("import", help="公的なファイルを取り込みます。")
_Command = Callable[..., None]
_AGAIN: Final = "flask db upgrade が済んでいるかと空き容量を確かめ、同じファイルをもう一度取り込んでください。"


class _Refused(click.ClickException):
    """Exit status 1 with one line."""

    def show(self, file: IO[Any] | None = None) -> None:
        """The sentence on one line."""
        click.echo("取り込めませんでした: " + " ".join(self.message.split()), file=file or sys.stderr)


def _register(kind: str, help_text: str, *, by_prefecture: bool = False) -> None:
    def command(**options: Any) -> None:  # noqa: ANN401 - click hands over whatever the options are
        _run(kind, **options)

    decorators: list[Callable[[_Command], _Command]] = [
        click.option("--skip-errors", is_flag=True, help="誤りのある行をとばし、正しい行だけを取り込みます。"),
        click.option(
            "--report", type=click.Path(dir_okay=False, path_type=Path), help="行ごとの報告を書くCSVファイル。"
        ),
        click.option("--dry-run", is_flag=True, help="何が変わるかを調べるだけで、変えません。"),
        click.option("--format", "format_", type=click.Choice(format_names(kind)), default="auto", show_default=True),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)),
    ]
    if by_prefecture:
        decorators.append(
            click.option("--prefecture", callback=_prefecture, help="この都道府県（08など）の法人だけにします。")
        )
    for decorate in decorators:
        command = decorate(command)
    import_group.command(kind, help=help_text)(command)


def _prefecture(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    code = value.zfill(2)
    if not (code.isascii() and code.isdigit() and 1 <= int(code) <= 47):
        raise click.BadParameter("都道府県は01から47までのコードで指定してください。")
    return code


def _run(kind: str, file: Path, format_: str, **options: Any) -> None:  # noqa: ANN401 - as above
    database: Database = current_app.extensions["database"]
    request = ImportRequest(kind=kind, format=format_, **options)
    line = _Line()
    try:
        outcome = run_import(database, file, request, folder=_folder(database), progress=line.show)
    except RowsRefused as refused:
        line.end()
        for problem in refused.problems:
            click.echo(told(problem))
        raise _Refused(str(refused)) from refused
    except FileRefused as refused:
        line.end()
        raise _Refused(str(refused)) from refused
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        line.end()
        raise _Refused(f"途中で止まりました（{str(error).splitlines()[0][:200]}）。{_AGAIN}") from error
    line.end()
    _tell(outcome, request)


def _folder(database: Database) -> Path:
    """Where the staging file lies: the data directory."""
    site = current_app.config.get("SITE")
    if site is not None:
        return Path(site.data_dir)
    return Path(database.url.database or "instance/x").parent


class _Line:
    """Progress on a terminal; nothing anywhere else."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._bar: Any = None
        self._done = 0

    def show(self, stage: str, done: int, total: int) -> None:
        """Say how far we are."""
        if not self._is_terminal:
            return
        if stage == "check":
            click.echo(f"\r確認中 {done:,}行", nl=False, err=True)
            return
        if self._bar is None:
            click.echo(err=True)
            self._bar = click.progressbar(length=total, label="取り込み中", file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._done)
        self._done = done

    def end(self) -> None:
        """Leave the line clean."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
        elif self._is_terminal:
            click.echo(err=True)


def _tell(outcome: ImportOutcome, request: ImportRequest) -> None:
    counts = outcome.counts
    for problem in outcome.first_problems:
        click.echo(told(problem))
    verb = "取り込むと次のようになります（まだ何も変えていません）" if request.dry_run else "取り込みました"
    click.echo(f"{verb}: {outcome.format.label.ja} {counts.rows:,}行")
    parts = {
        "追加": counts.added,
        "変更": counts.changed,
        "変更なし": counts.unchanged,
        "閉鎖": counts.closed,
        "手元の方が新しい": counts.outdated,
        "対象外の都道府県": counts.outside,
        "誤りでとばした行": counts.errors,
        "注記": counts.notes,
    }
    always = ("追加", "変更", "変更なし")
    click.echo("、".join(f"{name} {count:,}件" for name, count in parts.items() if count or name in always))


_register("companies", "企業（国税庁法人番号CSV、gBizINFO、見出し付きCSV）", by_prefecture=True)
_register("orders", "官公需の受注実績（gBizINFO 調達情報CSV）")
_register("patents", "特許（J-PlatPat、gBizINFO、DOCDB XML、見出し付きCSV）")
_register("technologies", "技術（見出し付きCSV）")
