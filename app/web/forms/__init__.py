"""Forms: fields that take what people really type, and say kindly what is missing.

WTForms' classes with our own cleaning, messages and hints. CSRF and the once-key are not fields: `form_start` of
`components/form.html` writes them, the guard and `@writes` read them. Every message is a msgid; nothing typed is ever lost.
"""

from app.web.forms.base import Form, Shared, Text
from app.web.forms.choices import CheckField, ChoiceField, ChoicesField, FileField
from app.web.forms.texts import (
    DateField,
    LinesField,
    LongTextField,
    SecretField,
    TextField,
    WholeNumberField,
    email_shape,
    is_email,
    text_with_breaks,
)

__all__ = [
    "CheckField",
    "ChoiceField",
    "ChoicesField",
    "DateField",
    "FileField",
    "Form",
    "LinesField",
    "LongTextField",
    "SecretField",
    "Shared",
    "Text",
    "TextField",
    "WholeNumberField",
    "email_shape",
    "is_email",
    "text_with_breaks",
]
