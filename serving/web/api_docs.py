"""The documents of the API, rendered from its OpenAPI document by our own page."""

import json
from typing import Any

_NO_PERMISSION = "signed in"


def groups(openapi: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the operations by tag, in the order of the document."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            shown = _operation(path, method, operation, openapi)
            found.setdefault((operation.get("tags") or ["other"])[0], []).append(shown)
    return list(found.items())


def _operation(
    path: str, method: str, operation: dict[str, Any], openapi: dict[str, Any]
) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    kind = next(iter(content), "")
    schema = _resolve(content[kind].get("schema", {}), openapi, depth=0) if kind else None
    return {
        "id": operation.get("operationId", ""),
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "permission": operation.get("x-permission", _NO_PERMISSION),
        "parameters": [
            {
                "name": one["name"],
                "in": one["in"],
                "required": one.get("required", False),
                "description": one.get("description", "") or one["schema"].get("description", ""),
            }
            for one in operation.get("parameters", [])
        ],
        "body_type": kind,
        "body": json.dumps(schema, indent=2, ensure_ascii=False) if schema else "",
        "responses": [
            (status, answer.get("description", ""))
            for status, answer in operation.get("responses", {}).items()
        ],
    }


def _resolve(schema: Any, openapi: dict[str, Any], *, depth: int) -> Any:
    if isinstance(schema, list):
        return [_resolve(one, openapi, depth=depth) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if depth > 3:
            return name
        return _resolve(openapi["components"]["schemas"][name], openapi, depth=depth + 1)
    return {key: _resolve(value, openapi, depth=depth) for key, value in schema.items()}
