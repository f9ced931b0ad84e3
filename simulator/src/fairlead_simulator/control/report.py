"""The report: what clients did, and what the simulator sent them."""

from fairlead_simulator.application import Application
from fairlead_simulator.control.ledger import delivery_report, gaps_report
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.simulation import Simulation


def report(simulation: Simulation) -> JsonObject:
    """Describe everything that happened so far and the sessions that live now."""
    application, statistics = simulation.application, simulation.statistics
    now = simulation.clock.monotonic()
    return {
        "identifies": {
            "total": statistics.identifies.total(),
            "by_shard": {f"{shard}/{count}": times for (shard, count), times in sorted(statistics.identifies.items())},
        },
        "resumes": statistics.resumes,
        "violations": {**simulation.violations.by_rule()},
        "unknown_routes": {**statistics.unknown_routes},
        "sessions": [
            _session(simulation, each, session)
            for each in simulation.applications.values()
            for session in sorted(each.sessions, key=lambda session: (session.shard_count, session.shard_id))
            if not session.expired(now)
        ],
        "events_sent": statistics.events_sent,
        "budget": {
            "total": application.budget.total,
            "remaining": application.budget.remaining(now),
            "reset_after_ms": application.budget.reset_after_ms(now),
        },
        "delivery": delivery_report(simulation.account(application.id)),
        "gaps": gaps_report(simulation.account(application.id)),
    }


def _session(simulation: Simulation, application: Application, session: Session) -> JsonObject:
    guilds = simulation.world.guilds_on(session.shard_id, session.shard_count)
    return {
        "session_id": session.id,
        "application_id": str(application.id),
        "shard": [session.shard_id, session.shard_count],
        "connected": session.link is not None,
        "connections": len(session.links),
        "presence": {"status": session.presence.status, "activities": list(session.presence.activities)},
        "sequence": session.sequence,
        "intents": session.intents.value,
        "guilds": sum(guild.id in application.guild_ids for guild in guilds),
    }
