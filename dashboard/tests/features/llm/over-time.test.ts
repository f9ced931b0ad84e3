import fc from "fast-check";
import { expect, test } from "vitest";

import { costOf, dollars, together } from "@/features/llm/money";
import {
  axisEnd,
  barsOf,
  lineLabel,
  partLabel,
  totalsOf,
  type UsageLine,
  type UsageOverTime,
} from "@/features/llm/over-time";

const point = (attempts: number, cost_usd: string | null, attempts_without_cost = 0) => ({
  attempts,
  cost_usd,
  attempts_without_cost,
});
const line = (changes: Partial<UsageLine>): UsageLine => ({
  key: "openai",
  name: null,
  others: null,
  points: [],
  ...changes,
});
const USAGE: UsageOverTime = {
  since: "2026-11-01T10:30:00Z",
  until: "2026-11-01T12:30:00Z",
  step: "hour",
  beginnings: ["2026-11-01T10:00:00Z", "2026-11-01T11:00:00Z"],
  lines: [
    line({ points: [point(1, "0.5"), point(0, "0")] }),
    line({ key: "xai", points: [point(2, "0.25", 1), point(3, null, 3)] }),
  ],
};

test("what lines cost stands one upon the other, and what is not known takes no room", () => {
  expect(barsOf(USAGE)).toEqual([
    [
      { line: 0, from: 0, to: 0.5 },
      { line: 1, from: 0.5, to: 0.75 },
    ],
    [],
  ]);
});

test("a sum of what is known and what is not says so", () => {
  expect(totalsOf(USAGE)).toEqual([point(3, "0.75", 1), point(3, null, 3)]);
  expect(together([point(0, "0"), point(2, "1"), point(1, null, 1)])).toEqual(point(3, "1", 1));
  expect(together([])).toEqual(point(0, "0"));
});

test.each([
  [point(0, "0"), "–"],
  [point(1, "0"), "$0.00"],
  [point(1, null, 1), "not known"],
  [point(2, "1.5", 1), "$1.50 or more"],
  [point(2, "0.000012"), "$0.000012"],
])("%j costs %s", (used, said) => {
  expect(costOf(used)).toBe(said);
});

test("what is not known is not nothing", () => {
  expect(dollars(null)).toBe("not known");
});

test("an axis ends at a round amount a little above the largest bar", () => {
  expect([0, 0.5, 1, 1.2, 34, 35.01, 99].map(axisEnd)).toEqual([1, 0.5, 1, 1.5, 40, 40, 100]);
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (largest) => {
      const end = axisEnd(largest);
      expect(end).toBeGreaterThanOrEqual(largest * (1 - 1e-6));
      expect(end).toBeLessThanOrEqual(largest * 2.0001);
    }),
  );
});

test("hours and days are those of UTC", () => {
  expect(partLabel("2026-11-01T00:00:00Z", "day")).toBe("Nov 1");
  expect(partLabel("2026-11-01T23:00:00Z", "hour")).toBe("23:00");
});

test("a line is called by what it is of", () => {
  expect(lineLabel(line({}), "provider")).toBe("openai");
  expect(lineLabel(line({ key: "5", name: "Ahoy" }), "guild")).toBe("Ahoy");
  expect(lineLabel(line({ key: "5" }), "guild")).toBe("Guild 5");
  expect(lineLabel(line({ key: null }), "guild")).toBe("No guild");
  expect(lineLabel(line({ key: null, others: 3 }), "cog")).toBe("3 others");
  expect(lineLabel(line({ key: null, others: 1 }), "cog")).toBe("1 other");
});
