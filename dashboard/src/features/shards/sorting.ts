import type { Shard } from "./fleet";
import { FAMILIES, type Family, familyOf, stateLabel } from "./states";

/** What the table can be sorted by. */
export type Column = "id" | "state" | "pod" | "guilds" | "latency" | "events";

/** How the table is sorted. */
export interface Order {
  readonly column: Column;
  readonly down: boolean;
}

const RANK = new Map(FAMILIES.map(({ family }, rank) => [family, rank]));
const BY_NAME = new Intl.Collator("en", { numeric: true });

/** Sorts shards that come by their ids; equal ones stay so, what is not known comes last. */
export function sorted(shards: readonly Shard[], { column, down }: Order): readonly Shard[] {
  if (column === "id") return down ? shards.toReversed() : shards;
  // The whole fleet is sorted at each event: names are compared once for each pod, not for each pair of shards.
  const keyOf = column === "pod" ? byPod(shards) : KEYS[column];
  const keys = new Map(shards.map((shard) => [shard, keyOf(shard) ?? Infinity]));
  const key = (shard: Shard) => keys.get(shard) ?? Infinity;
  const sign = down ? -1 : 1;
  return shards.toSorted((left, right) => {
    const [one, other] = [key(left), key(right)];
    if (one === other) return 0;
    return one === Infinity || other === Infinity ? one - other : sign * (one - other);
  });
}

/** What is looked for: a text in the id, state or pod, and a family of states. */
export interface Wanted {
  readonly text: string;
  readonly family: Family | null;
}

/** Those that are looked for. */
export function filtered(shards: readonly Shard[], { text, family }: Wanted): readonly Shard[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "" && family === null) return shards;
  return shards.filter(
    (shard) =>
      (family === null || familyOf(shard.state) === family) &&
      (String(shard.id) === wanted ||
        stateLabel(shard.state).toLowerCase().includes(wanted) ||
        (shard.pod?.toLowerCase().includes(wanted) ?? false)),
  );
}

type KeyOf = (shard: Shard) => number | null;

const KEYS: Readonly<Record<Exclude<Column, "id" | "pod">, KeyOf>> = {
  state: (shard) => RANK.get(familyOf(shard.state)) ?? 0,
  guilds: (shard) => shard.guilds,
  latency: (shard) => shard.latency,
  events: (shard) => shard.events,
};

function byPod(shards: readonly Shard[]): KeyOf {
  const pods = new Set(shards.flatMap(({ pod }) => (pod === null ? [] : [pod])));
  const ranks = new Map([...pods].sort(BY_NAME.compare).map((pod, rank) => [pod, rank]));
  return ({ pod }) => (pod === null ? null : (ranks.get(pod) ?? null));
}
