import type { Shard } from "./fleet";
import { FAMILIES, familyOf, stateLabel } from "./states";

/** What the table can be sorted by. */
export type Column = "id" | "state" | "pod" | "guilds" | "latency";

/** How the table is sorted. */
export interface Order {
  readonly column: Column;
  readonly down: boolean;
}

const RANK = new Map(FAMILIES.map(({ family }, rank) => [family, rank]));

/** Sorts shards; equal ones by their id, what is not known last. */
export function sorted(shards: readonly Shard[], { column, down }: Order): readonly Shard[] {
  const sign = down ? -1 : 1;
  return shards.toSorted((left, right) => {
    const [one, other] = [keyOf(left, column), keyOf(right, column)];
    if (one === null || other === null) return one === other ? left.id - right.id : one === null ? 1 : -1;
    const order =
      typeof one === "string"
        ? one.localeCompare(String(other), "en", { numeric: true })
        : one - Number(other);
    return order === 0 ? left.id - right.id : sign * order;
  });
}

/** Those whose id, state or pod has a text in it. */
export function filtered(shards: readonly Shard[], text: string): readonly Shard[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return shards;
  return shards.filter(
    (shard) =>
      String(shard.id) === wanted ||
      stateLabel(shard.state).toLowerCase().includes(wanted) ||
      (shard.pod?.toLowerCase().includes(wanted) ?? false),
  );
}

function keyOf(shard: Shard, column: Column): string | number | null {
  return column === "state" ? (RANK.get(familyOf(shard.state)) ?? 0) : shard[column];
}
