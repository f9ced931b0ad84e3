import { describe, expect, test } from "vitest";

import type { Shard } from "@/features/shards/fleet";
import { type Column, filtered, sorted } from "@/features/shards/sorting";

const shards: readonly Shard[] = [
  { id: 0, state: "ready", pod: "bot-10", guilds: 5, latency: 40, events: 3 },
  { id: 1, state: "fatal", pod: null, guilds: 0, latency: null, events: 0 },
  { id: 2, state: "resuming", pod: "bot-2", guilds: 9, latency: 12, events: 0.6 },
  { id: 10, state: "ready", pod: "bot-2", guilds: 9, latency: 90, events: 130 },
];

const ids = (list: readonly Shard[]) => list.map((shard) => shard.id);

describe("the table of shards", () => {
  test.each<[Column, boolean, number[]]>([
    ["id", true, [10, 2, 1, 0]],
    ["state", false, [1, 2, 0, 10]],
    ["pod", false, [2, 10, 0, 1]],
    ["guilds", true, [2, 10, 0, 1]],
    ["latency", false, [2, 0, 10, 1]],
    ["latency", true, [10, 0, 2, 1]],
    ["id", false, [0, 1, 2, 10]],
    ["pod", true, [0, 2, 10, 1]],
    ["events", true, [10, 0, 2, 1]],
  ])("sorted by %s (down: %s), what is not known comes last", (column, down, wanted) => {
    expect(ids(sorted(shards, { column, down }))).toEqual(wanted);
  });

  test.each([
    ["", [0, 1, 2, 10]],
    ["1", [0, 1]],
    ["10", [0, 10]],
    ["bot-2", [2, 10]],
    ["RESUM", [2]],
    ["nothing", []],
  ])("the filter %j leaves %j", (text, wanted) => {
    expect(ids(filtered(shards, { text, family: null }))).toEqual(wanted);
  });

  test("a family of states is looked for, and a text among them", () => {
    expect(ids(filtered(shards, { text: "", family: "ready" }))).toEqual([0, 10]);
    expect(ids(filtered(shards, { text: "bot-2", family: "ready" }))).toEqual([10]);
    expect(ids(filtered(shards, { text: "", family: "moving" }))).toEqual([]);
  });
});
