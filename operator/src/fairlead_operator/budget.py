"""Decides how many identifies are left today. Pure."""

from dataclasses import dataclass

from fairlead_operator.gateway_bot import GatewayBot
from fairlead_shared.fleet.budget import IdentifyBudget


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of the day's identifies.

    Attributes:
        total: Identifies a day.
        remaining: Those left.
        of_ledger: Whether the ledger was asked; else it is Discord's word alone, which is up to a minute old.
    """

    total: int
    remaining: int
    of_ledger: bool


def known_budget(gateway: GatewayBot | None, ledger: IdentifyBudget | None) -> Budget | None:
    """Return the smaller of the ledger's figure and Discord's; nothing when Discord has said nothing yet.

    Args:
        gateway: Discord's word.
        ledger: The ledger's figure; nothing when Redis does not answer.
    """
    if gateway is None:
        return None
    if ledger is None:
        return Budget(gateway.total, gateway.remaining, of_ledger=False)
    return Budget(gateway.total, min(gateway.remaining, ledger.remaining), of_ledger=True)
