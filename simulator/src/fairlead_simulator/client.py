"""A client of the control API, for tests and tools."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp

from fairlead_simulator import jsonvalue
from fairlead_simulator.body import (
    Body,
    Parser,
    flag,
    integer,
    items,
    mapping,
    number,
    snowflake,
    text,
    values,
)
from fairlead_simulator.delivery_report import DeliveryReport, GapReport, delivery_report, gap_reports, shard
from fairlead_simulator.jsonvalue import Json, JsonObject

_TIMEOUT = aiohttp.ClientTimeout(total=60)


class ControlError(Exception):
    """The simulator refused a control request.

    Attributes:
        status: The HTTP status.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class SessionReport:
    """A live session."""

    session_id: str
    shard_id: int
    shard_count: int
    connected: bool
    sequence: int
    intents: int
    guilds: int


@dataclass(frozen=True, slots=True)
class BudgetReport:
    """Identifies of the day."""

    total: int
    remaining: int
    reset_after_ms: int


@dataclass(frozen=True, slots=True)
class Report:
    """What one application's clients did and what they were sent.

    Attributes:
        application_id: The application.
        identifies: Accepted identifies.
        identifies_by_shard: The same by shard id and shard count.
        resumes: Accepted resumes.
        violations: Broken rules and how often, by the clients of all applications.
        unknown_routes: REST requests that no route answers, and how often, by the clients of all applications.
        sessions: Sessions that live now.
        events_sent: Events given to sessions.
        budget: Identifies of the day.
        delivery: How the delivery of all witnessed events went.
        gaps: Times without a connection by shard id and shard count.
    """

    application_id: int
    identifies: int
    identifies_by_shard: dict[tuple[int, int], int]
    resumes: int
    violations: dict[str, int]
    unknown_routes: dict[str, int]
    sessions: list[SessionReport]
    events_sent: int
    budget: BudgetReport
    delivery: DeliveryReport
    gaps: dict[tuple[int, int], GapReport]


@dataclass(frozen=True, slots=True)
class BotReport:
    """An application; token and client secret are secrets like any other."""

    application_id: int
    name: str
    token: str
    client_secret: str
    shards: int
    guilds: int


@dataclass(frozen=True, slots=True)
class NamedObject:
    """A channel, role or member of a guild: its id and what it is called."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class GuildReport:
    """A guild and the ids in it; `members` are people, without the bot."""

    id: int
    name: str
    owner_id: int
    channels: list[NamedObject]
    roles: list[NamedObject]
    members: list[NamedObject]


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a user saw after running a command, using a component or submitting a modal.

    Attributes:
        interaction_id: The interaction.
        answered: Whether there was a first answer in time.
        elapsed_ms: Milliseconds until the first answer.
        type: The kind of the first answer, Discord's number.
        data: The first answer's data as the bot sent it.
        ephemeral: Whether only the user saw it.
        content: What the first message says now.
        edits: How often it was edited, the filling in of a deferred one included.
        messages: The first message and the followups, as Discord describes messages.
    """

    interaction_id: int
    answered: bool
    elapsed_ms: float | None
    type: int | None
    data: JsonObject
    ephemeral: bool
    content: str | None
    edits: int
    messages: list[JsonObject]


