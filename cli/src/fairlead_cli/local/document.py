"""Reads a file with a BotDeployment and what it refers to."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fairlead_cli.local.pod import NamespaceObjects
from fairlead_operator.model import BotDeployment, parse_bot_deployment
from fairlead_shared.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class FleetFile:
    """A BotDeployment, and the Secrets and ConfigMaps that stand in the same file.

    Attributes:
        deployment: The BotDeployment.
        document: The same as it is written.
        objects: The others.
    """

    deployment: BotDeployment
    document: dict[str, Any]  # Any: a Kubernetes object
    objects: NamespaceObjects


def read_fleet_file(path: Path) -> FleetFile:
    """Read a file of one or more YAML documents, of which exactly one is a BotDeployment.

    Raises:
        ConfigurationError: the file is missing, is not YAML, or what it holds is wrong; the message says where.
    """
    try:
        documents: list[Any] = [document for document in yaml.safe_load_all(path.read_text()) if document is not None]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigurationError(f"{path} cannot be read: {reason}.") from None
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path} is not YAML: {_place(error)}.") from None
    for document in documents:
        if not isinstance(document, dict) or "kind" not in document:
            raise ConfigurationError(f"{path} is not a Kubernetes resource: it has no 'kind'.")
    deployments = [document for document in documents if document["kind"] not in {"Secret", "ConfigMap"}]
    if len(deployments) != 1:
        raise ConfigurationError(f"{path} must have one BotDeployment; it has {len(deployments)}.")
    return FleetFile(
        parse_bot_deployment(deployments[0], source=str(path)),
        deployments[0],
        NamespaceObjects(
            secrets={_name(document): _secret(document) for document in documents if document["kind"] == "Secret"},
            config_maps={
                _name(document): dict(document.get("data") or {})
                for document in documents
                if document["kind"] == "ConfigMap"
            },
        ),
    )


def _name(document: dict[str, Any]) -> str:
    return str(document.get("metadata", {}).get("name", ""))


def _secret(document: dict[str, Any]) -> dict[str, str]:
    encoded = {key: base64.b64decode(value).decode() for key, value in (document.get("data") or {}).items()}
    return encoded | dict(document.get("stringData") or {})


def _place(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1}, column {error.problem_mark.column + 1}: {error.problem}"
    return str(error)
