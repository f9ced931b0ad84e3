import { useQuery } from "@tanstack/react-query";

import { api, query } from "@/api/client";
import { everyPage } from "@/api/every-page";
import { iconOf } from "@/api/pictures";
import type { DiscordGuild, Guild } from "@/api/types";

/** How often it is looked whether something that is expected has come. */
const WATCH_MS = 3_000;

/** Discord is asked once a minute at most. */
const DISCORD_FRESH_MS = 60_000;

/**
 * The guilds that the user may settle, by name.
 *
 * @param expected guilds that are to be among them soon: until then it is looked again and again.
 */
export function useGuilds(expected?: ReadonlySet<string>) {
  return useQuery<readonly Guild[]>({
    queryKey: ["get", "/api/v1/guilds", "all"],
    queryFn: ({ signal }) =>
      everyPage((place) => api.GET("/api/v1/guilds", { params: { query: place }, signal })),
    refetchInterval: ({ state: { data } }) => {
      const known = new Set(data?.map((guild) => guild.guild_id));
      return [...(expected ?? [])].some((guildId) => !known.has(guildId)) && WATCH_MS;
    },
  });
}

/** The guilds that the user is in on Discord, by name. */
export function useDiscordGuilds() {
  return useQuery<readonly DiscordGuild[]>({
    queryKey: ["get", "/api/v1/discord-guilds", "all"],
    queryFn: ({ signal }) =>
      everyPage((place) => api.GET("/api/v1/discord-guilds", { params: { query: place }, signal })),
    staleTime: DISCORD_FRESH_MS,
  });
}

/** Where the pictures of guilds are, as far as Discord tells. */
export function useIcons(): ReadonlyMap<string, string | undefined> {
  const guilds = useDiscordGuilds().data ?? [];
  return new Map(guilds.map((guild) => [guild.guild_id, iconOf(guild)]));
}

/** One guild. */
export function useGuild(guildId: string) {
  return query.useQuery("get", "/api/v1/guilds/{guild_id}", { params: { path: { guild_id: guildId } } });
}
