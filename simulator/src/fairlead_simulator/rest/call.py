"""One request to the REST API: who asks, for which objects, with what body."""

from urllib.parse import unquote

from aiohttp import web

from fairlead_simulator import jsonvalue
from fairlead_simulator.actions.actor import Actor
from fairlead_simulator.application import Application
from fairlead_simulator.body import BodyError, Parser, snowflake
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.oauth.grants import Grant, Scope
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule
from fairlead_simulator.world import permissions
from fairlead_simulator.world.model import Channel, Guild, Member, Message, User
from fairlead_simulator.world.permissions import Permission

_MAX_REASON = 512


class Call:
    """Wraps a request; each accessor refuses the request when what it names does not exist.

    Attributes:
        request: The HTTP request.
        simulation: The simulation.
    """

    def __init__(self, request: web.Request, simulation: Simulation) -> None:
        self.request = request
        self.simulation = simulation

    def application(self) -> Application:
        """Return the application whose bot token the request carries.

        Raises:
            ApiError: It carries none that is known.
        """
        kind, _, token = self.request.headers.get("Authorization", "").partition(" ")
        application = self.simulation.application_with(token) if kind == "Bot" else None
        if application is None:
            self.simulation.violations.count(Rule.UNAUTHORIZED)
            raise ApiError(ErrorCode.UNAUTHORIZED)
        return application

    def is_bot(self) -> bool:
        """Tell whether the request comes with a bot's token, right or wrong."""
        return self.request.headers.get("Authorization", "").startswith("Bot ")

    def grant(self, scope: Scope | None) -> Grant:
        """Return what the user of the Bearer token granted, a scope among it if one is named.

        Raises:
            ApiError: There is no such token that is still good, or it lacks the scope.
        """
        kind, _, token = self.request.headers.get("Authorization", "").partition(" ")
        now = self.simulation.clock.monotonic()
        grant = self.simulation.grants.granted_by(token, now) if kind == "Bearer" else None
        if grant is None:
            self.simulation.violations.count(Rule.UNAUTHORIZED)
            raise ApiError(ErrorCode.UNAUTHORIZED)
        if scope is not None and scope not in grant.scopes:
            raise ApiError(ErrorCode.MISSING_SCOPE)
        return grant

    def own_application(self) -> Application:
        """Return the application in the path, which has to be the one that asks.

        Raises:
            ApiError: It is another one.
        """
        application = self.application()
        if self.path_id("application_id", ErrorCode.UNKNOWN_APPLICATION) != application.id:
            raise ApiError(ErrorCode.UNKNOWN_APPLICATION)
        return application

    def guild(self) -> Guild:
        """Return the guild in the path.

        Raises:
            ApiError: The bot is in no such guild.
        """
        application = self.application()
        guild_id = self.path_id("guild_id", ErrorCode.UNKNOWN_GUILD)
        if guild_id not in application.guild_ids:
            raise ApiError(ErrorCode.UNKNOWN_GUILD)
        return self.simulation.world.guilds[guild_id]

    def actor(self) -> Actor:
        """Return the bot as the one who changes something, with the reason of the request's header.

        Raises:
            ApiError: The request carries no bot's token.
        """
        reason = unquote(self.request.headers.get("X-Audit-Log-Reason", ""))
        return Actor(self.application().bot, reason[:_MAX_REASON] or None)

    def permit(self, guild: Guild, permission: Permission, channel: Channel | None = None) -> None:
        """Check that the bot may do something in a guild, or in one of its channels.

        Raises:
            ApiError: It may not.
        """
        bot_id = self.application().bot.id
        granted = (
            permissions.of_member(guild, bot_id) if channel is None else permissions.in_channel(guild, channel, bot_id)
        )
        if granted & permission != permission:
            raise ApiError(ErrorCode.MISSING_PERMISSIONS)

    def permit_over(self, guild: Guild, user_id: int, permission: Permission) -> None:
        """Check that the bot may do something to a member, who has to stand below it.

        Raises:
            ApiError: It may not.
        """
        self.permit(guild, permission)
        if permissions.rank(guild, user_id) >= permissions.rank(guild, self.application().bot.id):
            raise ApiError(ErrorCode.MISSING_PERMISSIONS)

    def member(self) -> Member:
        """Return the member in the path; `@me` is the bot.

        Raises:
            ApiError: There is no such member.
        """
        guild, bot = self.guild(), self.application().bot
        own = self.request.match_info["user_id"] == "@me"
        member = guild.members.get(bot.id if own else self.path_id("user_id", ErrorCode.UNKNOWN_MEMBER))
        if member is None:
            raise ApiError(ErrorCode.UNKNOWN_MEMBER)
        return member

    def user(self) -> User:
        """Return the user in the path; `@me` is the bot.

        Raises:
            ApiError: There is no such user.
        """
        application = self.application()
        if self.request.match_info["user_id"] == "@me":
            return application.bot
        user = self.simulation.world.users.get(self.path_id("user_id", ErrorCode.UNKNOWN_USER))
        if user is None:
            raise ApiError(ErrorCode.UNKNOWN_USER)
        return user

    def channel(self) -> Channel:
        """Return the channel in the path.

        Raises:
            ApiError: The bot sees no such channel.
        """
        application = self.application()
        channel = self.simulation.world.channels.get(self.path_id("channel_id", ErrorCode.UNKNOWN_CHANNEL))
        visible = channel is not None and (
            channel.bot_id == application.bot.id or channel.guild_id in application.guild_ids
        )
        if channel is None or not visible:
            raise ApiError(ErrorCode.UNKNOWN_CHANNEL)
        return channel

    def guild_of(self, channel: Channel) -> Guild:
        """Return the guild of a channel.

        Raises:
            ApiError: It is a DM.
        """
        if channel.guild_id is None:
            raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
        return self.simulation.world.guilds[channel.guild_id]

    def permit_in(self, channel: Channel, permission: Permission) -> None:
        """Check that the bot may do something in a channel; in a DM it may do everything.

        Raises:
            ApiError: It may not.
        """
        if channel.guild_id is not None:
            self.permit(self.guild_of(channel), permission, channel)

    def message(self) -> Message:
        """Return the message in the path.

        Raises:
            ApiError: There is no such message in the channel.
        """
        message = self.channel().messages.get(self.path_id("message_id", ErrorCode.UNKNOWN_MESSAGE))
        if message is None:
            raise ApiError(ErrorCode.UNKNOWN_MESSAGE)
        return message

    def path_id(self, name: str, otherwise: ErrorCode) -> int:
        """Return an id in the path.

        Raises:
            ApiError: It is no id, so that there is nothing by it.
        """
        try:
            return snowflake(self.request.match_info[name], (name,))
        except BodyError as error:
            raise ApiError(otherwise) from error

    def query[T, D](self, name: str, parser: Parser[T], default: D) -> T | D:
        """Return a value of the query.

        Raises:
            BodyError: It does not fit.
        """
        given = self.request.query.get(name)
        if given is None:
            return default
        return parser(int(given) if given.isascii() and given.isdigit() else given, (name,))

    async def body(self) -> Json:
        """Read the JSON body; an empty one is an empty object.

        Raises:
            ApiError: It is not JSON.
        """
        return decode_body(await self.request.read())


def decode_body(raw: bytes) -> Json:
    """Read JSON that came in a request; nothing at all is an empty object.

    Raises:
        ApiError: It is not JSON.
    """
    try:
        return jsonvalue.decode(raw) if raw else {}
    except ValueError as error:
        raise ApiError(ErrorCode.INVALID_JSON) from error
