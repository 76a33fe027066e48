"""The plain yardstick: what Flask, SQLAlchemy, SQLite in WAL mode and Jinja can do when nothing else is asked of them.

One page of about 19 KB: 20 of 5,000 rows with a count and a pager. `gunicorn 'bench.yardstick:make()'`; YARDSTICK is its file.
"""

import os
from pathlib import Path
from typing import Any, Final

from flask import Flask, render_template_string, request
from sqlalchemy import String, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

ROWS: Final = 5_000
PER_PAGE: Final = 20
_TEXT: Final = "県内の小さな会社が互いを見つけるための公開の一覧です。加工、材料、設備、連絡先を載せています。" * 5
_PAGE: Final = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{{ total }}件</title></head><body>
<header><a href="/">ホーム</a></header><main><h1>一覧</h1><p>{{ total }}件のうち{{ rows|length }}件</p><ol>
{% for row in rows %}<li><article><h2><a href="/things/{{ row.id }}">{{ row.name }}</a></h2><p>{{ row.place }}・{{ row.code }}</p>
<p>{{ row.text }}</p><ul>{% for tag in row.tags.split(",") %}<li>{{ tag }}</li>{% endfor %}</ul></article></li>{% endfor %}
</ol><nav>{% for n in range(1, 11) %}<a href="?page={{ n }}">{{ n }}</a>{% endfor %}</nav></main></body></html>"""


class Base(DeclarativeBase):
    """Its own metadata."""


class Thing(Base):
    """One row."""

    __tablename__ = "things"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String, index=True)
    place: Mapped[str]
    code: Mapped[str]
    text: Mapped[str]
    tags: Mapped[str]


def make() -> Flask:
    """The application; fills its file at first."""
    path = Path(os.environ["YARDSTICK"])
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _wal)
    sessions = sessionmaker(engine)
    _fill(engine, sessions)
    app = Flask(__name__)

    @app.get("/")
    def page() -> str:
        number = request.args.get("page", 1, int)
        with sessions() as session:
            total = session.scalar(select(func.count()).select_from(Thing))
            query = select(Thing).order_by(Thing.name).offset((number - 1) * PER_PAGE).limit(PER_PAGE)
            rows = session.scalars(query).all()
            return render_template_string(_PAGE, rows=rows, total=total)

    return app


def _wal(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
    connection.execute("PRAGMA journal_mode=WAL")


def _fill(engine: Any, sessions: "sessionmaker[Session]") -> None:  # noqa: ANN401
    Base.metadata.create_all(engine)
    with sessions.begin() as session:
        if session.scalar(select(func.count()).select_from(Thing)):
            return
        session.add_all(
            Thing(
                name=f"会社{n * 7919 % ROWS:05d}",
                place="つくば市",
                code=f"{n:013d}",
                text=_TEXT,
                tags="切削,めっき,板金,樹脂",
            )
            for n in range(ROWS)
        )
