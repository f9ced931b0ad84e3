"""The description of the API."""

import json
import re
from typing import Any

import pytest
from tools.generate import GENERATED, ROOT

from fairlead_api.app import create_app
from fairlead_api.openapi import describe
from fairlead_api.routes import api_routes
from tests.integration.fairlead_api.environment import settings_of

DOCUMENT: dict[str, Any] = describe(create_app(settings_of({})))
OPERATIONS = [
    (method, path, operation) for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
]


def test_the_committed_description_is_current():
    assert (ROOT / "api/openapi.json").read_text() == GENERATED["api/openapi.json"](), "run make gen"


def test_a_description_does_not_depend_on_the_settings():
    assert json.loads(GENERATED["api/openapi.json"]()) == DOCUMENT


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS])
def test_every_error_is_described_as_a_problem(method: str, path: str, operation: dict[str, Any]):
    for status, answer in operation["responses"].items():
        if status >= "400" and not (status == "503" and path.endswith(("/health", "/readyz"))):
            assert list(answer["content"]) == ["application/problem+json"], status
            assert answer["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
    assert operation["operationId"]
    assert operation.get("summary")
    assert operation.get("description")
    if "security" in operation:
        assert {"401", "403", "429"} <= set(operation["responses"])


def test_operations_have_names_of_their_own():
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere():
    for name in set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT))):
        assert name in DOCUMENT["components"]["schemas"]


def test_ids_of_discord_are_strings_everywhere():
    for schema in DOCUMENT["components"]["schemas"].values():
        for name, field in schema.get("properties", {}).items():
            if name.endswith("user_id") or name == "guild_id":
                assert field["type"] == "string", name


def test_production_describes_no_login_of_development():
    assert not any("/dev/" in path for path in DOCUMENT["paths"])
    development = create_app(settings_of({"DEV_MODE": "true"}))
    assert any("/dev/" in route.path for route in api_routes(development))
