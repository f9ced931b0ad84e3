"""The register of clients that break a rule: without an entry for each rule the suite fails."""

from collections.abc import Awaitable, Callable

from fairlead_simulator.server import Simulator
from fairlead_simulator.violations import Rule
from tests.fixtures.simulator import StartSimulator

type Breaker = Callable[[StartSimulator], Awaitable[Simulator]]
"""Starts a simulator, breaks one rule there once, asserts Discord's answer and returns the simulator."""

BREAKERS: dict[Rule, Breaker] = {}


def breaks(rule: Rule) -> Callable[[Breaker], Breaker]:
    """Enter a client as the one that breaks a rule."""

    def enter(breaker: Breaker) -> Breaker:
        if rule in BREAKERS:
            raise ValueError(f"{rule} is broken twice")
        BREAKERS[rule] = breaker
        return breaker

    return enter
