"""Request bodies held against Discord's own OpenAPI document, where it is at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from support.paths import SHARED_FILES

OPENAPI = SHARED_FILES / "discord" / "openapi.json"
MISSING = f"Discord's OpenAPI document is not at hand (../{OPENAPI.parent.parent.name}/discord/openapi.json)"
_WITH_BODY = ("post", "put", "patch")


def at_hand() -> bool:
    """Whether Discord's OpenAPI document is there."""
    return OPENAPI.is_file()


def violations(method: str, path: str, body: Any) -> list[str]:
    """Return what Discord would object to in a request; `path` without the host and the version of the API."""
    template = _template(method.lower(), path)
    if template is None:
        return [f"{method} {path}: Discord has no such route"]
    operation = _document()["paths"][template][method.lower()]
    if "requestBody" not in operation:
        return [] if body is None else [f"{method} {path}: takes no body, got {body}"]
    if body is None:
        return [f"{method} {path}: needs a body"] if operation["requestBody"].get("required") else []
    errors = _validator(method.lower(), template).iter_errors(_with_text_ids(body))
    return [f"{method} {path}: {error.json_path}: {error.message[:500]}" for error in errors]


def assert_bodies_fit(requests: Iterable[tuple[str, str, Any]]) -> int:
    """Assert that every request `(method, path, body)` fits, and return how many bodies there were."""
    held = [(method, path, body) for method, path, body in requests if method.lower() in _WITH_BODY]
    wrong = [line for method, path, body in held for line in violations(method, path, body)]
    assert not wrong, "\n".join(wrong)
    return sum(body is not None for _, _, body in held)


def texts(components: Any) -> str:
    """Return all texts of a message's components, in order, a line each."""
    if isinstance(components, list):
        return "\n".join(filter(None, map(texts, components)))
    inside = texts(components.get("components", []))
    return "\n".join(filter(None, (components.get("content", ""), inside)))


def _with_text_ids(body: Any) -> Any:
    """Return `body` with its IDs as texts: discord.py sends some as numbers, which Discord takes too."""
    if isinstance(body, list):
        return [_with_text_ids(item) for item in body]
    if isinstance(body, dict):
        if "attachments" in body:  # of a file that is sent along, the number of its part
            files = [{**file, "id": str(file["id"])} for file in body["attachments"]]
            body = {**body, "attachments": files}
        if "allowed_mentions" in body:
            allowed = body["allowed_mentions"]
            named = {kind: [str(one) for one in allowed[kind]] for kind in ("users", "roles") if kind in allowed}
            body = {**body, "allowed_mentions": {**allowed, **named}}
        return {
            key: str(value) if key.endswith("_id") and isinstance(value, int) else _with_text_ids(value)
            for key, value in body.items()
        }
    return body


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(OPENAPI.read_text(encoding="utf-8"))
    return document


@cache
def _validator(method: str, template: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resource("urn:discord", DRAFT202012.create_resource(_document()))
    pointer = "/".join(
        part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
        for part in ("paths", template, method, "requestBody", "content", "application/json", "schema")
    )
    return Draft202012Validator({"$ref": f"urn:discord#/{pointer}"}, registry=registry)


def _template(method: str, path: str) -> str | None:
    """Return the route that Discord would take: of all that match, the one with the fewest placeholders."""
    matching = [
        template
        for template, operations in _document()["paths"].items()
        if method in operations and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path.partition("?")[0])
    ]
    return min(matching, key=lambda template: template.count("{"), default=None)
