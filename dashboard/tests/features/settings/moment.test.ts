import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  hasOffset,
  momentOf,
  shownMoment,
  shownTime,
  stepOf,
  timeOf,
} from "@/features/settings/schema/moment";

const moments = fc
  .date({ noInvalidDate: true, min: new Date("1975-01-01"), max: new Date("2100-01-01") })
  .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));

describe("date and time", () => {
  test("a moment that is shown and taken as it is shown is the same", () => {
    fc.assert(
      fc.property(moments, (moment) => {
        const text = moment.toISOString();
        expect(new Date(momentOf(shownMoment(text, true), true)).getTime()).toBe(moment.getTime());
      }),
    );
  });

  test("a time of no zone stays as it is written", () => {
    expect(shownMoment("2026-11-28T12:30:00", false)).toBe("2026-11-28T12:30");
    expect(momentOf("2026-11-28T12:30", false)).toBe("2026-11-28T12:30:00");
    expect(momentOf("", false)).toBe("");
  });

  test("a value has an offset as its class, or else as the value before, wants", () => {
    expect(hasOffset("", null)).toBe(true);
    expect(hasOffset("2026-11-28T12:30:00", null)).toBe(false);
    expect(hasOffset("2026-11-28T12:30:00+02:00", null)).toBe(true);
    expect(hasOffset("", "none")).toBe(false);
    expect(hasOffset("2026-11-28T12:30:00", "required")).toBe(true);
  });

  test("a time of day keeps its offset", () => {
    expect(shownTime("12:30:00+02:00")).toBe("12:30");
    expect(timeOf("13:45", "12:30:00+02:00")).toBe("13:45:00+02:00");
    expect(timeOf("13:45:07", "12:30:00")).toBe("13:45:07");
    expect(timeOf("", "12:30:00Z")).toBe("");
  });

  test("seconds are asked for only where there are some", () => {
    expect(["12:30", "12:30:07", "12:30:07.5"].map(stepOf)).toEqual([60, 1, "any"]);
  });
});
