"""Forms of claims: the claimant's, the office's, the support body's."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.companies.claim_checks import months_before
from app.companies.claim_states import CERTIFICATE_MONTHS, PROOFS, Proof
from app.companies.service.claims import ClaimAnswers, TraderAnswers
from app.core import clock
from app.core.text import digits, katakana
from app.files.intake import Prepared, clean_name
from app.offices.models import Office
from app.reference.municipalities import list_areas, list_municipalities
from app.reference.postcodes import find_by_postcode, normalise_postcode
from app.web.forms import CheckField, ChoiceField, DateField, FileField, Form, LongTextField, TextField
from app.web.i18n import language

PAPERS: Final = ("pdf", "jpg", "jpeg", "png")
_PHONE: Final = (10, 11)  # digits of a Japanese number
_REASON: Final = 1_000


class ProofForm(Form):
    """What every claim asks: who the person is in the firm, how to reach them, and what proves it."""

    position = TextField(
        _l("会社でのあなたの役割"),
        hint=_l("例：代表取締役、総務部長"),
        needed=_l("会社でのあなたの役割を入力してください"),
        most=100,
    )
    phone = TextField(
        _l("日中に連絡がつく電話番号"),
        hint=_l("確認のために、窓口から電話することがあります。公開しません。"),
        needed=_l("電話番号を入力してください（例：029-301-0000）"),
        kind="tel",
        autocomplete="tel",
        width="20",
        most=30,
    )
    proof = ChoiceField(
        _l("確認の方法"),
        hint=_l("この会社の人であることを、どれか1つで確かめます。"),
        needed=_l("確認の方法を選んでください"),
        radio=True,
    )
    issued_on = DateField(_l("証明書の発行日"))
    document = FileField(_l("書類のファイル"), accept=".pdf,.jpg,.jpeg,.png")
    support_office = ChoiceField(_l("確認を頼む支援機関"), hint=_l("支援機関による確認を選んだ方だけ選んでください。"))
    consent = CheckField(
        _l("入力した内容を、窓口が登記などと照らし合わせて確かめることに同意します"),
        needed=_l("確かめることへの同意がないと、申請できません。内容を読んで、印を付けてください"),
    )

    def offer(self, offices: Sequence[Office], *, has_document: bool = False) -> None:
        """Set the choices; `has_document`: a file is there already, from the claim that came back."""
        self.proof.choices = [(proof.value, label.text(language())) for proof, label in PROOFS.items()]
        self.support_office.choices = [("", _("選んでください")), *((one.id, one.name) for one in offices)]
        self.has_document = has_document

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401 - WTForms' own
        """The fields, then what belongs to the chosen proof."""
        super().validate(**kwargs)
        if self.phone.data and len(digits(self.phone.data)) not in _PHONE and not self.phone.errors:
            self.refuse("phone", _("電話番号は、市外局番から10桁か11桁で入力してください（例：029-301-0000）"))
        if self.proof.data == Proof.DOCUMENT:
            self._check_document()
        elif self.proof.data == Proof.VOUCHER and not self.support_office.data:
            self.refuse("support_office", _("確認を頼む支援機関を選んでください"))
        return not self.problems

    def _check_document(self) -> None:
        self._check_issue()
        upload = self.document.data
        if upload is None:
            if not self.has_document:
                self.refuse("document", _("書類のファイルを選んでください"))
        elif clean_name(upload.filename).rpartition(".")[2].lower() not in PAPERS:
            self.refuse("document", _("書類は、PDF、JPEG、PNGのファイルを選んでください"))
        elif self.problems:
            self.refuse("document", _("ほかの項目を直したあと、ファイルをもう一度選んでください"))

    def _check_issue(self) -> None:
        """A certificate is of the last months; a sole trader's papers may be of any day."""

    def answers(self, document: Prepared | None) -> ClaimAnswers:
        """What was typed, for the service."""
        return ClaimAnswers(
            position=self.position.data,
            phone=self.phone.data,
            proof=Proof(self.proof.data),
            firm_name=self["firm_name"].data if "firm_name" in self else "",
            firm_address=self["firm_address"].data if "firm_address" in self else "",
            issued_on=self.issued_on.data,
            support_office_id=self.support_office.data or None,
            document=document,
        )


class ClaimForm(ProofForm):
    """A claim on a firm of the register."""

    firm_name = TextField(
        _l("会社の名前"),
        hint=_l("登記と見比べるために使います。覚えているとおりに入力してください。"),
        needed=_l("会社の名前を入力してください"),
        autocomplete="organization",
        most=150,
    )
    firm_address = TextField(
        _l("登記の所在地"),
        hint=_l("登記と見比べるために使います。例：水戸市三の丸1-5-38"),
        needed=_l("登記の所在地を入力してください"),
        most=300,
    )

    def _check_issue(self) -> None:
        issued, today = self.issued_on.data, clock.today()
        if self.issued_on.errors:
            return
        if issued is None:
            self.refuse("issued_on", _("証明書の発行日を入力してください（例：2026年11月30日）"))
        elif issued > today:
            self.refuse("issued_on", _("発行日が今日より後の日付です。証明書を見て、確かめてください"))
        elif issued < months_before(today, CERTIFICATE_MONTHS):
            self.refuse("issued_on", _("3か月以内に発行された証明書が必要です。新しいものを取ってください"))


