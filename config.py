"""Settings of one site, read once from the environment and a `.env` file. The table in README.md says what each means.

A setting that the site can't start with is refused here with one clear sentence (`ConfigurationError`), before anything opens.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values

from app.core.errors import ConfigurationError

ROOT: Final = Path(__file__).resolve().parent
_WEAK_KEY: Final = 32  # characters
_SEARCH_SCHEMES: Final = ("whoosh", "opensearch+http", "opensearch+https")


@dataclass(frozen=True, slots=True)
class Config:
    """All settings; paths are absolute."""

    data_dir: Path
    database_url: str
    search_url: str
    secret_key: str
    mail_url: str
    mail_from: str  # the address that mails come from
    base_url: str
    site_name: str
    prefecture_code: str
    app_env: str
    trusted_proxies: int
    rate_limits: bool
    clock: str | None
    metrics_token: str | None
    phone: str
    second_factor: str  # "staff": people who act for a body need one; "off"
    scanner_url: str | None  # clamd://host:3310; None: files are not scanned, and pages say so
    cheap_passwords: bool  # tests only

    @property
    def is_production(self) -> bool:
        """Whether real people's data is behind this site."""
        return self.app_env == "production"

    @property
    def host(self) -> str:
        """Host and port that the site answers to."""
        return urlsplit(self.base_url).netloc

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read `.env` and the environment (which wins); make the data directory and, in development, a secret."""
        env = environment if environment is not None else {**_dotenv(), **os.environ}
        app_env = _one_of(env, "APP_ENV", "development", ("development", "production"))
        data_dir = (ROOT / (env.get("DATA_DIR") or "instance")).resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        base_url = (env.get("BASE_URL") or f"http://127.0.0.1:{env.get('PORT') or '8000'}").rstrip("/")
        config = cls(
            data_dir=data_dir,
            database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'musubiba.sqlite3'}",
            search_url=_search_url(env, data_dir),
            secret_key=_secret(env, data_dir, app_env),
            mail_url=env.get("MAIL_URL") or "file:",
            mail_from=env.get("MAIL_FROM") or _sender(base_url),
            base_url=base_url,
            site_name=env.get("SITE_NAME") or "むすび場",
            prefecture_code=env.get("PREFECTURE_CODE") or "08",
            app_env=app_env,
            trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", 0),
            rate_limits=_one_of(env, "RATE_LIMITS", "on", ("on", "off")) == "on",
            clock=env.get("CLOCK") or None,
            metrics_token=env.get("METRICS_TOKEN") or None,
            phone=env.get("SITE_PHONE") or "000-000-0000",
            second_factor=_one_of(
                env, "SECOND_FACTOR", "staff" if app_env == "production" else "off", ("staff", "off")
            ),
            scanner_url=env.get("SCANNER_URL") or None,
            cheap_passwords=_one_of(env, "PASSWORD_HASHING", "full", ("full", "cheap")) == "cheap",
        )
        config._refuse_what_production_must_not_have()
        return config

    def _refuse_what_production_must_not_have(self) -> None:
        if not self.is_production:
            return
        if self.clock:
            raise ConfigurationError("CLOCK is for development only: unset it, or APP_ENV=production.")
        if not self.rate_limits:
            raise ConfigurationError("RATE_LIMITS=off is for development only.")
        if self.cheap_passwords:
            raise ConfigurationError("PASSWORD_HASHING=cheap is for tests only.")


def _dotenv() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None}


def _one_of(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name) or default
    if value not in allowed:
        raise ConfigurationError(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise ConfigurationError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _search_url(env: Mapping[str, str], data_dir: Path) -> str:
    folder = data_dir / "search_index" if env.get("DATA_DIR") else ROOT / "search_index"
    url = env.get("SEARCH_URL") or f"whoosh:{folder}"
    scheme, _, place = url.partition(":")
    if scheme not in _SEARCH_SCHEMES or not place:
        raise ConfigurationError(
            f"SEARCH_URL={url!r} is not known: use whoosh:PATH or opensearch+http(s)://host:9200/prefix."
        )
    return url if scheme != "whoosh" else f"whoosh:{(ROOT / place).resolve()}"


def _sender(base_url: str) -> str:
    host = urlsplit(base_url).hostname or ""
    is_named = "." in host and not host.rpartition(".")[2].isdigit()
    return f"no-reply@{host if is_named else 'localhost'}"


def _secret(env: Mapping[str, str], data_dir: Path, app_env: str) -> str:
    given = env.get("SECRET_KEY") or ""
    if app_env == "production" and len(given) < _WEAK_KEY:
        raise ConfigurationError(f"SECRET_KEY must have at least {_WEAK_KEY} characters in production.")
    if given:
        return given
    kept = data_dir / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept.read_text(encoding="ascii")
