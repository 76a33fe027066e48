"""Who sends: the site's name, address, telephone and topics, and the links by which a topic's mails are stopped.

The roof makes one from the settings. A link to stop holds person and topic, signed, and works for ever: it can only stop.
"""

import base64
import hmac
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from app.core.letters import Topic
from app.web.i18n import catalogue
from app.web.templating import OWN_NAME

_PURPOSE: Final = b"musubiba stop mails"
_SIGNED: Final = 12  # bytes of the signature: short links stay whole in mail programs, and all that they can do is stop


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands on every mail. `sender` is the address that mails come from."""

    site_name: str
    base_url: str
    phone: str
    sender: str
    secret: str = field(repr=False)
    topics: tuple[Topic, ...]

    @property
    def host(self) -> str:
        """What stands behind the @ of a Message-ID: the site's host, without port."""
        name = urlsplit(self.base_url).hostname or ""
        return name if name and ":" not in name else "localhost"

    def name_in(self, language: str) -> str:
        """The site's name; one of its own (SITE_NAME) is the same in both languages."""
        return catalogue(language).gettext(self.site_name) if self.site_name == OWN_NAME else self.site_name

    def url(self, path: str) -> str:
        """The whole address of a page. ValueError for anything but a path of this site."""
        if not path.startswith("/") or path.startswith("//") or "\\" in path or any(c.isspace() for c in path):
            raise ValueError(f"not a path of this site: {path!r}")
        return self.base_url + path

    def find_topic(self, name: str) -> Topic | None:
        """The topic of this name."""
        return next((topic for topic in self.topics if topic.name == name), None)

    def is_firm(self, name: str) -> bool:
        """Whether mails of this topic always go at once; so do those of a topic that nobody could have chosen for."""
        topic = self.find_topic(name)
        return topic is None or topic.is_firm

    def stop_path(self, user_id: str, topic: str) -> str:
        """The page on which the person stops this topic's mails, without signing in."""
        return f"/notices/stop/{user_id}.{topic}.{self._sign(user_id, topic)}"

    def read_stop_token(self, token: str) -> tuple[str, Topic] | None:
        """Person and topic of a link to stop; None if we didn't write it, or the topic can't be stopped (any more)."""
        user_id, _, rest = token.partition(".")
        name, _, signature = rest.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(user_id, name).encode()):
            return None
        topic = self.find_topic(name)
        return (user_id, topic) if topic and not topic.is_firm else None

    def _sign(self, user_id: str, topic: str) -> str:
        key = hmac.digest(self.secret.encode(), _PURPOSE, "sha256")
        digest = hmac.digest(key, f"{user_id}\n{topic}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:_SIGNED]).decode("ascii")
