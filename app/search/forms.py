"""The form of a group of synonyms."""

from typing import Final

from flask_babel import lazy_gettext as _l

from app.search.group_rules import NOTE_MOST
from app.web.forms import Form, LinesField, LongTextField

_LINES: Final = 100  # `group_rules` says more kindly what a group may hold


class SynonymForm(Form):
    """Words of one meaning, and why."""

    words = LinesField(
        _l("同じ意味のことば"),
        needed=_l("同じ意味のことばを、1行に1つずつ入力してください"),
        hint=_l("1行に1つ、2つから20まで。いちばんよく使うことばを最初に書きます。例：干し芋、ほしいも、乾燥芋"),
        rows=6,
        most_lines=_LINES,
        most_each=_LINES,
    )
    note = LongTextField(_l("メモ"), hint=_l("この組を作った理由など。職員だけが見ます。"), rows=2, most=NOTE_MOST)
