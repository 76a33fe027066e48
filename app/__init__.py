"""The roof: `create_app` puts the rooms together. Read top to bottom, it is the table of contents of the site.

The rooms are imported when a site is made, so that one room (a migration, a script, a pure test) loads without the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config

_FORM_LIMIT = 64 * 1024  # bytes; views marked `@takes_files` have their own


def create_app(config: Config | None = None) -> Flask:
    """The whole site for one configuration (the environment's if none is given)."""
    from flask import Flask

    from app import cli, extensions
    from app.blueprints import BLUEPRINTS
    from app.web import access, errors, i18n, logs, ruby, security, templating, uploads
    from config import Config

    app = Flask(__name__, static_folder="web/static", static_url_path="/static", template_folder=None)
    app.request_class = uploads.FileRequest
    equip(app, config or Config.from_environment())
    for part in (logs, security, extensions, i18n, ruby, templating, access, errors):
        part.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.init_app(app)
    return app


def equip(app: Flask, site: Config) -> None:
    """Give the app its settings and all services that rooms find in `app.extensions`: database, search, mail, files, registers.

    The suite equips one app again and again for fresh databases: its routes and templates do not change.
    """
    from app import registers, subscriptions
    from app.accounts import doors
    from app.accounts.passwords import Hasher
    from app.audit.chain import chain_key
    from app.core import clock
    from app.core.db import Database
    from app.files.store import FileStore
    from app.imports.store import JobStore
    from app.notices.delivery import Postman
    from app.notices.letterhead import Letterhead
    from app.notices.posts import open_way
    from app.notices.queries import count_unread
    from app.papers.work import PaperMaker
    from app.search.analysis import Analyser
    from app.search.groups import DatabaseGroups
    from app.search.readings import Readings
    from app.search.service import SearchService
    from app.web import uploads

    clock.configure(site.clock)
    app.config.update(
        SITE=site,
        SECRET_KEY=site.secret_key,
        MAX_CONTENT_LENGTH=_FORM_LIMIT,
        MAX_FORM_MEMORY_SIZE=_FORM_LIMIT,
        MAX_FORM_PARTS=uploads.MOST_PARTS,
        SESSION_COOKIE_NAME="__Host-session" if site.is_production else "session",
        SESSION_COOKIE_SECURE=site.is_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        RATELIMIT_ENABLED=site.rate_limits,
        JSON_AS_ASCII=False,
    )
    kinds = registers.kinds()
    database = Database(site.database_url, durable=site.is_production, chain_key=chain_key(site.secret_key))
    head = Letterhead(
        site.site_name, site.base_url, site.phone, site.mail_from, site.secret_key, topics=registers.topics()
    )
    analyser = Analyser()
    store = FileStore(site.data_dir / "files")
    postman = Postman(database, head, open_way(site.mail_url, site.data_dir, head.sender))
    app.extensions.update(
        database=database,
        kinds=kinds,
        sections=registers.sections(),
        facet_labels=registers.facet_labels(),
        search=SearchService(
            kinds,
            registers.recognisers(),
            site.search_url,
            codes=registers.facet_codes(),
            saved=DatabaseGroups(database),
            analyser=analyser,
        ),
        readings=Readings(analyser) if analyser.has_dictionary else None,
        hasher=Hasher(cheap=site.cheap_passwords),
        files=store,
        import_files=JobStore(site.data_dir / "imports"),
        grant_loaders=registers.grant_loaders(),
        names=registers.names(),
        closing_obstacles=registers.closing_obstacles(),
        closing_steps=registers.closing_steps(),
        letterhead=head,
        unread_count=count_unread,
        publishers=registers.publishers(),
        papers=registers.papers(site),
        session_state=doors.session_state,
        signed_out=doors.signed_out,
        before_work=doors.before_work,
    )
    app.extensions["subscriptions"] = subscriptions.handlers(
        database, app.extensions["search"], head, postman, PaperMaker(database, store)
    )
