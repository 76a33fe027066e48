"""Records as tables: CSV rows that a spreadsheet opens without harm, JSON lines, and the published dictionary of columns."""

import csv
import io
import json
import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.core.kinds import PublicRecord
from app.core.sheets import safe_cell

BOM: Final = "\ufeff"
SEPARATOR: Final = " | "
DICTIONARY_COLUMNS: Final = ("column", "type", "description")
_TYPE_NAMES: Final[dict[Any, str]] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    date: "date",
    datetime: "date-time",
}


def column_names(schema: type[PublicRecord]) -> list[str]:
    """The header of a kind's table: the field names, in order."""
    return list(schema.model_fields)


def csv_lines(schema: type[PublicRecord], batches: Iterable[Sequence[PublicRecord]]) -> Iterator[str]:
    """A CSV file piece by piece: BOM and header, then one piece a batch."""
    names = column_names(schema)
    yield BOM + _lines([names])
    for batch in batches:
        dumps = (record.model_dump(mode="json") for record in batch)
        yield _lines([cell(dump[name]) for name in names] for dump in dumps)


def json_lines(batches: Iterable[Sequence[PublicRecord]]) -> Iterator[str]:
    """One JSON object a line, one piece a batch."""
    for batch in batches:
        yield "".join(f"{record.model_dump_json()}\n" for record in batch)


def dictionary(schema: type[PublicRecord]) -> str:
    """The dictionary of a kind's table as CSV: column, type, description."""
    rows = [(name, type_name(field.annotation), _description(field)) for name, field in schema.model_fields.items()]
    return BOM + _lines([DICTIONARY_COLUMNS, *([cell(text) for text in row] for row in rows)])


def cell(value: Any) -> str | int | float:  # noqa: ANN401 - any JSON value
    """One JSON value as a cell: lists joined, objects as JSON, formulas disarmed; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    return safe_cell(value if isinstance(value, str) else _joined(value))


def _joined(value: Any) -> str:  # noqa: ANN401 - a JSON list or object
    """Lists of plain values joined by " | "; whatever holds an object as one JSON text."""
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return SEPARATOR.join(one if isinstance(one, str) else str(cell(one)) for one in value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _lines(rows: Iterable[Sequence[str | int | float]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def type_name(annotation: Any) -> str:  # noqa: ANN401 - whatever stands behind a field's colon
    """The type of a column in words of JSON: `string`, `date or null`, `list of string`, `list of object`."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        names = [type_name(one) for one in arguments if one is not type(None)]
        return " or ".join([*names, "null"] if type(None) in arguments else names)
    if origin in (list, tuple):
        return f"list of {type_name(arguments[0])}"
    if origin is typing.Literal:
        return "string"
    return _TYPE_NAMES.get(annotation, "object")


def _description(field: FieldInfo) -> str:
    text = field.description or ""
    nested = _nested(field.annotation)
    if nested is None:
        return text
    parts = "、".join(f"{inner}：{one.description or ''}" for inner, one in nested.model_fields.items())
    return f"{text}【{parts}】"


def _nested(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - whatever stands behind a field's colon
    """The object inside a field, however deep in lists and unions, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in typing.get_args(annotation) if (found := _nested(one))), None)
