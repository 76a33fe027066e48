"""What is done with notices and mails: posted, read, chosen, sent again, forgotten."""

from app.notices.service.inbox import choose, mark_all_read, mark_read, stop_topic
from app.notices.service.keeping import erase_person, forget_old
from app.notices.service.posting import post, queue_mail, resend

__all__ = [
    "choose",
    "erase_person",
    "forget_old",
    "mark_all_read",
    "mark_read",
    "post",
    "queue_mail",
    "resend",
    "stop_topic",
]
