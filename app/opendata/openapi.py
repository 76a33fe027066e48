"""The OpenAPI 3.1 document, made from the register of kinds, the pydantic shapes and the table of routes."""

from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.core.kinds import Kind, KindRegister
from app.core.labels import Label
from app.opendata import schemas
from app.opendata.routes import LIST, OPERATIONS, RECORD, Operation, Parameter
from config import Config

_REFERENCE: Final = "#/components/schemas/{model}"
_ABOUT: Final = Label(
    "公開している企業・技術・特許などを読むためのAPIです。認証はいりません。知らない条件と空の条件は無視し、"
    "意味のない値には400で答えます。ETagかLast-Modifiedを送ると、変わりがなければ304で答えます。",
    "Read-only API of what this site publishes; no key needed. Unknown and empty parameters are ignored, values without "
    "meaning get 400. Send back ETag or Last-Modified and get 304 while nothing has changed.",
)
_ANSWER: Final = Label("結果", "The result")
_PROBLEMS: Final = {
    "400": Label("条件の値に意味がない", "A parameter's value has no meaning"),
    "404": Label("見つからない", "Not found"),
    "429": Label(
        "短い時間に多すぎる（Retry-After 秒後にもう一度）", "Too many requests; try again after Retry-After seconds"
    ),
    "503": Label("いま答えられない", "Not available now"),
}
_UNCHANGED: Final = Label("前に受け取ったものから変わっていない", "Not changed since you last asked")


def document(kinds: KindRegister, site: Config, language: str) -> dict[str, Any]:
    """The whole document, with texts in `language`."""
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{site.site_name} API", "version": "1", "description": _ABOUT.text(language)},
        "servers": [{"url": site.base_url}],
        "paths": dict(_paths(kinds, language)),
        "components": {
            "schemas": _schemas(kinds),
            "responses": {
                status: _problem(text, language) for status, text in _PROBLEMS.items()
            }  # one answer a status, referred to by every operation
            | {"304": {"description": _UNCHANGED.text(language)}},
        },
    }


def _paths(kinds: KindRegister, language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for operation in OPERATIONS:
        if not operation.is_of_kind:
            yield operation.path, {"get": _get(operation, None, kinds, language)}
            continue
        for kind in kinds:
            yield operation.path.replace("{plural}", kind.plural), {"get": _get(operation, kind, kinds, language)}


def _get(operation: Operation, kind: Kind | None, kinds: KindRegister, language: str) -> dict[str, Any]:
    summary, name = operation.text.text(language), operation.name
    if kind:
        summary, name = f"{kind.plural_label.text(language)}: {summary}", f"{name}_{kind.plural}"
    found: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "parameters": [_parameter(one, kinds, language) for one in operation.parameters],
        "responses": {
            "200": {"description": _ANSWER.text(language), "content": _content(operation, kind)},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in ("304", *_PROBLEMS)},
        },
    }
    if kind:
        found["tags"] = [kind.plural]
    return found


def _parameter(parameter: Parameter, kinds: KindRegister, language: str) -> dict[str, Any]:
    schema: dict[str, Any] = dict(parameter.schema)
    if parameter.name == "type":
        schema["enum"] = list(kinds.names)
    if parameter.is_repeatable:
        schema = {"type": "array", "items": schema}
    found = {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "description": parameter.text.text(language),
        "schema": schema,
    }
    return found | {"required": True} if parameter.in_path else found


def _content(operation: Operation, kind: Kind | None) -> dict[str, Any]:
    answer = operation.answer
    if not isinstance(answer, str):
        return _json(_reference(answer))
    if kind and answer == RECORD:
        return _json(_reference(kind.schema))
    if kind and answer == LIST:
        return _json({"allOf": [_reference(schemas.RecordPage)], "properties": {"results": _list_of(kind)}})
    return {answer: {"schema": {"type": "object" if answer == "application/json" else "string"}}}


def _list_of(kind: Kind) -> dict[str, Any]:
    return {"type": "array", "items": _reference(kind.schema)}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _reference(model: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}


def _problem(text: Label, language: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _reference(schemas.Problem)}}
    return {"description": text.text(language), "content": content}


def _schemas(kinds: KindRegister) -> dict[str, Any]:
    """The JSON Schemas of everything that is answered."""
    models: list[type[BaseModel]] = [kind.schema for kind in kinds]
    models += [one.answer for one in OPERATIONS if not isinstance(one.answer, str)]
    models += [schemas.RecordPage, schemas.Problem]
    shapes = models_json_schema([(model, "serialization") for model in models], ref_template=_REFERENCE)[1]
    found: dict[str, Any] = shapes["$defs"]
    return found
