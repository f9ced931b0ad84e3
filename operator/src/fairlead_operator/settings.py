"""The operator's settings, from the environment."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from fairlead_shared.settings import ServiceSettings


def _names(value: object) -> object:
    """Split a comma list, as variables of the environment have it."""
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


class OperatorSettings(ServiceSettings):
    """What an installation of the operator may choose. Durations are seconds."""

    fairlead_watch_namespaces: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)] = Field(
        default=(), description="Act in these namespaces only, separated by commas; in all without any."
    )
    fairlead_lease_namespace: str = Field(
        default="default", min_length=1, description="Where the Lease is that decides which replica acts."
    )
    fairlead_lease_name: str = Field(default="fairlead-operator", min_length=1, description="The Lease's name.")
    fairlead_resync_seconds: float = Field(
        default=60.0, gt=0, description="How often every resource is looked at without an event."
    )
    fairlead_progress_seconds: float = Field(
        default=3.0, gt=0, description="How often a resource is looked at while its shards start."
    )
    fairlead_secret_seconds: float = Field(
        default=600.0,
        ge=0,
        description="How long a Secret is remembered that nothing speaks against; each read is a request.",
    )
    fairlead_gateway_poll_seconds: float = Field(
        default=60.0, ge=60, description="How often Discord is asked how many shards a bot needs."
    )
    fairlead_workers: int = Field(default=4, ge=1, le=64, description="How many resources are looked at at once.")
    health_host: str = Field(default="0.0.0.0", description="Address of /livez, /readyz and /metrics.")  # noqa: S104 - a pod is probed from outside
    health_port: int = Field(default=8080, ge=0, le=65_535, description="Port of the same; 0 takes a free one.")
