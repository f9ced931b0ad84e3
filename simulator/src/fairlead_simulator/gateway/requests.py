"""What a client may ask of the gateway once it has a session: presence, voice, members.

Source: https://discord.com/developers/docs/events/gateway-events#send-events
"""

from fairlead_simulator.body import Body, flag, integer, items, snowflake, text
from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.gateway.presence import Presence, parse_presence
from fairlead_simulator.gateway.refusal import FrameRefusedError
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.intents import Intent
from fairlead_simulator.jsonvalue import Json, JsonObject, encode
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule
from fairlead_simulator.world import payloads
from fairlead_simulator.world.events import presence_changed, voice_state_changed
from fairlead_simulator.world.model import Guild, Member, VoiceState

_CHUNK_SIZE = 1_000
_MAX_NAMED_MEMBERS = 100
_MAX_NONCE_BYTES = 32


def update_presence(simulation: Simulation, session: Session, data: Json) -> None:
    """Take a presence of the bot on a shard.

    Raises:
        BodyError: It is none.
    """
    show(simulation, session, parse_presence(data))


def show(simulation: Simulation, session: Session, presence: Presence) -> None:
    """Show a presence in the guilds of a session's shard, and tell those in which the bot comes online or goes."""
    session.presence = presence
    bot_id = session.viewer.bot_id
    for guild in simulation.world.guilds_on(session.shard_id, session.shard_count):
        if bot_id in guild.members and (bot_id in guild.online) is not presence.seen:
            guild.online ^= {bot_id}
            simulation.dispatch(presence_changed(guild, bot_id))


def update_voice_state(simulation: Simulation, session: Session, data: Json) -> None:
    """Let the bot join, move in or leave voice, and tell the guild.

    Raises:
        BodyError: A field is missing or not of its type.
    """
    body = Body(data)
    guild = simulation.world.guilds.get(body.required("guild_id", snowflake))
    if guild is None or session.viewer.bot_id not in guild.members:
        return
    state = VoiceState(
        user_id=session.viewer.bot_id,
        channel_id=body.optional("channel_id", snowflake),
        session_id=session.id,
        self_mute=body.optional("self_mute", flag, default=False),
        self_deaf=body.optional("self_deaf", flag, default=False),
    )
    if state.channel_id is None:
        guild.voice_states.pop(state.user_id, None)
    else:
        guild.voice_states[state.user_id] = state
    simulation.dispatch(voice_state_changed(guild, state))


def request_members(simulation: Simulation, session: Session, data: Json) -> None:
    """Answer with the members asked for: by name or all in chunks of 1,000, or those of the ids named.

    Raises:
        BodyError: A field is missing or not of its type.
        FrameRefusedError: All members were asked for without the members intent, or presences without theirs.
    """
    body = Body(data)
    guild = simulation.world.guilds.get(body.required("guild_id", snowflake))
    if guild is None or session.viewer.bot_id not in guild.members:
        return
    nonce = body.optional("nonce", text())
    if nonce is not None and len(nonce.encode()) > _MAX_NONCE_BYTES:
        nonce = None  # Discord passes over a nonce that is too long
    presences = body.optional("presences", flag, default=False)
    if presences and Intent.GUILD_PRESENCES not in session.intents:
        raise FrameRefusedError(
            CloseCode.DISALLOWED_INTENTS, Rule.DISALLOWED_INTENTS, "Presences need the presences intent."
        )
    not_found: list[Json] = []
    if "user_ids" in body:
        wanted = body.required("user_ids", _one_or_more_ids)
        members = [guild.members[user_id] for user_id in wanted if user_id in guild.members]
        not_found = [str(user_id) for user_id in wanted if user_id not in guild.members]
    else:
        query, limit = body.required("query", text()), body.required("limit", integer(0))
        if not query and limit == 0 and _too_early(simulation, session, guild, nonce):
            return
        members = _named(guild, session, query, limit)
    chunks = [members[start : start + _CHUNK_SIZE] for start in range(0, len(members), _CHUNK_SIZE)] or [[]]
    for index, chunk in enumerate(chunks):
        payload: JsonObject = {
            "guild_id": str(guild.id),
            "members": [payloads.member_payload(member) for member in chunk],
            "chunk_index": index,
            "chunk_count": len(chunks),
            "not_found": not_found,
        }
        if presences:
            payload["presences"] = [
                payloads.presence_payload(guild, member.user.id) for member in chunk if member.user.id in guild.online
            ]
        if nonce is not None:
            payload["nonce"] = nonce
        simulation.emit(session, "GUILD_MEMBERS_CHUNK", encode(payload))


def _too_early(simulation: Simulation, session: Session, guild: Guild, nonce: str | None) -> bool:
    """Tell whether all members of a guild were asked for less than 30 s ago, and say so to the client.

    Discord does not say whether the limit is each session's or the application's.
    """
    application = simulation.applications[session.viewer.bot_id]
    rate = application.member_requests if simulation.terms.strict else session.member_requests
    retry_after = rate.retry_after(guild.id, simulation.clock.monotonic())
    if not retry_after:
        return False
    simulation.violations.count(Rule.MEMBER_REQUEST_RATE)
    asked: JsonObject = {"guild_id": str(guild.id)}
    if nonce is not None:
        asked["nonce"] = nonce
    payload: JsonObject = {
        "opcode": Opcode.REQUEST_GUILD_MEMBERS.value,
        "retry_after": round(retry_after, 3),
        "meta": asked,
    }
    simulation.emit(session, "RATE_LIMITED", encode(payload))
    return True


def _one_or_more_ids(value: Json, path: tuple[str, ...]) -> list[int]:
    return items(snowflake, _MAX_NAMED_MEMBERS)(value if isinstance(value, list) else [value], path)


def _named(guild: Guild, session: Session, query: str, limit: int) -> list[Member]:
    if not query and limit == 0:
        if Intent.GUILD_MEMBERS not in session.intents:
            raise FrameRefusedError(
                CloseCode.DISALLOWED_INTENTS, Rule.DISALLOWED_INTENTS, "All members need the members intent."
            )
        return list(guild.members.values())
    named = [
        member
        for member in guild.members.values()
        if member.user.username.lower().startswith(query.lower()) or (member.nick or "").startswith(query)
    ]
    return named[: min(limit or _MAX_NAMED_MEMBERS, _MAX_NAMED_MEMBERS)]
