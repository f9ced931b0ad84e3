"""Lists, grants and revokes access to a guild: any authorised user may, of anybody but the one who added the bot."""

from fairlead_api.access.guild_policies import GuildCaller
from fairlead_api.access.principal import SessionUser
from fairlead_api.access.repository import OpenGuild
from fairlead_api.audit.repository import AuditLog
from fairlead_api.authorized_users.repository import AuthorizedUserRepository
from fairlead_api.authorized_users.schemas import AuthorizedPersonView, AuthorizedUserView
from fairlead_api.guilds.service import member_view
from fairlead_api.paging import Page, Paging
from fairlead_api.people import People
from fairlead_shared.database.database import Database
from fairlead_shared.database.scope import GuildScope
from fairlead_shared.errors import BusinessRuleError, ConflictError, NotFoundError


class InitialUserError(BusinessRuleError):
    """The access of who added the bot cannot be revoked."""

    code = "initial_user"
    title = "The initial user keeps their access"


async def list_people(
    database: Database, people: People, guild: OpenGuild, paging: Paging
) -> Page[AuthorizedPersonView]:
    """Return some of those who have access, with their names.

    Raises:
        DatabaseError: The database does not answer.
    """
    async with database.transaction(GuildScope(guild.guild_id)) as transaction:
        part = await AuthorizedUserRepository(transaction, guild.guild_id).part(paging)
    ids = [*(row.user_id for row in part.rows), *(row.granted_by_user_id for row in part.rows)]
    named = {user_id: member_view(person) for user_id, person in (await people.of(guild.guild_id, ids)).items()}
    items = [
        AuthorizedPersonView.model_construct(
            user_id=row.user_id,
            granted_by_user_id=row.granted_by_user_id,
            granted_at=row.granted_at,
            is_initial=row.user_id == guild.initial_user_id,
            user=named.get(row.user_id),
            granted_by=named.get(row.granted_by_user_id),
        )
        for row in part.rows
    ]
    return Page(items=items, total=part.total, limit=paging.limit, offset=paging.offset)


class AuthorizedUserService:
    """Access to one guild, changed by one of those who have it.

    Args:
        caller: Who asks, and the guild.
        bot_id: Who a key's grants are noted as: keys are no users.
    """

    def __init__(self, caller: GuildCaller, bot_id: int) -> None:
        self._caller = caller
        self._guild = caller.guild
        self._bot_id = bot_id
        self._users = AuthorizedUserRepository(caller.transaction, caller.guild.guild_id)
        self._audit = AuditLog(caller.transaction)

    async def grant(self, user_id: int) -> AuthorizedUserView:
        """Give a user access.

        Raises:
            ConflictError: They have it.
        """
        principal = self._caller.principal
        granted_by = principal.session.user_id if isinstance(principal, SessionUser) else self._bot_id
        row = await self._users.grant(user_id, granted_by)
        if row is None:
            raise ConflictError("This user has access already.")
        await self._audit.add(
            "guild.access.grant", principal, guild_id=self._guild.guild_id, after={"user_id": str(user_id)}
        )
        return AuthorizedUserView.model_construct(
            user_id=user_id,
            granted_by_user_id=row.granted_by_user_id,
            granted_at=row.granted_at,
            is_initial=user_id == self._guild.initial_user_id,
        )

    async def revoke(self, user_id: int) -> None:
        """Take access from a user, at once and everywhere.

        Raises:
            InitialUserError: They added the bot.
            NotFoundError: They have none.
        """
        if user_id == self._guild.initial_user_id:
            raise InitialUserError("The user who added the bot keeps their access.")
        row = await self._users.revoke(user_id)
        if row is None:
            raise NotFoundError("This user has no access to the guild.")
        before = {"user_id": str(user_id), "granted_by_user_id": str(row.granted_by_user_id)}
        await self._audit.add(
            "guild.access.revoke", self._caller.principal, guild_id=self._guild.guild_id, before=before
        )
