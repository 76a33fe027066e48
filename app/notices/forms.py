"""Forms of notices."""

from collections.abc import Iterable

from flask_babel import gettext as _

from app.core.letters import Topic
from app.notices.states import CHOICES, Choice
from app.web.forms import ChoiceField, Form
from app.web.i18n import language


def choices_form(topics: Iterable[Topic]) -> type[Form]:
    """A form class with one choice a topic; what always goes at once is no field."""
    options = {choice.value: label.text(language()) for choice, label in CHOICES.items()}
    fields = {
        field_name(topic): ChoiceField(
            topic.label.text(language()), choices=options, radio=True, needed=_("受け取り方を選んでください")
        )
        for topic in topics
        if not topic.is_firm
    }
    return type("ChoicesForm", (Form,), fields)


def field_name(topic: Topic) -> str:
    """The name of a topic's field."""
    return f"topic_{topic.name}"


def chosen(form: Form, topics: Iterable[Topic]) -> dict[str, Choice]:
    """Topic → choice, of a form that is in order."""
    return {topic.name: Choice(form[field_name(topic)].data) for topic in topics if not topic.is_firm}
