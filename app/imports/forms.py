"""Forms of the import page: which file, of which kind; and, where rows are wrong, whether to leave them out."""

from flask_babel import lazy_gettext as _l

from app.imports.states import IMPORT_KINDS
from app.web.forms import CheckField, ChoiceField, FileField, Form
from app.web.templating import label


class UploadForm(Form):
    """A file to be taken in."""

    kind = ChoiceField(
        _l("ファイルの種類"),
        needed=_l("ファイルの種類を選んでください"),
        radio=True,
        choices=lambda: [(name, label(text)) for name, text in IMPORT_KINDS.items()],
    )
    file = FileField(
        _l("ファイル"),
        hint=_l(
            "CSV・TSV・JSON・XMLと、それらを1件だけ入れたZIP・GZを受け取ります。文字コードはUTF-8かShift_JIS、大きさは200MBまでです。"
        ),
        needed=_l("ファイルを選んでください"),
        accept=".csv,.tsv,.txt,.json,.jsonl,.xml,.zip,.gz",
    )
    own_prefecture = CheckField(
        _l("企業は、この県の法人だけを取り込む"),
        hint=_l("ほかの県の法人は、このサイトにすでに登録がある場合だけ新しくします。"),
        default=True,
    )


class ConfirmForm(Form):
    """The decision on a file whose rows are not all right."""

    skips_errors = CheckField(_l("誤りのある行をとばし、正しい行だけを取り込む"))
