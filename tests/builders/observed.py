"""What was seen, to decide on."""

from datetime import UTC, datetime

from fairlead_operator.fault import Fault
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.observed import Observed, PodSeen
from fairlead_shared.fleet.budget import IdentifyBudget
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import HoldReason, ShardState
from fairlead_shared.fleet.status import PodReport, fleet_status
from tests.builders.fleet import pod_status

NOW = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)


def gateway_bot(
    shards: int = 4, *, total: int = 1000, remaining: int = 1000, max_concurrency: int = 1, reset_after: float = 3600.0
) -> GatewayBot:
    """What Discord says."""
    return GatewayBot("ws://127.0.0.1:1", shards, total, remaining, reset_after, max_concurrency)


FOUR_SHARDS = gateway_bot()


def observed(
    *,
    gateway: GatewayBot | None = FOUR_SHARDS,
    running: Generation | None = None,
    ready_slots: tuple[int, ...] | None = (),
    state: ShardState = ShardState.READY,
    hold: HoldReason | None = None,
    waiting_until: datetime | None = None,
    age: float = 0.0,
    left: int | None = 1000,
    pods: tuple[PodSeen, ...] = (),
    faults: tuple[Fault, ...] = (),
    now: datetime = NOW,
) -> Observed:
    """What was seen of a deployment; pods that hold `ready_slots` say `state`, `age` seconds ago.

    Without slots (None) nothing is known of the fleet. The ledger says that so many identifies are `left`, or nothing.
    """
    fleet = None
    if running and ready_slots is not None:
        said = [
            pod_status(
                f"pod-{slot}",
                slot,
                generation=running,
                state=state,
                guilds=2,
                hold=hold,
                waiting_until=waiting_until,
            )
            for slot in ready_slots
        ]
        fleet = fleet_status(running, [PodReport(age, pod) for pod in said])
    return Observed(
        now=now,
        gateway=gateway,
        gateway_at=now if gateway else None,
        application_id=1,
        running=running,
        fleet=fleet,
        ledger=None if left is None else IdentifyBudget(1000, left, 1000 - left, None),
        pods=pods,
        faults=faults,
    )