class TraderForm(ProofForm):
    """A claim of a sole trader without a number."""

    name = TextField(
        _l("屋号または名前"),
        hint=_l("このサイトに公開する名前です。"),
        needed=_l("屋号または名前を入力してください"),
        most=100,
    )
    kana = TextField(
        _l("フリガナ"), hint=_l("一覧の五十音順に使います。"), needed=_l("フリガナを入力してください"), most=100
    )
    postcode = TextField(
        _l("郵便番号"),
        hint=_l("7桁の番号です。例：310-0011"),
        needed=_l("郵便番号を入力してください（例：310-0011）"),
        autocomplete="postal-code",
        inputmode="numeric",
        width="10",
        most=10,
    )
    municipality = ChoiceField(_l("市町村"), needed=_l("市町村を選んでください"))
    street = TextField(
        _l("町名・番地"),
        hint=_l("このサイトに公開する所在地です。"),
        needed=_l("町名・番地を入力してください"),
        autocomplete="street-address",
        most=200,
    )

    def offer(self, offices: Sequence[Office], *, has_document: bool = False) -> None:
        """The municipalities by area too."""
        super().offer(offices, has_document=has_document)
        is_japanese = language() == "ja"
        self.municipality.choices = {_("市町村"): [("", _("選んでください"))]} | {
            (area.name if is_japanese else area.name_en): [
                (one.code6, one.name if is_japanese else one.name_en)
                for one in list_municipalities()
                if one.area == area
            ]
            for area in list_areas()
        }

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401 - WTForms' own
        """The postcode's form too."""
        super().validate(**kwargs)
        if self.postcode.data and normalise_postcode(self.postcode.data) is None:
            self.refuse("postcode", _("郵便番号は7桁で入力してください（例：310-0011）"))
        return not self.problems

    def fill_address(self) -> None:
        """Municipality and town of the typed postcode, where it is one of the prefecture; else says so."""
        found = find_by_postcode(self.postcode.data or "")
        if not found:
            self.refuse("postcode", _("この郵便番号の住所は見つかりませんでした。市町村と町名を入力してください"))
            return
        self.municipality.data = found[0].municipality.code6
        self.street.data = f"{found[0].town}{found[0].street}" if len(found) == 1 else ""

    def trader(self) -> TraderAnswers:
        """What was typed about the firm, for the service."""
        return TraderAnswers(
            name=self.name.data,
            kana=katakana(self.kana.data),
            postcode=normalise_postcode(self.postcode.data) or "",
            municipality_code=self.municipality.data,
            street=self.street.data,
        )


class CodeForm(Form):
    """The code of the letter."""

    code = TextField(
        _l("確認コード"),
        hint=_l("手紙に書いてある8文字です。例：ABCD-2345"),
        needed=_l("確認コードを入力してください"),
        width="10",
        most=30,
        autocomplete="one-time-code",
    )


class ApproveForm(Form):
    """What the official looked at."""

    checked = ChoiceField(_l("確かめたもの"), needed=_l("何を確かめたかを選んでください"), radio=True)
    how = LongTextField(
        _l("確かめ方"),
        hint=_l("例：登記事項証明書の代表者名と、申請した人の名前を見比べた。申請した人には見えません。"),
        needed=_l("どのように確かめたかを入力してください"),
        most=_REASON,
        rows=3,
    )

    def offer(self) -> None:
        """Set the choices; none is chosen beforehand."""
        self.checked.choices = [(proof.value, label.text(language())) for proof, label in PROOFS.items()]


class ReturnForm(Form):
    """Why a claim goes back."""

    reason = LongTextField(
        _l("直してほしいこと"),
        hint=_l("申請した人に、このまま伝わります。"),
        needed=_l("直してほしいことを入力してください"),
        most=_REASON,
        rows=3,
        id="return-reason",
    )


class RejectForm(Form):
    """Why a claim is refused."""

    reason = LongTextField(
        _l("却下の理由"),
        hint=_l("申請した人に、このまま伝わります。"),
        needed=_l("却下の理由を入力してください"),
        most=_REASON,
        rows=3,
        id="reject-reason",
    )


class VouchForm(Form):
    """How the support body knows the person."""

    note = LongTextField(
        _l("この人と会社の関係を、どのように知っていますか"),
        hint=_l("例：会員企業の代表者として、担当者が毎月会っている。窓口の職員だけが読みます。"),
        needed=_l("どのように知っているかを入力してください"),
        most=_REASON,
        rows=3,
    )


class DeclineForm(Form):
    """Why the support body can't confirm."""

    reason = LongTextField(
        _l("確認できない理由"),
        hint=_l("申請した人に、このまま伝わります。"),
        needed=_l("確認できない理由を入力してください"),
        most=_REASON,
        rows=3,
        id="decline-reason",
    )
