import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Shard } from "@/features/shards/fleet";
import { gridFor, stepOf } from "@/features/shards/paint";

const shard: Shard = { id: 0, state: "ready", pod: "bot-0", guilds: 100, latency: 40, events: 12 };

describe("where cells lie", () => {
  test("every shard has a cell, and none lies beside the picture", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 16_384 }),
        fc.integer({ min: 300, max: 2_000 }),
        fc.integer({ min: 200, max: 1_000 }),
        (count, width, height) => {
          const { columns, rows, cell } = gridFor(count, width, height);
          expect(columns * rows).toBeGreaterThanOrEqual(count);
          expect(columns * (rows - 1)).toBeLessThan(count);
          expect(columns * cell).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test("16,384 shards fit on a screen without scrolling", () => {
    const { rows, cell } = gridFor(16_384, 1_340, 500);
    expect(rows * cell).toBeLessThanOrEqual(500);
    expect(cell).toBeGreaterThanOrEqual(6);
  });
});

test("16,384 shards fit on a phone", () => {
  const { rows, cell } = gridFor(16_384, 294, 400);
  expect(rows * cell).toBeLessThanOrEqual(520);
});

describe("what a colour tells", () => {
  test.each([
    [0, 0],
    [59, 0],
    [60, 1],
    [499, 3],
    [2_000, 4],
  ])("a latency of %i ms has step %i", (latency, step) => {
    expect(stepOf({ ...shard, latency }, "latency", 0)).toBe(step);
  });

  test.each([
    [0, 0],
    [0.9, 0],
    [1, 1],
    [199, 3],
    [5_000, 4],
  ])("%d events a second have step %i", (events, step) => {
    expect(stepOf({ ...shard, events }, "events", 0)).toBe(step);
  });

  test("what is not known has no colour", () => {
    expect(stepOf({ ...shard, latency: null }, "latency", 0)).toBeNull();
    expect(stepOf({ ...shard, state: "stale" }, "guilds", 100)).toBeNull();
  });

  test("the shard with the most guilds has the last step", () => {
    expect(stepOf(shard, "guilds", 100)).toBe(4);
    expect(stepOf({ ...shard, guilds: 0 }, "guilds", 0)).toBe(0);
  });
});
