"""The reference of BotDeployment, and the example at its top."""

import re
from typing import Any

import pytest
import yaml
from tools.reference import page
from tools.reference.fields import Field, fields_of
from tools.reference.page import EXAMPLE, description_of
from tools.reference.texts import CONDITIONS, FIELDS

from fairlead_operator.crd import crd
from fairlead_operator.model import parse_bot_deployment
from fairlead_operator.model.conditions import ConditionType, Reason

PAGE = page()
WORDS = " ".join(PAGE.split())
SECTIONS = {text.partition("\n")[0]: text for text in re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)}
INSTEAD_OF_OTHERS = {"spec.sharding.total"}
"""Fields that a resource with the example's others may not have."""


def root() -> dict[str, Any]:
    schema: dict[str, Any] = crd()["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    return schema


def fields() -> list[Field]:
    return [field for top in ("spec", "status") for field in fields_of(root(), top).descendants]


def paths(written: Any, path: str) -> set[str]:
    if isinstance(written, dict):
        return {path}.union(*(paths(value, f"{path}.{key}") for key, value in written.items()))
    if isinstance(written, list):
        return {path}.union(*(paths(value, f"{path}[]") for value in written))
    return {path}


def test_the_example_is_a_valid_resource():
    parse_bot_deployment(yaml.safe_load(EXAMPLE.read_text()), source=EXAMPLE.name)


def test_the_example_has_every_field_of_the_specification():
    written = paths(yaml.safe_load(EXAMPLE.read_text())["spec"], "spec")
    known = {field.path for field in fields_of(root(), "spec").descendants}
    assert known - written == INSTEAD_OF_OTHERS, f"add what is missing to {EXAMPLE}"


def test_the_page_begins_with_the_example():
    assert PAGE.index(EXAMPLE.read_text()) < PAGE.index("## spec")


@pytest.mark.parametrize("field", fields(), ids=lambda field: field.path)
def test_every_field_is_there_with_a_sentence(field: Field):
    description = description_of(field)
    assert description.strip(), "describe it in the model, or in tools/reference/texts.py"
    assert " ".join(description.split()) in WORDS
    top, part, *_ = (piece.removesuffix("[]") for piece in field.path.split("."))
    own = f"{top}.{part}"
    if field.path == own or own not in SECTIONS:
        own = top
    name = field.path.removeprefix(own).removeprefix("[]").removeprefix(".")
    assert f"\n| `{name}` | " in SECTIONS[own]


def test_no_sentence_is_about_a_field_that_is_not_there():
    assert set(FIELDS) <= {field.path for field in fields()}


def test_every_rule_is_there_with_its_sentence_and_its_cel():
    rules = [*root()["x-kubernetes-validations"], *(rule for field in fields() for rule in field.rules)]
    assert len(rules) > 20
    for rule in rules:
        cel = rule["rule"].replace("|", "\\|")
        assert f"| {rule['message']} | `{cel}` |" in PAGE


def test_every_condition_and_every_reason_is_there():
    assert set(CONDITIONS) == set(ConditionType)
    for name in (*ConditionType, *Reason):
        assert f"`{name}`" in PAGE


def test_every_row_has_as_many_cells_as_its_head():
    tables = [block.splitlines() for block in PAGE.split("\n\n") if block.startswith("|")]
    assert len(tables) > 8
    for head, _, *rows in tables:
        for row in rows:
            assert row.replace("\\|", "").count("|") == head.count("|"), row
