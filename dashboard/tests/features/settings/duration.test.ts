import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { durationInWords, durationOf, secondsOf, UNITS, unitOf } from "@/features/settings/schema/duration";

describe("durations", () => {
  test("what the API writes is understood", () => {
    expect(secondsOf("P1DT2H30M")).toBe(95_400);
    expect(secondsOf("-PT0.5S")).toBe(-0.5);
    expect(secondsOf("P1Y35D")).toBe(400 * 86_400);
    expect(secondsOf("P2W")).toBe(14 * 86_400);
    expect(secondsOf("PT0S")).toBe(0);
    expect(secondsOf("an hour")).toBeNull();
  });

  test("what is chosen in any unit is what is written", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom(...UNITS), (amount, unit) => {
        expect(secondsOf(durationOf(amount, unit))).toBe(amount * unit.seconds + 0);
      }),
    );
  });

  test("a fraction of a unit is written in seconds", () => {
    expect(durationOf(1.5, { ...(UNITS[1] as (typeof UNITS)[number]) })).toBe("PT5400S");
    expect(durationOf(0.25, { ...(UNITS[3] as (typeof UNITS)[number]) })).toBe("PT0.25S");
  });

  test("the unit is the largest that leaves a whole number", () => {
    expect([172_800, 7200, 5400, 90, 0.5, 0].map((seconds) => unitOf(seconds).name)).toEqual([
      "days",
      "hours",
      "minutes",
      "seconds",
      "seconds",
      "minutes",
    ]);
  });

  test("it is said as people do", () => {
    expect(durationInWords(95_400)).toBe("1 day 2 hours 30 minutes");
    expect(durationInWords(-60)).toBe("minus 1 minute");
    expect(durationInWords(0)).toBe("none");
  });
});
