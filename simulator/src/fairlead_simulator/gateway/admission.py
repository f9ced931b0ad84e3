"""Opens sessions and takes them up again, within the limits of their application."""

import secrets
from dataclasses import dataclass

from fairlead_simulator.application import Application
from fairlead_simulator.gateway.expulsion import reset_token
from fairlead_simulator.gateway.identify import Identify, Resume, check_grant
from fairlead_simulator.gateway.link import Link
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.refusal import FrameRefusedError, NobodyThereError, SessionRefusedError
from fairlead_simulator.gateway.requests import show
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.jsonvalue import JsonObject, encode
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule
from fairlead_simulator.world import payloads
from fairlead_simulator.world.events import guild_available
from fairlead_simulator.world.model import Guild

DEAD_PATH = "/dead"
"""Where nobody answers: the path of a resume URL that a fault made dead."""

_API_VERSION = 10


@dataclass(frozen=True, slots=True)
class Doorway:
    """Where a client asks for a session.

    Attributes:
        simulation: The simulation.
        link: The client's connection.
        gateway_url: What READY tells the client to resume at.
        address: The client's IP address.
    """

    simulation: Simulation
    link: Link
    gateway_url: str
    address: str


def open_session(doorway: Doorway, identify: Identify) -> Session:
    """Open a session for an identify and send READY and the shard's guilds on it.

    Beyond the day's budget all sessions end and the token is reset.

    Raises:
        FrameRefusedError: The token or what was asked for is not allowed.
        SessionRefusedError: It came too early for its bucket, or the day's budget is spent.
    """
    simulation = doorway.simulation
    application = _authenticated(simulation, identify.token)
    guilds = [
        guild
        for guild in simulation.world.guilds_on(identify.shard_id, identify.shard_count)
        if guild.id in application.guild_ids
    ]
    check_grant(identify, application.granted, len(guilds), application.shard_multiple)
    now = simulation.clock.monotonic()
    if application.budget.remaining(now) <= 0:
        reset_token(application)
        raise SessionRefusedError(Rule.SESSION_BUDGET)
    if not application.buckets.admit(identify.shard_id, now):
        raise SessionRefusedError(Rule.IDENTIFY_BUCKET)
    application.budget.spend(now)
    application.statistics.identifies[identify.shard_id, identify.shard_count] += 1
    session = Session(
        secrets.token_hex(16),
        identify.shard_id,
        identify.shard_count,
        identify.intents,
        application.bot.id,
        terms=simulation.terms,
        clock=simulation.clock,
    )
    ledger = simulation.account(application.id).ledger
    session.history = ledger.opened(session.id, session.shard_id, session.shard_count)
    application.sessions.add(session)
    session.connect(doorway.link)
    simulation.emit(session, "READY", encode(_ready(application, session, guilds, _resume_url(doorway, identify))))
    for guild in guilds:
        simulation.offer(session, guild_available(guild, application.bot.id, large_threshold=identify.large_threshold))
    show(simulation, session, identify.presence)
    return session


def resume_session(doorway: Doorway, resume: Resume) -> Session:
    """Take up a session on a new connection: what was missed in order, then RESUMED.

    Raises:
        FrameRefusedError: The token is wrong, or the sequence was never sent.
        NobodyThereError: A fault wants the session's resume URL to be dead.
        SessionRefusedError: There is no such session any more, or it no longer has all that was missed.
    """
    simulation = doorway.simulation
    application = _authenticated(simulation, resume.token)
    session = application.sessions.get(resume.session_id)
    if session is None or session.expired(simulation.clock.monotonic()):
        simulation.account(application.id).ledger.refused(resume.session_id, resume.sequence)
        raise SessionRefusedError
    if session.cut_next_resume:
        session.cut_next_resume = False
        raise NobodyThereError
    try:
        missed = session.missed(resume.sequence)
    except ValueError as error:
        raise FrameRefusedError(CloseCode.INVALID_SEQUENCE, Rule.INVALID_SEQUENCE, "Invalid seq.") from error
    if missed is None:
        application.sessions.end(session)
        simulation.account(application.id).ledger.refused(session.id, resume.sequence)
        raise SessionRefusedError
    session.acknowledge(resume.sequence)
    session.connect(doorway.link)
    for frame in missed:
        doorway.link.push(frame)
    simulation.emit(session, "RESUMED", encode({"_trace": []}))
    application.statistics.resumes += 1
    return session


def _resume_url(doorway: Doorway, identify: Identify) -> str:
    dead = doorway.simulation.faults.resume_url_is_dead(doorway.address, (identify.shard_id, identify.shard_count))
    return doorway.gateway_url + DEAD_PATH if dead else doorway.gateway_url


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
