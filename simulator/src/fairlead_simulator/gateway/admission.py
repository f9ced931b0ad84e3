"""Opens sessions and takes them up again, within the limits of their application."""

import secrets

from fairlead_simulator.application import Application
from fairlead_simulator.gateway.identify import Identify, Resume, check_grant
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.refusal import FrameRefusedError, SessionRefusedError
from fairlead_simulator.gateway.session import Link, Session
from fairlead_simulator.jsonvalue import JsonObject, encode
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule
from fairlead_simulator.world import payloads
from fairlead_simulator.world.events import guild_available
from fairlead_simulator.world.model import Guild

_API_VERSION = 10


def open_session(simulation: Simulation, link: Link, identify: Identify, gateway_url: str) -> Session:
    """Open a session for an identify and send READY and the shard's guilds on it.

    Raises:
        FrameRefusedError: The token or what was asked for is not allowed.
        SessionRefusedError: It came too early for its bucket, or the day's budget is spent.
    """
    application = _authenticated(simulation, identify.token)
    guilds = [
        guild
        for guild in simulation.world.guilds_on(identify.shard_id, identify.shard_count)
        if guild.id in application.guild_ids
    ]
    check_grant(identify, application.granted, len(guilds))
    now = simulation.clock.monotonic()
    if application.budget.remaining(now) <= 0:
        raise SessionRefusedError(Rule.SESSION_BUDGET)
    if not application.buckets.admit(identify.shard_id, now):
        raise SessionRefusedError(Rule.IDENTIFY_BUCKET)
    application.budget.spend(now)
    simulation.statistics.identifies[identify.shard_id, identify.shard_count] += 1
    session = Session(
        secrets.token_hex(16), identify.shard_id, identify.shard_count, identify.intents, application.bot.id
    )
    application.sessions.add(session)
    session.connect(link)
    simulation.emit(session, "READY", encode(_ready(application, session, guilds, gateway_url)))
    for guild in guilds:
        simulation.offer(session, guild_available(guild, application.bot.id))
    return session


def resume_session(simulation: Simulation, link: Link, resume: Resume) -> Session:
    """Take up a session on a new connection: what was missed in order, then RESUMED.

    Raises:
        FrameRefusedError: The token is wrong, or the sequence was never sent.
        SessionRefusedError: There is no such session any more, or it no longer has all that was missed.
    """
    application = _authenticated(simulation, resume.token)
    session = application.sessions.get(resume.session_id)
    if session is None or session.expired(simulation.clock.monotonic()):
        raise SessionRefusedError
    try:
        missed = session.missed(resume.sequence)
    except ValueError as error:
        raise FrameRefusedError(CloseCode.INVALID_SEQUENCE, Rule.INVALID_SEQUENCE, "Invalid seq.") from error
    if missed is None:
        application.sessions.end(session)
        raise SessionRefusedError
    session.connect(link)
    for frame in missed:
        link.push(frame)
    simulation.emit(session, "RESUMED", encode({"_trace": []}))
    simulation.statistics.resumes += 1
    return session


def _authenticated(simulation: Simulation, token: str) -> Application:
    application = simulation.application_with(token.removeprefix("Bot "))
    if application is None:
        raise FrameRefusedError(CloseCode.AUTHENTICATION_FAILED, Rule.AUTHENTICATION_FAILED, "Authentication failed.")
    return application


def _ready(application: Application, session: Session, guilds: list[Guild], gateway_url: str) -> JsonObject:
    return {
        "v": _API_VERSION,
        "user": payloads.own_user_payload(application.bot),
        "guilds": payloads.unavailable_guilds(guilds),
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": gateway_url,
        "shard": [session.shard_id, session.shard_count],
        "application": {"id": str(application.id), "flags": 0},
        "private_channels": [],
        "relationships": [],
        "presences": [],
        "user_settings": {},
        "geo_ordered_rtc_regions": [],
        "_trace": [],
    }
