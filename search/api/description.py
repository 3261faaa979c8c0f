"""The OpenAPI 3.1 description, made from the table of resources and their models: the same that the views answer by."""

from functools import cache
from typing import Any

from django.conf import settings
from pydantic.json_schema import models_json_schema

from search.api import dump_store, problems
from search.api.dumps import DATE
from search.api.limiting import AN_HOUR
from search.api.resources import GROUPS, RESOURCES, Resource
from search.api.values import ROOT

VERSION = "1.0.0"
REF = "#/components/schemas/{model}"
HEADERS = {
    "RateLimit-Policy": "每小时允许的请求数（q）和所计的秒数（w）。",
    "RateLimit": "还可以立即请求几次（r），几秒后恢复全部次数（t）。",
}
SOMETIMES = {"ETag": "内容的标记，用于 If-None-Match。", "Cache-Control": "可以缓存多久。"}
SUMMARY = (
    "公开内容的只读接口。返回 JSON，文字照封存件；空值（null）表示未载明，旁边有 withheld 的，表示依法隐去。"
    "日期写作 2026-11-21，时间带时区。"
    f"同一网段每小时可请求{AN_HOUR:,}次。"
)


@cache
def description(origin: str) -> dict[str, Any]:
    """The description of an installation at that origin."""
    models = sorted({each.model for each in RESOURCES} | {problems.Problem}, key=lambda model: model.__name__)
    _map, told = models_json_schema([(model, "serialization") for model in models], ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "公示接口", "version": VERSION, "description": SUMMARY},
        "servers": [{"url": origin or "/"}],
        "tags": [{"name": group.key, "description": f"{group.title}。{group.text}"} for group in GROUPS],
        "paths": {ROOT + each.path: _operations(each) for each in RESOURCES} | _files(),
        "components": {
            "schemas": told["$defs"],
            "headers": {name: _header(text) for name, text in (HEADERS | SOMETIMES).items()},
            "responses": {_code(kind): _problem(kind) for kind in problems.KINDS},
        },
    }


def current() -> dict[str, Any]:
    """The description of this installation."""
    return description(settings.CANONICAL_ORIGIN)


def _code(kind: problems.Kind) -> str:
    return "".join(part.capitalize() for part in kind.code.split("_"))


def _header(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "string"}}


def _named(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(kind: problems.Kind) -> dict[str, Any]:
    example = problems.Problem(
        type=f"{settings.CANONICAL_ORIGIN}{ROOT}#{kind.code}",
        title=kind.title,
        status=kind.status.value,
        code=kind.code,
        detail=kind.detail,
    )
    schema = {"$ref": REF.format(model=problems.Problem.__name__)}
    content = {problems.MEDIA_TYPE: {"schema": schema, "example": example.model_dump()}}
    return {"description": f"{kind.title}。{kind.detail}", "headers": _named(*HEADERS), "content": content}


def _refusals(*kinds: problems.Kind) -> dict[str, Any]:
    return {str(kind.status.value): {"$ref": f"#/components/responses/{_code(kind)}"} for kind in kinds}


def _operations(resource: Resource) -> dict[str, Any]:
    kinds = [problems.BAD_REQUEST, problems.NOT_ACCEPTABLE, problems.TOO_MANY]
    kinds += [problems.NOT_FOUND] if resource.parts else []
    kinds += [problems.UNAVAILABLE] if resource.by_index else []
    schema = {"$ref": REF.format(model=resource.model.__name__)}
    found = {
        "description": resource.summary,
        "headers": _named(*HEADERS, *SOMETIMES),
        "content": {"application/json": {"schema": schema}},
    }
    parameters = [each.describe("path") for each in resource.parts]
    parameters += [each.describe("query") for each in resource.parameters]
    return {
        "get": {
            "operationId": resource.name,
            "tags": [resource.group],
            "summary": resource.summary,
            "parameters": parameters,
            "responses": {"200": found, "304": {"description": "内容没有变化。"}} | _refusals(*kinds),
        }
    }


def _files() -> dict[str, Any]:
    names = [f"{name}.jsonl.gz" for name in PARTS]
    one = {"type": "string", "enum": [*names, dump_store.MANIFEST, dump_store.SUMS]}
    binary = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
    content = {"application/gzip": binary, "application/json": {"schema": {"type": "object"}}}
    kinds = (problems.BAD_REQUEST, problems.NOT_FOUND, problems.NOT_ACCEPTABLE, problems.TOO_MANY)
    name = {
        "name": "name",
        "in": "path",
        "required": True,
        "description": "文件名。",
        "schema": one,
        "example": names[0],
    }
    summary = "批量下载的一个文件：每行一个 JSON 对象，gzip 压缩；清单；校验和。"
    get = {
        "operationId": "dump_file",
        "tags": ["dumps"],
        "summary": summary,
        "parameters": [DATE.describe("path"), name],
        "responses": {
            "200": {
                "description": summary,
                "headers": _named(*HEADERS, *SOMETIMES),
                "content": content | {"text/plain; charset=utf-8": {"schema": {"type": "string"}}},
            },
            "304": {"description": "内容没有变化。"},
        }
        | _refusals(*kinds),
    }
    return {f"{ROOT}dumps/{{date}}/{{name}}": {"get": get}}


PARTS = ("register", "notices", "entries", "windows", "organisations", "measures", "calendar")
