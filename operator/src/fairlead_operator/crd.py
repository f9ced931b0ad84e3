"""The CustomResourceDefinition, generated from the models."""

from typing import Any, Final, cast

from pydantic import BaseModel

from fairlead_operator.model import GROUP, KIND, PLURAL, VERSION, BotDeploymentSpec, KubernetesObject
from fairlead_operator.model.resource import NAME_RULES
from fairlead_operator.model.rules import VALIDATIONS
from fairlead_operator.model.status import BotDeploymentStatus
from fairlead_operator.yaml_text import yaml_text

_HEADER: Final = "# Generated from the models in operator/ by `make gen`; do not edit.\n"
_INT_OR_STRING: Final = "x-kubernetes-int-or-string"
_PRESERVE: Final = "x-kubernetes-preserve-unknown-fields"

type _Schema = dict[str, Any]  # Any: JSON Schema


def crd() -> KubernetesObject:
    """Return the CustomResourceDefinition of BotDeployment."""
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{PLURAL}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "names": {
                "kind": KIND,
                "listKind": f"{KIND}List",
                "plural": PLURAL,
                "singular": KIND.lower(),
                "shortNames": ["bot", "bots"],
                "categories": ["fairlead"],
            },
            "scope": "Namespaced",
            "versions": [
                {
                    "name": VERSION,
                    "served": True,
                    "storage": True,
                    "subresources": {"status": {}},
                    "additionalPrinterColumns": _printer_columns(),
                    "schema": {"openAPIV3Schema": _root()},
                }
            ],
        },
    }


def crd_yaml() -> str:
    """Return the file that holds the CustomResourceDefinition."""
    return _HEADER + yaml_text(crd())


def _root() -> _Schema:
    return {
        "description": "A Discord bot to run, sharded over pods.",
        "type": "object",
        "required": ["spec"],
        VALIDATIONS: [rule.as_validation() for rule in NAME_RULES.rules],
        "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {"type": "object"},
            "spec": structural_schema(BotDeploymentSpec),
            "status": structural_schema(BotDeploymentStatus),
        },
    }


def _printer_columns() -> list[KubernetesObject]:
    def column(name: str, kind: str, path: str, *, wide: bool = False) -> KubernetesObject:
        return {"name": name, "type": kind, "jsonPath": path, **({"priority": 1} if wide else {})}

    return [
        column("Shards", "integer", ".status.shards.total"),
        column("Ready", "integer", ".status.shards.ready"),
        column("Pods", "integer", ".status.pods.ready"),
        column("Phase", "string", ".status.phase"),
        column("Image", "string", ".spec.image", wide=True),
        column("Identifies-left", "integer", ".status.sessionStart.remaining", wide=True),
        column("Paused", "boolean", ".spec.paused", wide=True),
        column("Guilds", "integer", ".status.guilds", wide=True),
        column("Age", "date", ".metadata.creationTimestamp"),
    ]


def structural_schema(model: type[BaseModel]) -> _Schema:
    """Return a model's schema in the form that Kubernetes demands: no references, no null, no titles.

    https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
    """
    schema = model.model_json_schema(by_alias=True)
    return _structural(schema, schema.get("$defs", {}))


def _structural(schema: _Schema, definitions: dict[str, _Schema]) -> _Schema:
    if reference := schema.get("$ref"):
        target = definitions[cast("str", reference).rpartition("/")[2]]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return _structural({**target, **beside}, definitions)
    if "anyOf" in schema and _INT_OR_STRING not in schema:
        one = next(choice for choice in schema["anyOf"] if choice.get("type") != "null")
        beside = {key: value for key, value in schema.items() if key != "anyOf"}
        return _structural({**one, **beside}, definitions)
    result = {key: value for key, value in schema.items() if key not in {"title", "$defs", "additionalProperties"}}
    if "default" in result:
        result["default"] = _without_nulls(result["default"])
        if result["default"] is None:
            del result["default"]
    if "properties" in result:
        result["properties"] = {name: _structural(item, definitions) for name, item in result["properties"].items()}
    if "items" in result:
        result["items"] = _structural(result["items"], definitions)
    values = schema.get("additionalProperties")
    if isinstance(values, dict) and _PRESERVE not in schema:
        result["additionalProperties"] = _structural(cast("_Schema", values), definitions)
    return result


def _without_nulls(value: Any) -> Any:  # Any: a default of whatever type
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return value
