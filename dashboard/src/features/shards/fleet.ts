import type { components } from "@/api/schema";
import type { StateNow } from "@/api/types";

/** An event of the stream of shards (docs/api.md, "Shards"). */
export type ShardsEvent = components["schemas"]["ShardsEvent"];

/** A shard as the stream tells of it. */
export interface Shard {
  readonly id: number;
  readonly state: StateNow;
  readonly pod: string | null;
  readonly guilds: number;
  /** Milliseconds between a heartbeat and its acknowledgement; unknown before the first. */
  readonly latency: number | null;
  /** Events a second, about. */
  readonly events: number;
}

/** How the stream is: bringing news, without Redis behind it, or gone. */
export type Connection = "connecting" | "live" | "away" | "lost";

/** Everything that is known of the fleet. */
export interface Fleet {
  readonly generation: string | null;
  /** By their ids, without a gap. */
  readonly shards: readonly Shard[];
  readonly connection: Connection;
  /** When the last news came, as `Date.now()` says it; nothing before the first. */
  readonly newsAt: number | null;
}

/** What is known before anything came. */
export const NOTHING_KNOWN: Fleet = { generation: null, shards: [], connection: "connecting", newsAt: null };

/** Something that happened to the stream. */
export type StreamEvent =
  { readonly is: "event"; readonly event: ShardsEvent; readonly at: number } | { readonly is: "lost" };

/**
 * Takes in what happened. Changes of a layout that is not the known one are not for us: a snapshot follows them.
 */
export function reduce(fleet: Fleet, happened: StreamEvent): Fleet {
  if (happened.is === "lost") return { ...fleet, connection: "lost" };
  const { event, at } = happened;
  switch (event.event) {
    case "away":
      return { ...fleet, connection: "away" };
    case "snapshot":
      return {
        generation: event.generation ?? null,
        shards: (event.shards ?? []).map(shardOf),
        connection: "live",
        newsAt: at,
      };
    case "changes": {
      if (event.generation !== fleet.generation) return fleet;
      const shards = [...fleet.shards];
      for (const row of event.shards ?? []) shards[row[0]] = shardOf(row);
      return { ...fleet, shards, connection: "live", newsAt: at };
    }
  }
}

function shardOf([id, state, pod, guilds, latency, events]: NonNullable<
  ShardsEvent["shards"]
>[number]): Shard {
  return { id, state, pod, guilds, latency, events };
}
