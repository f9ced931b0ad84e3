"""The document that says which Secrets there shall be."""

from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fairlead_shared.errors import ConfigurationError

Key = Annotated[str, Field(pattern=r"^[-._a-zA-Z0-9]+$", max_length=253)]
"""A key of a Secret, https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data."""


class SecretDocument(BaseModel):
    """One Secret.

    Attributes:
        name: Its name.
        random: Keys whose values nobody can guess; one that is there already stays.
        composed: Keys whose values are made of those: ``redis://:{password}@redis:6379``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = Field(min_length=1)
    random: tuple[Key, ...] = Field(min_length=1)
    composed: dict[Key, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _composes_what_is_there(self) -> Self:
        if twice := set(self.random) & set(self.composed):
            raise ValueError(f"{', '.join(sorted(twice))} cannot be both random and composed")
        for key, template in self.composed.items():
            try:
                template.format_map(dict.fromkeys(self.random, ""))
            except (KeyError, ValueError, IndexError) as error:
                raise ValueError(f"{key} is composed of what is not random: {error}") from error
        return self


class CredentialsDocument(BaseModel):
    """All Secrets.

    Attributes:
        secrets: Each of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    secrets: tuple[SecretDocument, ...] = Field(min_length=1)


def read_document(path: Path) -> CredentialsDocument:
    """Read the document.

    Raises:
        ConfigurationError: It cannot be read, or says something that makes no sense.
    """
    try:
        return CredentialsDocument.model_validate(yaml.safe_load(path.read_text()))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise ConfigurationError(f"{path} is not right:\n  " + "\n  ".join(faults)) from None
