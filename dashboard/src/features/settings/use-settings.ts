import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, query } from "@/api/client";
import { ApiError } from "@/api/problem";

import type { JsonObject } from "./schema/json";

/** The settings of a guild as they were read: by key, and what the API calls this state of them. */
export interface SettingsRead {
  readonly values: Readonly<Record<string, JsonObject>>;
  /** By key, what another version of the bot stored and this one cannot use. */
  readonly unfit: Readonly<Record<string, readonly string[]>>;
  readonly etag: string;
}

/** Without the name of a state, a change would take back whatever somebody else changed since. */
const NO_ETAG =
  "The answer does not say which state of the settings it is (no ETag; a proxy may have removed it), so nothing can be changed safely.";

const PATH = "/api/v1/guilds/{guild_id}/settings";

/** What can be set. */
export function useSchemas(guildId: string) {
  return query.useQuery(
    "get",
    "/api/v1/guilds/{guild_id}/settings/schema",
    { params: { path: { guild_id: guildId } } },
    { staleTime: 5 * 60_000 },
  );
}

/** What is set. */
export function useSettings(guildId: string) {
  return useQuery({ queryKey: ["settings", guildId], queryFn: () => readSettings(guildId) });
}

/** Reads what is set, past what is kept: to see what somebody else changed. */
export async function readSettings(guildId: string): Promise<SettingsRead> {
  return settingsOf(await api.GET(PATH, { params: { path: { guild_id: guildId } } }));
}

/** Sets the keys that are named, if nobody else changed anything since `etag`. */
export function useSaveSettings(guildId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ values, etag }: { values: Readonly<Record<string, JsonObject>>; etag: string }) =>
      settingsOf(
        await api.PUT(PATH, {
          params: { path: { guild_id: guildId }, header: { "If-Match": etag } },
          body: values as Record<string, Record<string, never>>,
        }),
      ),
    onSuccess: (saved) => {
      queries.setQueryData(["settings", guildId], saved);
    },
  });
}

/** Whether a change was refused because somebody else was faster. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 412;
}

/** What the API answers; its description calls a value no more than JSON. */
interface Answer {
  readonly settings: Readonly<Record<string, { value: JsonObject; unfit: readonly { message: string }[] }>>;
}

function settingsOf({
  data,
  response,
}: {
  readonly data?: unknown;
  readonly response: Response;
}): SettingsRead {
  const etag = response.headers.get("ETag");
  if (etag === null)
    throw new ApiError(response.status, "no_etag", NO_ETAG, response.headers.get("X-Request-ID"));
  const settings = Object.entries((data as Answer).settings);
  return {
    values: Object.fromEntries(settings.map(([key, { value }]) => [key, value])),
    unfit: Object.fromEntries(settings.map(([key, { unfit }]) => [key, unfit.map((fault) => fault.message)])),
    etag,
  };
}
