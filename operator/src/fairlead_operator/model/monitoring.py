"""The part of the specification that says how Prometheus finds the bot's metrics."""

from typing import Annotated

from pydantic import Field

from fairlead_operator.model.base import Part
from fairlead_operator.model.rules import between


class MonitoringOptions(Part):
    """How Prometheus finds the bot's metrics, where the cluster has the Prometheus Operator."""

    enabled: Annotated[bool, Field(description="Make a PodMonitor, where the cluster knows that kind.")] = True
    interval_seconds: Annotated[
        int,
        between(1, 3600, "it is a time in seconds, up to an hour"),
        Field(description="How often the metrics are read, in seconds."),
    ] = 30
    labels: Annotated[
        dict[str, str] | None,
        Field(description="Further labels of the PodMonitor, by which a Prometheus chooses those that it reads."),
    ] = None
