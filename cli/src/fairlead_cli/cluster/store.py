"""Reads what the bots of a cluster say of themselves from their Redis, if the user may and Redis can be reached."""

from urllib.parse import urlsplit, urlunsplit

from fairlead_cli.cluster.connect import Cluster
from fairlead_cli.cluster.secret import secret_value
from fairlead_cli.exit_codes import FailedError
from fairlead_operator.fleet_reader import RedisAddressError, reached
from fairlead_operator.model import KubernetesObject
from fairlead_shared.errors import ConfigurationError, StoreError
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.status import FleetStatus, StatusStore


async def read_fleet(cluster: Cluster, resource: KubernetesObject, address: str | None = None) -> FleetStatus:
    """Return what the bots say of themselves.

    Args:
        cluster: Where the Secret with the address of Redis is.
        resource: The BotDeployment.
        address: Host and port to reach Redis at instead of those in the Secret.

    Raises:
        ConfigurationError: the address of Redis cannot be read, or is none.
        FailedError: nothing runs yet, or Redis cannot be reached from here.
    """
    name, status = resource["metadata"]["name"], resource.get("status") or {}
    application_id, generation = status.get("applicationId"), status.get("generation")
    if not (application_id and generation):
        raise FailedError(f"Nothing is known of the shards of {name} yet: see `fairlead status {name}`.")
    url = await secret_value(cluster, resource["spec"]["redisSecretRef"], "url", "the address of Redis")
    try:
        async with reached(rehosted(url, address) if address else url) as redis:
            return await StatusStore(redis, FleetKeys(int(application_id)), Generation.parse(generation)).read()
    except RedisAddressError:
        raise ConfigurationError("The address of Redis is none: it must begin with redis:// or rediss://.") from None
    except StoreError as error:
        raise FailedError(
            f"{str(error).rstrip('.')}. Redis often has an address of the cluster only: forward it with `kubectl -n"
            f" {cluster.namespace} port-forward service/REDIS 6379`, and give --redis 127.0.0.1:6379."
        ) from error


def rehosted(url: str, address: str) -> str:
    """Return the address of a Redis with another host and port; user, password and database stay."""
    parts = urlsplit(url)
    credentials, separator, _ = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{credentials}{separator}{address}"))
