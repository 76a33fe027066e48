"""What must hold before a technology may be submitted: pure rules, each with the sentence that says what to mend."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from app.core.letters import Text, msgid
from app.core.web_addresses import is_public_page
from app.reference import jsic
from app.reference.municipalities import find_municipality
from app.technologies.states import TechnologyStage

Fields = Mapping[str, Any]

TITLE_MOST: Final = 100  # characters
SUMMARY_MOST: Final = 200
DESCRIPTION_MOST: Final = 5_000
LINES_MOST: Final = 20
LINE_MOST: Final = 100
IPC: Final = re.compile(r"[A-H]\d\d[A-Z](?:\d{1,4}/\d{2,6})?", re.ASCII)
"""An IPC symbol written solid: B23Q or B23Q11/00."""


def problems(fields: Fields) -> dict[str, str]:
    """What must be mended before submission: field → msgid, in the order of the form; empty: nothing."""
    found = {name: rule(fields.get(name)) for name, rule in _RULES.items()}
    return {name: text.message for name, text in found.items() if text}


def _title(text: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    if not text:
        return msgid("技術の名前を書いてください")
    return msgid("技術の名前は100文字までにしてください") if len(text) > TITLE_MOST else None


def _summary(text: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    if not text:
        return msgid("「概要」を書いてください。ひとことで足ります（200文字まで）")
    return msgid("「概要」は200文字までにしてください") if len(text) > SUMMARY_MOST else None


def _description(text: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    return msgid("「くわしい説明」は5,000文字までにしてください") if len(text or "") > DESCRIPTION_MOST else None


def _problems(lines: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    is_long = _are_long(lines)
    return msgid("「解決できる困りごと」は20行まで、1行100文字までにしてください") if is_long else None


def _keywords(lines: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    return msgid("「キーワード」は20個まで、1つ100文字までにしてください") if _are_long(lines) else None


def _are_long(lines: Any) -> bool:  # noqa: ANN401 - any JSON value
    return len(lines or []) > LINES_MOST or any(len(line) > LINE_MOST for line in lines or [])


def _ipc(symbols: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    is_odd = len(symbols or []) > LINES_MOST or any(not IPC.fullmatch(symbol) for symbol in symbols or [])
    return msgid("国際特許分類は、B23Q または B23Q11/00 の形で、20個までにしてください") if is_odd else None


def _industry(code: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    is_odd = bool(code) and ((found := jsic.find_industry(code)) is None or found.code != code)
    return msgid("日本標準産業分類にない業種があります。番号か名前を確認してください") if is_odd else None


def _municipality(code: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    is_odd = bool(code) and find_municipality(code) is None
    return msgid("地域を、一覧から選んでください") if is_odd else None


def _stage(value: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    is_known = value in {stage.value for stage in TechnologyStage if stage is not TechnologyStage.UNKNOWN}
    return None if is_known else msgid("技術の段階を選んでください")


def _url(address: Any) -> Text | None:  # noqa: ANN401 - any JSON value
    is_odd = bool(address) and not is_public_page(address)
    return msgid("紹介のページは、だれでも開ける http または https のアドレスにしてください") if is_odd else None


_RULES: Final[dict[str, Callable[[Any], Text | None]]] = {
    "title": _title,
    "summary": _summary,
    "description": _description,
    "problems": _problems,
    "keywords": _keywords,
    "ipc": _ipc,
    "industry": _industry,
    "municipality_code": _municipality,
    "stage": _stage,
    "url": _url,
}
