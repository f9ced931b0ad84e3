"""The report: what clients did, and what the simulator sent them."""

from aiohttp import web

from fairlead_simulator.application import Application
from fairlead_simulator.control.ledger import delivery_report, gaps_report
from fairlead_simulator.control.requests import application_asked
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.simulation import Simulation


async def report(simulation: Simulation, request: web.Request) -> Json:
    """Describe what happened to an application so far and its sessions that live now. Query: `application_id`.

    Who broke a rule or asked for an unknown route is not always known: `violations` and `unknown_routes` are of all
    applications.

    Raises:
        ControlRefusedError: There is no such application.
    """
    application = application_asked(simulation, request)
    statistics, now = application.statistics, simulation.clock.monotonic()
    return {
        "application_id": str(application.id),
        "identifies": {
            "total": statistics.identifies.total(),
            "by_shard": {f"{shard}/{count}": times for (shard, count), times in sorted(statistics.identifies.items())},
        },
        "resumes": statistics.resumes,
        "violations": {**simulation.violations.by_rule()},
        "unknown_routes": {**simulation.statistics.unknown_routes},
        "sessions": [
            _session(simulation, application, session)
            for session in sorted(application.sessions, key=lambda session: (session.shard_count, session.shard_id))
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
        "shard": [session.shard_id, session.shard_count],
        "connected": session.link is not None,
        "connections": len(session.links),
        "presence": {"status": session.presence.status, "activities": list(session.presence.activities)},
        "sequence": session.sequence,
        "intents": session.intents.value,
        "guilds": sum(guild.id in application.guild_ids for guild in guilds),
    }
