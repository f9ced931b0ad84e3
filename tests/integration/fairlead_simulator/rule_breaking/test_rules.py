"""Every rule is broken by a client, answered as Discord does, and counted as that rule and no other."""

import pytest

from fairlead_simulator.client import ControlClient
from fairlead_simulator.violations import Rule
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_simulator.rule_breaking import on_rest, on_the_gateway
from tests.integration.fairlead_simulator.rule_breaking.breakers import BREAKERS, Breaker, breaks


def test_every_module_of_clients_is_in_the_register():
    registered = {breaker.__module__ for breaker in BREAKERS.values()}
    assert registered == {on_rest.__name__, on_the_gateway.__name__}


@pytest.mark.parametrize("rule", list(Rule))
async def test_a_client_that_breaks_a_rule_sees_discords_answer_and_is_counted(
    start_simulator: StartSimulator, rule: Rule
):
    breaker: Breaker | None = BREAKERS.get(rule)
    assert breaker is not None, f"no client breaks {rule}: enter one with @breaks(Rule.{rule.name})"
    simulator = await breaker(start_simulator)
    async with ControlClient(simulator.endpoints.control) as control:
        assert (await control.report()).violations == {rule.value: 1}


def test_a_rule_has_one_client():
    with pytest.raises(ValueError, match="broken twice"):
        breaks(Rule.SEND_RATE)(on_the_gateway.sends_too_often)
