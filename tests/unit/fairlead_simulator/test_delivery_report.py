"""What the report says of deliveries and gaps, and how a client reads it."""

import pytest

from fairlead_simulator.control.ledger import SHOWN, delivery_report, gaps_report
from fairlead_simulator.delivery_report import delivery_report as parsed_delivery
from fairlead_simulator.delivery_report import gap_reports
from fairlead_simulator.ledger.account import Account
from fairlead_simulator.ledger.witness import Phase
from fairlead_simulator.simulation import Simulation
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import Client, first_guild, write_in


@pytest.fixture
def account(simulation: Simulation) -> Account:
    found = simulation.account(simulation.application.id)
    found.witness.announce(["MESSAGE_CREATE"])
    return found


def test_a_report_without_a_witness_expects_nothing(simulation: Simulation):
    Client(simulation).identify()
    write_in(simulation, first_guild(simulation))
    report = parsed_delivery(delivery_report(simulation.account(simulation.application.id)), ())
    assert (report.total.expected, report.witnessed, report.total.whole) == (0, [], True)


def test_only_guilds_where_something_is_amiss_are_listed(simulation: Simulation, account: Account):
    Client(simulation).identify()
    fine, amiss, *_ = simulation.world.guilds.values()
    write_in(simulation, fine)
    account.witness.mark("a", Phase.BEGAN, account.ledger.last, 1.0)
    account.witness.mark("a", Phase.ENDED, account.ledger.last, 2.0)
    write_in(simulation, amiss)
    report = parsed_delivery(delivery_report(account), ())
    assert list(report.guilds) == [str(amiss.id)]
    assert report.guilds[str(amiss.id)].lost == {"unexplained": 1}
    assert (report.total.expected, report.total.handled, report.total.whole) == (2, 1, False)


def test_a_guild_whose_handler_still_runs_is_listed(simulation: Simulation, account: Account):
    Client(simulation).identify()
    write_in(simulation, first_guild(simulation))
    account.witness.mark("a", Phase.BEGAN, account.ledger.last, 1.0)
    report = parsed_delivery(delivery_report(account), ())
    assert report.guilds[str(first_guild(simulation).id)].running == 1


def test_the_first_unexplained_events_are_shown_with_their_copies(simulation: Simulation, account: Account):
    client = Client(simulation)
    client.identify()
    for _ in range(SHOWN + 1):
        write_in(simulation, first_guild(simulation))
    report = parsed_delivery(delivery_report(account), ())
    assert report.total.lost == {"unexplained": SHOWN + 1}
    assert len(report.unexplained) == SHOWN
    shown = report.unexplained[0]
    sequence = client.link.event("MESSAGE_CREATE")["s"]
    assert (shown["event"], shown["trouble"]) == ("MESSAGE_CREATE", "lost")
    assert shown["copies"] == [{"session_id": client.session_id, "sequence": sequence}]


def test_gaps_are_counted_by_shard_with_their_median_and_longest(simulation: Simulation, clock: SimulatorClock):
    client = Client(simulation)
    client.identify(1, 2)
    session_id = client.session_id
    for seconds in (1.0, 3.0, 2.0):
        client.protocol.closed(None)
        clock.advance(seconds)
        client = Client(simulation)
        client.resume(session_id, 1)
    (gaps,) = gap_reports(gaps_report(simulation.account(simulation.application.id)), ()).items()
    place, report = gaps
    assert place == (1, 2)
    assert (report.count, report.open, report.resumed) == (3, 0, 3)
    assert (report.median, report.longest) == (2.0, 3.0)


def test_a_gap_that_lasts_has_no_length(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    client.protocol.closed(None)
    report = gap_reports(gaps_report(simulation.account(simulation.application.id)), ())[0, 1]
    assert (report.count, report.open, report.median, report.longest) == (1, 1, None, None)
