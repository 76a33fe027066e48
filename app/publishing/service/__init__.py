"""What is done to versions. Rooms whose things are published use these; the first argument is always the session."""

from app.publishing.merging import digest_of_value
from app.publishing.queries import find_open, list_of_firm
from app.publishing.service.deciding import publish, return_, send_back
from app.publishing.service.drafts import Clash, Saved, open_draft, save_draft
from app.publishing.service.freshness import confirm_fresh
from app.publishing.service.offers import decline_offer, take_offer
from app.publishing.service.sending import discard, rebase, submit, withdraw

__all__ = [
    "Clash",
    "Saved",
    "confirm_fresh",
    "decline_offer",
    "digest_of_value",
    "discard",
    "find_open",
    "list_of_firm",
    "open_draft",
    "publish",
    "rebase",
    "return_",
    "save_draft",
    "send_back",
    "submit",
    "take_offer",
    "withdraw",
]
