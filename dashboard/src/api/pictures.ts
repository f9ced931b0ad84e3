interface User {
  readonly user_id: string;
  readonly avatar: string | null;
}

interface Guild {
  readonly guild_id: string;
  readonly icon: string | null;
}

/** Where a user's picture is; nothing for who has none. */
export function avatarOf(user: User): string | undefined {
  return address("avatars", user.user_id, user.avatar);
}

/** Where a guild's picture is; nothing for one that has none. */
export function iconOf(guild: Guild): string | undefined {
  return address("icons", guild.guild_id, guild.icon);
}

function address(kind: "avatars" | "icons", owner: string, hash: string | null): string | undefined {
  return hash === null ? undefined : `/api/v1/pictures/${kind}/${owner}/${encodeURIComponent(hash)}`;
}