class ControlClient:
    """Talks to the control API of a simulator; an async context manager that owns its connections."""

    def __init__(self, control_url: str) -> None:
        self._url = control_url
        self._http = aiohttp.ClientSession(timeout=_TIMEOUT)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def report(self, application_id: int | None = None) -> Report:
        """Return what happened to an application, the first if None, and which of its sessions live."""
        query = "" if application_id is None else f"?application_id={application_id}"
        body = Body(await self._ask("GET", f"/report{query}"))
        identifies = Body(body.required("identifies", mapping))
        by_shard = identifies.required("by_shard", values(integer()))
        budget = Body(body.required("budget", mapping))
        return Report(
            application_id=body.required("application_id", snowflake),
            identifies=identifies.required("total", integer()),
            identifies_by_shard={shard(name): times for name, times in by_shard.items()},
            resumes=body.required("resumes", integer()),
            violations=body.required("violations", values(integer())),
            unknown_routes=body.required("unknown_routes", values(integer())),
            sessions=body.required("sessions", items(_session)),
            events_sent=body.required("events_sent", integer()),
            budget=BudgetReport(
                budget.required("total", integer()),
                budget.required("remaining", integer()),
                budget.required("reset_after_ms", integer()),
            ),
            delivery=body.required("delivery", delivery_report),
            gaps=body.required("gaps", gap_reports),
        )

    async def guilds(self) -> list[GuildReport]:
        """Return all guilds with the ids in them."""
        return items(_guild)(await self._ask("GET", "/guilds"), ())

    async def add_guilds(self, count: int = 1, *, name: str | None = None, members: int = 10) -> list[GuildReport]:
        """Let the bot join new guilds and return them; `members` counts people."""
        made = await self._ask("POST", "/guilds", {"count": count, "name": name, "members": members})
        return items(_guild)(made, ())

    async def invite_bot(self, guild_id: int, *, user_id: int | None = None, permissions: int | None = None) -> None:
        """Let a user (the guild's owner) add the bot to a guild, with permissions (an administrator's).

        Raises:
            ControlError: The bot is in the guild, or there is no such guild or member.
        """
        asked: JsonObject = {"guild_id": guild_id, "user_id": user_id, "permissions": permissions}
        await self._ask("POST", "/invitations", asked)

    async def remove_bot(self, guild_id: int, *, user_id: int | None = None) -> None:
        """Let a user (the guild's owner) remove the bot from a guild.

        Raises:
            ControlError: The bot is not in the guild, or there is no such guild or member.
        """
        await self._ask("DELETE", "/invitations", {"guild_id": guild_id, "user_id": user_id})

    async def send_message(
        self, guild_id: int, content: str, *, channel_id: int | None = None, user_id: int | None = None
    ) -> int:
        """Write a message as a user (the guild's owner) in a channel (its first text channel); return its id."""
        asked = {"content": content} | _place(guild_id, channel_id, user_id)
        return Body(await self._ask("POST", "/messages", asked)).required("id", snowflake)

    async def send_direct_message(self, user_id: int, content: str) -> int:
        """Write a direct message to the bot as a user; return its id."""
        asked: JsonObject = {"user_id": user_id, "content": content}
        return Body(await self._ask("POST", "/direct-messages", asked)).required("id", snowflake)

    async def entitle(self, user_id: int, sku_id: int) -> int:
        """Let a user buy something of the bot's application; return the entitlement's id."""
        asked: JsonObject = {"user_id": user_id, "sku_id": sku_id}
        return Body(await self._ask("POST", "/entitlements", asked)).required("id", snowflake)

    async def run_command(
        self,
        guild_id: int,
        name: str,
        options: JsonObject | None = None,
        *,
        channel_id: int | None = None,
        user_id: int | None = None,
        target_id: int | None = None,
        focused: str | None = None,
        wait: float = 3.0,
    ) -> CommandResult:
        """Run a command as a user and return what the user sees.

        Args:
            guild_id: Where.
            name: The command's name; subcommands of a slash command follow after spaces.
            options: Values by option name; ids may be numbers or strings.
            channel_id: Where; the guild's first text channel if None.
            user_id: Who; the guild's owner if None.
            target_id: The member or message that a command of the context menu is called on.
            focused: The option that the user is still typing; the answer's data has the choices.
            wait: Seconds to wait for an answer, a deferred one's filling in included.

        Raises:
            ControlError: The command is not registered, the user may not use it, or an option does not fit.
        """
        asked: JsonObject = {"name": name, "options": options or {}, "wait": wait}
        asked |= {"target_id": target_id, "focused": focused}
        return _result(await self._ask("POST", "/interactions", asked | _place(guild_id, channel_id, user_id)))

    async def use_component(
        self,
        guild_id: int,
        message_id: int,
        custom_id: str,
        values: Sequence[str | int] = (),
        *,
        user_id: int | None = None,
        wait: float = 3.0,
    ) -> CommandResult:
        """Press a button of a message as a user, or choose values (ids or strings) in its select.

        Raises:
            ControlError: There is no such component, it is disabled, or a value cannot be chosen.
        """
        asked: JsonObject = {"guild_id": guild_id, "user_id": user_id, "wait": wait}
        asked |= {"message_id": message_id, "custom_id": custom_id, "values": [*values]}
        return _result(await self._ask("POST", "/components", asked))

    async def submit_modal(
        self, interaction_id: int, values: dict[str, str] | None = None, *, wait: float = 3.0
    ) -> CommandResult:
        """Submit the modal that an interaction was answered with; `values` are texts by custom id.

        Raises:
            ControlError: The interaction was not answered with a modal, or a text does not fit.
        """
        asked: JsonObject = {"interaction_id": interaction_id, "values": {**(values or {})}, "wait": wait}
        return _result(await self._ask("POST", "/modals", asked))

    async def set_bot(self, **changes: bool | int | str) -> JsonObject:
        """Change the bot and return how it is now.

        Fields: `shards`, `max_concurrency`, `session_limit`, `remaining`, `token`, `privileged_intents`.
        """
        return mapping(await self._ask("PUT", "/bot", {**changes}), ())

    async def inject(self, kind: str, **fields: Json) -> JsonObject:
        """Let a fault happen: `inject("drop", shard_id=0)`."""
        return mapping(await self._ask("POST", "/faults", {"kind": kind, **fields}), ())

    async def note(self, kind: str, **fields: Json) -> JsonObject:
        """Say what happened to the bot under test: `note("kill", process="bot")`, `note("store_fault")`.

        The field `application_id` says whose bot it is; without it, it is the first application's.
        """
        return mapping(await self._ask("POST", "/events", {"kind": kind, **fields}), ())

    async def ledger(self, session_id: str, *, after: int = 0) -> list[JsonObject]:
        """Return up to 1,000 events of a session that follow a sequence, in order."""
        path = f"/ledger?session_id={session_id}&after={after}"
        return items(mapping)(await self._ask("GET", path), ())

    async def clear_faults(self) -> None:
        """End the faults that go on and forget those to come."""
        await self._ask("DELETE", "/faults")

    async def add_bot(self, **plan: Json) -> BotReport:
        """Add an application with a token of its own.

        Fields: `name`, `token`, `shards`, `max_concurrency`, `identify_limit`, `guild_ids` (without them, every guild).
        """
        return _bot(await self._ask("POST", "/bots", {**plan}), ())

    async def bots(self) -> list[BotReport]:
        """Return all applications with their present tokens."""
        return items(_bot)(await self._ask("GET", "/bots"), ())

    async def traffic(self, rate: float, mix: str | dict[str, float] | None = None, *, encoded: bool = False) -> None:
        """Replace the traffic.

        Args:
            rate: Events per second over all guilds; 0 for none.
            mix: A mix by its name, or the weight of each kind of event.
            encoded: Whether the same events are sent again and again, for load.
        """
        chosen: Json = {**mix} if isinstance(mix, dict) else mix
        await self._ask("POST", "/traffic", {"rate": rate, "mix": chosen, "encoded": encoded})

    async def _ask(self, method: str, path: str, body: JsonObject | None = None) -> Json:
        raw = None if body is None else jsonvalue.encode(body)
        async with self._http.request(method, self._url + path, data=raw) as response:
            answer = jsonvalue.decode(await response.read())
        if not response.ok:
            raise ControlError(response.status, Body(answer).required("error", text()))
        return answer


