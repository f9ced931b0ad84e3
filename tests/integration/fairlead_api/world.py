"""Guilds in the database as the bot would have put them there, and keys."""

from dataclasses import dataclass

from sqlalchemy import select, update

from fairlead_api.api_keys.key import hash_of, new_key
from fairlead_shared.database.database import Database
from fairlead_shared.database.models import AdminUser, ApiKey, AuditLogEntry, AuthorizedUser, Guild
from fairlead_shared.database.scope import FleetScope
from fairlead_simulator.client import ControlClient, GuildReport
from fairlead_simulator.server import Simulator
from fairlead_simulator.world.model import Guild as SimulatedGuild
from fairlead_simulator.world.model import Member
from fairlead_simulator.world.permissions import Permission


@dataclass(frozen=True)
class World:
    """Two guilds.

    Attributes:
        guild_id: A guild.
        owner: Who added the bot to it.
        delegate: Who was given access.
        revoked: Whose access was revoked.
        other_guild_id: Another guild.
        stranger: Who added the bot there, and has nothing to do with the first guild.
        member_name: Somebody in the first guild.
    """

    database: Database
    guild_id: int
    owner: int
    delegate: int
    revoked: int
    other_guild_id: int
    stranger: int
    member_name: str
    simulator: Simulator

    async def role_of(self, user_id: int) -> int:
        """Give a member of the first guild a role that nobody else has."""
        world = self.simulator.simulation.world
        guild = world.guilds[self.guild_id]
        role_id = next(role_id for role_id in guild.roles if role_id != guild.id)
        for member in guild.members.values():
            member.role_ids = [role_id] if member.user.id == user_id else []
        return role_id

    async def make_key(self, *scopes: str, **fields: object) -> str:
        key = new_key()
        async with self.database.transaction(FleetScope()) as transaction:
            transaction.add(
                ApiKey(key_hash=hash_of(key.text), prefix=key.prefix, name="test", scopes=[*scopes], **fields)
            )
        return key.text

    async def add_admin(self, username: str) -> None:
        async with self.database.transaction(FleetScope()) as transaction:
            transaction.add(AdminUser(username=username))

    async def add_guild(self, guild_id: int, name: str, adder: int) -> None:
        async with self.database.transaction(FleetScope()) as transaction:
            transaction.add(Guild(guild_id=guild_id, guild_name=name, added_by_user_id=adder))
            await transaction.flush()
            transaction.add(AuthorizedUser(guild_id=guild_id, user_id=adder, granted_by_user_id=adder))

    async def guild_without_bot(self, control: ControlClient, permitted: Permission | None = None) -> SimulatedGuild:
        """Have the owner of the first guild in one without the bot, with some permissions or as its owner."""
        simulated = self.simulator.simulation.world
        made = (await control.add_guilds(1, members=2))[0]
        await control.remove_bot(made.id)
        guild, user = simulated.guilds[made.id], simulated.users[self.owner]
        guild.members[user.id] = Member(user, joined_at=0.0)
        if permitted is None:
            guild.owner_id = user.id
        else:
            role = next(role for role in guild.roles.values() if role.id != guild.id and role.bot_id is None)
            role.permissions = permitted.value
            guild.members[user.id].role_ids = [role.id]
        return guild

    async def close_guild(self) -> None:
        async with self.database.transaction(FleetScope()) as transaction:
            await transaction.execute(update(Guild).where(Guild.guild_id == self.guild_id).values(is_active=False))

    async def rename_guild(self, name: str) -> None:
        async with self.database.transaction(FleetScope()) as transaction:
            await transaction.execute(update(Guild).where(Guild.guild_id == self.guild_id).values(guild_name=name))

    async def audit(self) -> list[AuditLogEntry]:
        async with self.database.transaction(FleetScope()) as transaction:
            return [*await transaction.scalars(select(AuditLogEntry).order_by(AuditLogEntry.created_at))]

    async def give_access(self, user_id: int, guild_id: int) -> None:
        async with self.database.transaction(FleetScope()) as transaction:
            transaction.add(AuthorizedUser(guild_id=guild_id, user_id=user_id, granted_by_user_id=self.stranger))

    async def revoke(self, user_id: int) -> None:
        async with self.database.transaction(FleetScope()) as transaction:
            await transaction.execute(
                update(AuthorizedUser)
                .where(AuthorizedUser.guild_id == self.guild_id, AuthorizedUser.user_id == user_id)
                .values(is_active=False)
            )


async def make_world(guilds: list[GuildReport], database: Database, simulator: Simulator) -> World:
    """Put two guilds into the database."""
    first, second = guilds[0], guilds[1]
    people = [member.id for member in first.members if member.id != first.owner_id]
    outside = {member.id for member in first.members} | {first.owner_id}
    stranger = next(member.id for member in second.members if member.id not in outside)
    async with database.transaction(FleetScope()) as transaction:
        for guild, adder in ((first, first.owner_id), (second, stranger)):
            transaction.add(Guild(guild_id=guild.id, guild_name=guild.name, added_by_user_id=adder))
        await transaction.flush()
        grants = [
            (first.id, first.owner_id, True),
            (first.id, people[0], True),
            (first.id, people[1], False),
            (second.id, stranger, True),
        ]
        for guild_id, user_id, active in grants:
            transaction.add(
                AuthorizedUser(guild_id=guild_id, user_id=user_id, granted_by_user_id=first.owner_id, is_active=active)
            )
    return World(
        database=database,
        guild_id=first.id,
        owner=first.owner_id,
        delegate=people[0],
        revoked=people[1],
        other_guild_id=second.id,
        stranger=stranger,
        member_name=first.members[0].name,
        simulator=simulator,
    )
