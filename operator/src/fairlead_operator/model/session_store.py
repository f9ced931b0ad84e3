"""The part of the specification that says how gateway sessions outlive their pods."""

from typing import Annotated

from pydantic import Field

from fairlead_operator.model.base import Part
from fairlead_operator.model.rules import between


class SessionStoreOptions(Part):
    """How the gateway sessions of a pod are kept for the one that follows it."""

    enabled: Annotated[
        bool,
        Field(
            description="Keep sessions and caches in Redis: a pod that is replaced or killed resumes, without an"
            " identify. Without it each start identifies."
        ),
    ] = True
    ttl: Annotated[
        int,
        between(60, 604_800, "it is a time in seconds, from a minute to a week"),
        Field(description="Seconds that the session and the cache of a shard that nobody drives are kept."),
    ] = 3600
    checkpoint_seconds: Annotated[
        int,
        between(1, 60, "it is a time in seconds, and Discord has to replay what came since"),
        Field(description="How often the changes of the caches are written, in seconds."),
    ] = 5
