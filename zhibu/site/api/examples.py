"""Examples of every address of the API that can be copied, made from its own schema: curl and Python."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from zhibu.kernel import clock

from .base import api

PYTHON = """import json, os, urllib.request

def ask(method, path, body=None):
    heads = {"Authorization": "Bearer " + os.environ["ZHIBU_TOKEN"], "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request("ROOT" + path, data=data, headers=heads, method=method)
    return json.load(urllib.request.urlopen(request))
"""


@dataclass(frozen=True, slots=True)
class Example:
    """One address: what it does, and how it is asked. `python` is empty where a file is sent."""

    method: str
    path: str
    says: str
    curl: str
    python: str


def root() -> str:
    """Where this installation answers: its first public origin, or this machine."""
    here = f"http://localhost:{os.environ.get('ZHIBU_PORT', '8000')}"
    return next(iter(settings.CSRF_TRUSTED_ORIGINS), here) + "/api/v1"


def preamble() -> str:
    return PYTHON.replace("ROOT", root())


def examples() -> Iterator[Example]:
    """In the order of the schema."""
    schema = api.get_openapi_schema()
    kinds = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            yield _example(method.upper(), path.removeprefix("/api/v1"), said, kinds)


def _example(method: str, path: str, said: dict[str, Any], kinds: dict[str, Any]) -> Example:
    for one in said.get("parameters", ()):
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", str(_sample(one["schema"], kinds)))
    asked = [one for one in said.get("parameters", ()) if one["in"] == "query" and one.get("required")]
    if asked:
        path += "?" + "&".join(f"{one['name']}={_sample(one['schema'], kinds)}" for one in asked)
    bodies = said.get("requestBody", {}).get("content", {})
    start = "curl" if method == "GET" else f"curl -X {method}"
    head = f'{start} -H "Authorization: Bearer $ZHIBU_TOKEN"'
    if "multipart/form-data" in bodies:
        return Example(method, path, said["summary"], f"{head} -F file=@名册.xlsx '{root()}{path}'", "")
    call = f'ask("{method}", "{path}"'
    if "application/json" in bodies:
        body = _sample(bodies["application/json"]["schema"], kinds)
        sent = json.dumps(body, ensure_ascii=False)
        head += f" -H 'Content-Type: application/json' -d '{sent}'"
        call += f", {body!r}"
    return Example(method, path, said["summary"], f"{head} '{root()}{path}'", f"{call})")


def _sample(schema: dict[str, Any], kinds: dict[str, Any]) -> Any:
    """A value of the right kind: what must be given, and no more."""
    if "$ref" in schema:
        return _sample(kinds[schema["$ref"].rpartition("/")[2]], kinds)
    for given in ("const", "default"):
        if schema.get(given) is not None:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0], kinds)
    match schema.get("type"):
        case "object":
            wanted = schema.get("required", ())
            fields = schema.get("properties", {})
            return {name: _sample(fields[name], kinds) for name in wanted}
        case "array":
            return [_sample(schema["items"], kinds)]
        case "integer" | "number":
            return max(int(schema.get("minimum", 1)), 1)
        case "boolean":
            return True
        case _:
            return _text(schema.get("format", ""))


def _text(form: str) -> str:
    today = clock.today().isoformat()
    known = {"date": today, "date-time": f"{today}T18:00:00+08:00", "time": "18:00"}
    return known.get(form) or ("00000000-0000-7000-8000-000000000001" if form == "uuid" else "…")
