"""The ledger as it can be read: the events of a session, and how the delivery of all of them went."""

from itertools import islice
from statistics import quantiles

from aiohttp import web

from fairlead_simulator.body import integer
from fairlead_simulator.control.requests import ControlRefusedError
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.ledger.account import Account
from fairlead_simulator.ledger.delivery import Delivery, Finding, Label, Trouble
from fairlead_simulator.ledger.history import Gap
from fairlead_simulator.ledger.record import Record
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.payloads import optional_id

PAGE = 1_000
"""Events of one answer."""

SHOWN = 100
"""Findings of one report; the counts are of all."""


async def sent(simulation: Simulation, request: web.Request) -> Json:
    """List the events of a session of any application in order. Query: `session_id`, `after` (a sequence, 0).

    Raises:
        ControlRefusedError: There never was such a session.
    """
    session_id = request.query.get("session_id", "")
    asked = request.query.get("after", "0")
    after = integer(0)(int(asked) if asked.isdecimal() else asked, ("after",))
    ledgers = [simulation.account(application_id).ledger for application_id in simulation.applications]
    ledger = next((each for each in ledgers if session_id in each.sessions), None)
    if ledger is None:
        raise ControlRefusedError(404, f"There never was a session {session_id!r}.")
    entries = ((sequence, record) for sequence, record in ledger.sent_to(session_id) if sequence > after)
    return [_described(record) | {"sequence": sequence} for sequence, record in islice(entries, PAGE)]


def delivery_report(account: Account) -> JsonObject:
    """Describe how the delivery of all witnessed events went, over all guilds and for each where something is amiss."""
    deliveries = account.deliveries()
    findings = [finding for delivery in deliveries.values() for finding in delivery.findings]
    unexplained = [finding for finding in findings if finding.label is Label.UNEXPLAINED]
    return {
        **_counted(
            Delivery(
                sum(delivery.expected for delivery in deliveries.values()),
                sum(delivery.handled for delivery in deliveries.values()),
                sum(delivery.running for delivery in deliveries.values()),
                findings,
            )
        ),
        "witnessed": [*sorted(account.witness.names)],
        "unknown_marks": account.witness.unknown,
        "forgotten": account.ledger.forgotten,
        "guilds": {
            str(guild_id or "direct"): _counted(delivery)
            for guild_id, delivery in deliveries.items()
            if delivery.findings or delivery.running
        },
        "unexplained": [_finding(finding) for finding in unexplained[:SHOWN]],
    }


def gaps_report(account: Account) -> JsonObject:
    """Describe for each shard how often and for how long it had no connection, after it had one."""
    return {
        f"{shard_id}/{shard_count}": _gaps(shard.gaps)
        for (shard_id, shard_count), shard in sorted(account.ledger.shards.items())
        if shard.gaps
    }


def _gaps(gaps: list[Gap]) -> JsonObject:
    seconds = sorted(gap.seconds for gap in gaps if gap.seconds is not None)
    percentiles = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    return {
        "count": len(gaps),
        "open": sum(gap.ended is None for gap in gaps),
        "resumed": sum(gap.resumed for gap in gaps),
        "seconds": {
            "total": round(sum(seconds), 6),
            "median": round(percentiles[49], 6) if seconds else None,
            "p99": round(percentiles[98], 6) if seconds else None,
            "longest": round(seconds[-1], 6) if seconds else None,
        },
    }


def _counted(delivery: Delivery) -> JsonObject:
    counted: JsonObject = {
        "expected": delivery.expected,
        "handled": delivery.handled,
        "running": delivery.running,
    }
    for trouble in Trouble:
        counts = delivery.counts(trouble)
        counted[trouble.value] = {label.value: counts[label] for label in Label if counts[label]}
    return counted


def _finding(finding: Finding) -> JsonObject:
    copies: list[Json] = [{"session_id": copy.session_id, "sequence": copy.sequence} for copy in finding.record.copies]
    described = _described(finding.record)
    described["trouble"] = finding.trouble.value
    described["copies"] = copies
    return described


def _described(record: Record) -> JsonObject:
    return {
        "number": record.number,
        "event": record.name,
        "key": record.key,
        "guild_id": optional_id(record.guild_id),
        "at": record.at,
    }
