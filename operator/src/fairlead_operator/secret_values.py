"""Reads the values that a specification refers to, and says what to do about those that are missing."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from fairlead_operator.fault import Fault
from fairlead_operator.model import BotDeployment
from fairlead_operator.model.conditions import Reason
from fairlead_operator.model.spec import AddressReference, TokenReference
from fairlead_operator.secret_memory import SecretMemory
from fairlead_shared.logging import register_secret


@dataclass(frozen=True, slots=True)
class _Purpose:
    """What a secret is for, and the reasons that say that it is missing."""

    field: str
    holds: str
    secret_missing: Reason
    key_missing: Reason


_TOKEN: Final = _Purpose("tokenSecretRef", "the bot's token", Reason.TOKEN_SECRET_MISSING, Reason.TOKEN_KEY_MISSING)
_REDIS: Final = _Purpose(
    "redisSecretRef", "the address of Redis", Reason.REDIS_SECRET_MISSING, Reason.REDIS_KEY_MISSING
)
_DATABASE: Final = _Purpose(
    "databaseSecretRef", "the address of PostgreSQL", Reason.DATABASE_SECRET_MISSING, Reason.DATABASE_KEY_MISSING
)


@dataclass(frozen=True, slots=True)
class SecretValues:
    """The values that could be read, and a fault for each that could not.

    Attributes:
        token: The bot's token.
        redis_url: The address of Redis, with its password.
        faults: What is missing.
    """

    token: str | None
    redis_url: str | None
    faults: tuple[Fault, ...]


async def read_secrets(secrets: SecretMemory, deployment: BotDeployment) -> SecretValues:
    """Read the Secrets that a deployment names, and no others.

    Raises:
        KubernetesError: the API server did not answer.
    """
    spec = deployment.spec
    token = await _read(secrets, deployment.namespace, spec.token_secret_ref, _TOKEN)
    redis_url = await _read(secrets, deployment.namespace, spec.redis_secret_ref, _REDIS)
    found = [token, redis_url]
    if spec.database_secret_ref:
        found.append(await _read(secrets, deployment.namespace, spec.database_secret_ref, _DATABASE))
    return SecretValues(
        token=token if isinstance(token, str) else None,
        redis_url=redis_url if isinstance(redis_url, str) else None,
        faults=tuple(value for value in found if isinstance(value, Fault)),
    )


def forget_secrets(secrets: SecretMemory, deployment: BotDeployment) -> None:
    """Have the Secrets that a deployment names read anew the next time."""
    spec = deployment.spec
    references = (spec.token_secret_ref, spec.redis_secret_ref, spec.database_secret_ref)
    secrets.forget(deployment.namespace, [reference.name for reference in references if reference])


async def read_token(secrets: SecretMemory, deployment: BotDeployment) -> str | None:
    """Read a bot's token; nothing when it is missing.

    Raises:
        KubernetesError: the API server did not answer.
    """
    token = await _read(secrets, deployment.namespace, deployment.spec.token_secret_ref, _TOKEN)
    return token if isinstance(token, str) else None


async def _read(
    secrets: SecretMemory, namespace: str, reference: TokenReference | AddressReference, purpose: _Purpose
) -> str | Fault:
    secret = await secrets.secret(namespace, reference.name)
    if secret is None:
        return Fault(
            purpose.secret_missing,
            f'The Secret "{reference.name}" with {purpose.holds} does not exist. Create it with: kubectl -n {namespace}'
            f" create secret generic {reference.name} --from-literal={reference.key}=…",
        )
    value = _decoded(secret.get("data", {}).get(reference.key, ""))
    if not value:
        return Fault(
            purpose.key_missing,
            f'The Secret "{reference.name}" has nothing under the key "{reference.key}", where {purpose.holds} is'
            f" expected. Add it, or name another key in spec.{purpose.field}.key.",
        )
    register_secret(value)
    return value


def _decoded(encoded: str) -> str:
    try:
        return base64.b64decode(encoded).decode().strip()
    except (binascii.Error, UnicodeDecodeError):
        return ""
