import { query } from "@/api/client";

/** More guilds than the selector can show are found by search in the API's own pages. */
export const MOST_GUILDS = 100;

/** The guilds that the user may settle. */
export function useGuilds() {
  return query.useQuery("get", "/api/v1/guilds", { params: { query: { limit: MOST_GUILDS } } });
}

/** One guild. */
export function useGuild(guildId: string) {
  return query.useQuery("get", "/api/v1/guilds/{guild_id}", { params: { path: { guild_id: guildId } } });
}
