"""The CustomResourceDefinition in the repository."""

from collections.abc import Iterator
from typing import Any

from tools.generate import outdated

from fairlead_operator.crd import crd


def schemas(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    yield path, schema
    for name, item in schema.get("properties", {}).items():
        yield from schemas(item, f"{path}.{name}")
    if "items" in schema:
        yield from schemas(schema["items"], f"{path}[]")


def root() -> dict[str, Any]:
    schema: dict[str, Any] = crd()["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    return schema


def test_what_is_generated_is_current():
    assert outdated() == [], "run `make gen`"


def test_every_schema_has_a_type_and_nothing_that_kubernetes_refuses():
    for path, schema in schemas(root()):
        assert "type" in schema or schema.get("x-kubernetes-int-or-string"), path
        assert not {"$ref", "$defs", "title", "const"} & set(schema), path


def test_every_list_of_the_specification_is_bounded():
    for path, schema in schemas(root()["properties"]["spec"]):
        assert schema.get("type") != "array" or "maxItems" in schema or path == ".resources.claims", path


def test_every_rule_ends_in_no_full_stop_and_says_what_must_be():
    for path, schema in schemas(root()):
        for rule in schema.get("x-kubernetes-validations", ()):
            assert rule["message"], path
            assert not rule["message"].endswith("."), path
