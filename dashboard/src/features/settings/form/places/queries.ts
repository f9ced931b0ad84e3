import { keepPreviousData } from "@tanstack/react-query";
import { useContext } from "react";

import { query } from "@/api/client";

import { GuildOfForm } from "./guild-context";

/** With fewer letters half of a server would be found. */
export const FEWEST_LETTERS = 2;

/** The channels of the server. */
export function useChannels(enabled: boolean) {
  const path = { guild_id: useContext(GuildOfForm) };
  return query.useQuery("get", "/api/v1/guilds/{guild_id}/channels", { params: { path } }, { enabled });
}

/** The roles of the server. */
export function useRoles(enabled: boolean) {
  const path = { guild_id: useContext(GuildOfForm) };
  return query.useQuery("get", "/api/v1/guilds/{guild_id}/roles", { params: { path } }, { enabled });
}

/** One member of the server. */
export function useMember(id: string, enabled: boolean) {
  const path = { guild_id: useContext(GuildOfForm), user_id: id };
  return query.useQuery(
    "get",
    "/api/v1/guilds/{guild_id}/members/{user_id}",
    { params: { path } },
    { enabled },
  );
}

/** Members of the server whose name begins with a text. */
export function useMembers(text: string, enabled: boolean) {
  const path = { guild_id: useContext(GuildOfForm) };
  return query.useQuery(
    "get",
    "/api/v1/guilds/{guild_id}/members",
    { params: { path, query: { query: text, limit: 10 } } },
    { enabled: enabled && text.length >= FEWEST_LETTERS, placeholderData: keepPreviousData },
  );
}