def _place(guild_id: int, channel_id: int | None, user_id: int | None) -> JsonObject:
    return {"guild_id": guild_id, "channel_id": channel_id, "user_id": user_id}


def _result(value: Json) -> CommandResult:
    body = Body(value)
    return CommandResult(
        interaction_id=body.required("interaction_id", snowflake),
        answered=body.required("answered", flag),
        elapsed_ms=body.optional("elapsed_ms", number()),
        type=body.optional("type", integer()),
        data=body.required("data", mapping),
        ephemeral=body.required("ephemeral", flag),
        content=body.optional("content", text()),
        edits=body.required("edits", integer()),
        messages=body.required("messages", items(mapping)),
    )


def _session(value: Json, path: tuple[str, ...]) -> SessionReport:
    body = Body(value, path)
    shard_id, shard_count = body.required("shard", items(integer()))
    return SessionReport(
        session_id=body.required("session_id", text()),
        shard_id=shard_id,
        shard_count=shard_count,
        connected=body.required("connected", flag),
        sequence=body.required("sequence", integer()),
        intents=body.required("intents", integer()),
        guilds=body.required("guilds", integer()),
    )


def _bot(value: Json, path: tuple[str, ...]) -> BotReport:
    body = Body(value, path)
    return BotReport(
        application_id=body.required("application_id", snowflake),
        name=body.required("name", text()),
        token=body.required("token", text()),
        client_secret=body.required("client_secret", text()),
        shards=body.required("shards", integer()),
        guilds=body.required("guilds", integer()),
    )


def _guild(value: Json, path: tuple[str, ...]) -> GuildReport:
    body = Body(value, path)
    people = [
        member
        for member in body.required("members", items(mapping))
        if not Body(member).optional("bot", flag, default=False)
    ]
    return GuildReport(
        id=body.required("id", snowflake),
        name=body.required("name", text()),
        owner_id=body.required("owner_id", snowflake),
        channels=body.required("channels", items(_named("name"))),
        roles=body.required("roles", items(_named("name"))),
        members=[_named("username")(member, ()) for member in people],
    )


def _named(field: str) -> Parser[NamedObject]:
    def parse(value: Json, path: tuple[str, ...]) -> NamedObject:
        body = Body(value, path)
        return NamedObject(body.required("id", snowflake), body.required(field, text()))

    return parse
