"""The check against Discord's OpenAPI document finds what is wrong, shown on a small document of the same form."""

import json
from pathlib import Path

import pytest

from tests.integration.fairlead_simulator import openapi

DOCUMENT = {
    "paths": {
        "/users/@me": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "null"}}}}}}},
        "/users/{user_id}": {
            "get": {
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}},
                    "204": {},
                    "4XX": {"$ref": "#/components/responses/Wrong"},
                }
            }
        },
    },
    "components": {
        "schemas": {
            "User": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
            "InnerErrors": {"properties": {"_errors": {"items": {}}}},
        },
        "responses": {"Wrong": {"content": {"application/json": {"schema": {"required": ["code"]}}}}},
    },
}


@pytest.fixture(autouse=True)
def _document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(DOCUMENT))
    monkeypatch.setenv("FAIRLEAD_DISCORD_OPENAPI", str(path))


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/users/5", 200, {"id": "5"}),
        ("/users/5?x=1", 200, {"id": "5"}),
        ("/users/5", 204, None),
        ("/users/5", 404, {"code": 1}),
        ("/users/@me", 200, None),
        ("/somewhere", 200, {}),
    ],
)
def test_an_answer_of_the_documented_form_passes(path: str, status: int, body: object):
    openapi.check("GET", path, status, body)


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/users/5", 200, {"id": 5}),
        ("/users/5", 200, {}),
        ("/users/5", 201, {"id": "5"}),
        ("/users/5", 204, {"id": "5"}),
        ("/users/5", 404, {}),
        ("/users/@me", 200, {"id": "5"}),
    ],
)
def test_an_answer_of_another_form_fails(path: str, status: int, body: object):
    with pytest.raises(AssertionError):
        openapi.check("GET", path, status, body)


def test_without_the_document_everything_passes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FAIRLEAD_DISCORD_OPENAPI")
    openapi.check("GET", "/users/5", 200, 5)
