"""The part of the specification that says who may reach the bot's pods, and whom they may reach."""

from typing import Annotated

from pydantic import Field

from fairlead_operator.model.base import FreeObject, Part


class NetworkPolicyOptions(Part):
    """Who may reach the bot's pods, and whom they may reach; it takes a network that enforces policies."""

    enabled: Annotated[
        bool,
        Field(
            description="Let only pods of this bot reach each other's handover, everybody the port of probes and"
            " metrics, and nobody anything else."
        ),
    ] = True
    ingress: Annotated[
        tuple[FreeObject, ...],
        Field(max_length=64, description="Further rules on who may reach the pods, as in a NetworkPolicy."),
    ] = ()
    egress: Annotated[
        tuple[FreeObject, ...] | None,
        Field(
            max_length=64,
            description="Rules on whom the pods may reach, as in a NetworkPolicy: Discord, Redis and what cogs need."
            " Name resolution and the handover are allowed beside them. Everything is allowed without the field.",
        ),
    ] = None
