"""The specification of a BotDeployment: what a person wants to run."""

from typing import Annotated, Final

from pydantic import Field

from fairlead_operator.model.base import FreeObject, Part
from fairlead_operator.model.intents import Intent
from fairlead_operator.model.monitoring import MonitoringOptions
from fairlead_operator.model.network import NetworkPolicyOptions
from fairlead_operator.model.pod import Environment, PodTemplate, PullPolicy, Resources
from fairlead_operator.model.rollout import RolloutOptions
from fairlead_operator.model.rules import Rules, between, matching
from fairlead_operator.model.session_store import SessionStoreOptions
from fairlead_operator.model.sharding import MOST_SHARDS, CheckedSharding, Sharding
from fairlead_shared.fleet.compression import Compression
from fairlead_shared.fleet.delivery import Delivery

DEFAULT_RESERVE: Final = 100
"""A tenth of the 1,000 identifies a day that most bots have: so many lost sessions can begin anew after starts and
reshards have used up the rest, and a fleet of 100 shards can still start nine times a day."""

_ObjectName = Annotated[
    str,
    Rules(
        matching(
            "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$",
            "must be the name of an object in the same namespace: lower-case letters, digits, '-' and '.'",
        )
    ),
    Field(max_length=253),
]
_SecretKey = Annotated[
    str,
    Rules(matching("^[-._a-zA-Z0-9]+$", "must be a key of the Secret: letters, digits, '-', '_' and '.'")),
    Field(max_length=253),
]
_CogName = Annotated[
    str,
    Rules(matching("^[a-zA-Z_][a-zA-Z0-9_.]*$", "must be the name of a cog: letters, digits, '_' and '.'")),
    Field(max_length=253),
]
_Image = Annotated[
    str,
    Rules(matching(r"^[^\s]+$", "must name a container image, such as ghcr.io/you/bot:1.0")),
    Field(max_length=1024, description="The container image that has the bot."),
]


class NameReference(Part):
    """Another object in the same namespace."""

    name: _ObjectName


class TokenReference(NameReference):
    """Where the bot's token is."""

    key: _SecretKey = "token"


class AddressReference(NameReference):
    """Where the address of a server is, with its password."""

    key: _SecretKey = "url"


class IdentifyOptions(Part):
    """How the bot uses the identifies that Discord allows it a day."""

    reserve: Annotated[
        int,
        between(0, MOST_SHARDS, "it is a number of identifies a day, at most one for each shard there may be"),
        Field(
            description="Identifies of the daily limit that only the recovery of lost sessions may use. Starts and"
            " reshards stop before it: Discord resets the token of a bot that exceeds its limit."
        ),
    ] = DEFAULT_RESERVE


class GatewayOptions(Part):
    """What the bot asks of Discord's gateway."""

    intents: Annotated[
        tuple[Intent, ...],
        Field(
            max_length=64,
            description="Names of the intents as discord.py calls them. members, presences and message_content must"
            " be granted in Discord's developer portal.",
        ),
    ] = (Intent.GUILDS, Intent.GUILD_MESSAGES)
    session_store: SessionStoreOptions = SessionStoreOptions()
    delivery: Annotated[
        Delivery,
        Field(
            description="What handlers are promised when a pod dies. AtMostOnce: an event is never handled twice, one"
            " that was interrupted is lost. AtLeastOnce: none is lost, one that was interrupted is handled again."
        ),
    ] = Delivery.AT_MOST_ONCE
    identify: IdentifyOptions = IdentifyOptions()
    compression: Annotated[
        Compression,
        Field(
            description="How Discord compresses what it sends. Sessions begun with another one are not taken up: a"
            " change costs an identify for each shard."
        ),
    ] = Compression.ZSTD_STREAM


class CogSelection(Part):
    """Which cogs a bot loads."""

    enabled: Annotated[
        tuple[_CogName, ...], Field(max_length=256, description="Load these only; all of the image without any.")
    ] = ()
    disabled: Annotated[tuple[_CogName, ...], Field(max_length=256, description="Never load these.")] = ()


class BotDeploymentSpec(Part):
    """What to run."""

    image: _Image
    image_pull_policy: Annotated[PullPolicy, Field(description="When a node pulls the image.")] = (
        PullPolicy.IF_NOT_PRESENT
    )
    image_pull_secrets: Annotated[tuple[NameReference, ...], Field(max_length=16)] = ()
    token_secret_ref: Annotated[TokenReference, Field(description="The Secret with the bot's token.")]
    redis_secret_ref: Annotated[AddressReference, Field(description="The Secret with the address of Redis.")]
    database_secret_ref: Annotated[
        AddressReference | None, Field(description="The Secret with the address of PostgreSQL, for bots that have one.")
    ] = None
    paused: Annotated[bool, Field(description="Change nothing until this is false again; the status goes on.")] = False
    hibernated: Annotated[
        bool,
        Field(description="Run no pods; the sessions' records, the Secrets and all data stay for when this is false."),
    ] = False
    standby: Annotated[
        int,
        between(0, 64, "it is a number of spare pods"),
        Field(description="Spare pods that take a slot over when its pod goes."),
    ] = 0
    sharding: CheckedSharding = Sharding()
    gateway: GatewayOptions = GatewayOptions()
    rollout: Annotated[RolloutOptions, Field(description="How pods are replaced when their template changes.")] = (
        RolloutOptions()
    )
    drain_seconds: Annotated[
        int,
        between(1, 3600, "it is the time in seconds that a pod has to finish what it is doing"),
        Field(description="Seconds that a pod has to finish what it is doing before it ends."),
    ] = 30
    cogs: CogSelection = CogSelection()
    env: Annotated[Environment, Field(description="Variables of the bot, after Fairlead's own.")] = ()
    env_from: Annotated[
        tuple[FreeObject, ...], Field(max_length=64, description="As in a pod's container, after Fairlead's own.")
    ] = ()
    resources: Annotated[Resources | None, Field(description="Of the bot's container.")] = None
    pod_template: PodTemplate = PodTemplate()
    network_policy: NetworkPolicyOptions = NetworkPolicyOptions()
    monitoring: MonitoringOptions = MonitoringOptions()
