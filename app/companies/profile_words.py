"""A profile's values as people read them, one line an entry: for the differences that an office decides about, and histories."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.companies.capabilities import Term, materials, processes
from app.companies.states import LANGUAGES
from app.core.eras import wareki
from app.reference import jsic

Row = Mapping[str, Any]


def words(name: str, value: Any) -> Sequence[str]:  # noqa: ANN401 - any JSON value
    """The lines of one field's value. Values that no form of ours would give are shown as they are."""
    if isinstance(value, str) and name not in _ONE:
        return value.splitlines()
    if name in _ONE:
        return (_ONE[name](value),)
    each = _EACH.get(name, str)
    return [each(one) for one in value] if isinstance(value, list) else (str(value),)


def day_in_words(text: str) -> str:
    """An ISO day as Japan writes it; any other text unchanged."""
    try:
        return wareki(date.fromisoformat(text))
    except ValueError:
        return text


def industry_in_words(code: str) -> str:
    """A JSIC code with its name."""
    found = jsic.find_industry(code)
    return f"{code} {found.name}" if found else code


def _certificate(row: Row) -> str:
    expires_on = row.get("expires_on")
    more = [row.get("number") or "", f"有効期限 {day_in_words(expires_on)}" if expires_on else ""]
    return _with_more(row.get("name") or "", more)


def _equipment(row: Row) -> str:
    return _with_more(f"{row.get('name') or ''} {row.get('count') or 1}台", [row.get("remark") or ""])


def _capability(row: Row) -> str:
    weight = row.get("weight_max_kg")
    more = [
        "、".join(_term(materials(), code) for code in row.get("materials") or []),
        _range(row.get("size_min"), row.get("size_max"), row.get("size_unit") or ""),
        row.get("tolerance") or "",
        f"{weight:,g}kgまで" if weight is not None else "",
        _range(row.get("lot_min"), row.get("lot_max"), "個"),
        row.get("remark") or "",
    ]
    return _with_more(_term(processes(), row.get("process") or ""), more)


def _picture(row: Row) -> str:
    size = f"{row.get('width')}×{row.get('height')}画素"
    return _with_more(row.get("alt") or "説明なし", [size])


def _with_more(head: str, more: Sequence[str]) -> str:
    said = [part for part in more if part]
    return f"{head}（{'／'.join(said)}）" if said else head


def _range(low: float | None, high: float | None, unit: str) -> str:
    if low is None and high is None:
        return ""
    first = f"{low:,.10g}" if low is not None else ""
    last = f"{high:,.10g}" if high is not None else ""
    return f"{first}〜{last}{unit}"


def _term(terms: Mapping[str, Term], code: str) -> str:
    return terms[code].label.ja if code in terms else code


def _language(code: str) -> str:
    return LANGUAGES[code].ja if code in LANGUAGES else code


_ONE: Final[dict[str, Callable[[Any], str]]] = {
    "staff": lambda value: f"{value:,}人",
    "capital_yen": lambda value: f"{value:,}円",
    "founded_on": day_in_words,
}
_EACH: Final[dict[str, Callable[[Any], str]]] = {
    "industries": industry_in_words,
    "languages": _language,
    "certificates": _certificate,
    "capabilities": _capability,
    "equipment": _equipment,
    "pictures": _picture,
}
