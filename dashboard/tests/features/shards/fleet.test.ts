import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Fleet, NOTHING_KNOWN, reduce, type Shard, type ShardsEvent } from "@/features/shards/fleet";

type Row = NonNullable<ShardsEvent["shards"]>[number];

const row = (id: number): fc.Arbitrary<Row> =>
  fc.tuple(
    fc.constant(id),
    fc.constantFrom("ready", "resuming", "stale") as fc.Arbitrary<Row[1]>,
    fc.option(fc.constant("bot-0")),
    fc.nat({ max: 3 }),
    fc.option(fc.nat({ max: 90 })),
    fc.constantFrom(0, 0.6, 12, 130),
  );

const fleetOf = (count: number) => fc.tuple(...Array.from({ length: count }, (_, id) => row(id)));

function snapshot(shards: readonly Row[], generation = "4x2"): ShardsEvent {
  return { event: "snapshot", generation, shards: [...shards] };
}

function after(...events: readonly ShardsEvent[]): Fleet {
  return events.reduce((fleet, event) => reduce(fleet, { is: "event", event, at: 1000 }), NOTHING_KNOWN);
}

const changed = (before: readonly Row[], now: readonly Row[]) =>
  now.filter((entry, id) => JSON.stringify(entry) !== JSON.stringify(before[id]));

describe("the stream of shards", () => {
  test("changes bring a fleet to where a snapshot would", () => {
    fc.assert(
      fc.property(fleetOf(4), fleetOf(4), (before, now) => {
        const changes: ShardsEvent = { event: "changes", generation: "4x2", shards: changed(before, now) };
        expect(after(snapshot(before), changes)).toEqual(after(snapshot(now)));
      }),
    );
  });

  test("a shard that did not change stays the same object, so that nothing is drawn for it", () => {
    const before = after(
      snapshot([
        [0, "ready", "bot-0", 5, 20, 12],
        [1, "ready", "bot-0", 6, 21, 0.6],
      ]),
    );
    const event: ShardsEvent = {
      event: "changes",
      generation: "4x2",
      shards: [[1, "closed", null, 0, null, 0]],
    };
    const now = reduce(before, { is: "event", event, at: 2000 });
    expect(now.shards[0]).toBe(before.shards[0]);
    expect(now.shards[1]).toEqual<Shard>({
      id: 1,
      state: "closed",
      pod: null,
      guilds: 0,
      latency: null,
      events: 0,
    });
    expect(before.shards[1]?.state).toBe("ready");
  });

  test("changes of another layout are left for its snapshot", () => {
    const known = after(snapshot([[0, "ready", "bot-0", 5, 20, 12]]));
    const event: ShardsEvent = {
      event: "changes",
      generation: "8x2",
      shards: [[7, "ready", "bot-1", 1, 1, 1]],
    };
    expect(reduce(known, { is: "event", event, at: 2000 })).toBe(known);
  });

  test("what was known stays while there is no news, and is known to be old", () => {
    const known = after(snapshot([[0, "ready", "bot-0", 5, 20, 12]]));
    for (const [late, connection] of [
      [reduce(known, { is: "lost" }), "lost"],
      [reduce(known, { is: "event", event: { event: "away", shards: [] }, at: 9000 }), "away"],
    ] as const) {
      expect(late).toEqual({ ...known, connection });
    }
  });
});
