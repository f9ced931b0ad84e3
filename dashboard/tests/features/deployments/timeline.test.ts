import { expect, test } from "vitest";

import { finished, type Rollout, timelineOf } from "@/features/deployments/timeline";

const ROLLOUT: Rollout = {
  phase: "RollingOut",
  message: "Replacing demo-1.",
  slots: 8,
  updated_slots: 3,
  stops: [
    { percent: 25, slots: 2, pause_seconds: 600 },
    { percent: 50, slots: 4, pause_seconds: null },
  ],
  passed_stops: 1,
  since: "2026-11-01T12:00:00Z",
  replaced_at: "2026-11-01T12:05:00Z",
  stopped_at: null,
  failure: null,
};

function shown(changes: Partial<Rollout>): readonly string[] {
  return timelineOf({ ...ROLLOUT, ...changes }).map(({ label, state }) => `${state}: ${label}`);
}

test("a rollout goes from stop to stop", () => {
  expect(shown({})).toEqual([
    "done: The fleet is whole",
    "done: Pods without shards come first",
    "done: 2 of 8 slots",
    "done: A stop at 25 %",
    "present: 4 of 8 slots",
    "next: A stop at 50 %",
    "next: All 8 slots",
  ]);
});

test.each([
  ["Waiting", 0, "The fleet is whole"],
  ["Proving", 0, "Pods without shards come first"],
  ["RollingOut", 0, "2 of 8 slots"],
  ["Paused", 0, "A stop at 25 %"],
  ["WaitingForBudget", 1, "4 of 8 slots"],
  ["Paused", 1, "A stop at 50 %"],
  ["RollingOut", 2, "All 8 slots"],
  ["RollingOut", 9, "All 8 slots"],
  ["Soon", 2, "All 8 slots"],
])("in phase %s with %i stops passed it is at %j", (phase, passed_stops, label) => {
  const present = timelineOf({ ...ROLLOUT, phase, passed_stops }).filter(({ state }) => state === "present");
  expect(present.map((step) => step.label)).toEqual([label]);
});

test("the present step says what is done, and since when", () => {
  const present = timelineOf(ROLLOUT).find(({ state }) => state === "present");
  expect(present).toMatchObject({ detail: "Replacing demo-1.", since: ROLLOUT.replaced_at });
  const stopped = timelineOf({ ...ROLLOUT, phase: "Paused", stopped_at: "2026-11-01T12:06:00Z" });
  expect(stopped.find(({ state }) => state === "present")?.since).toBe("2026-11-01T12:06:00Z");
});

test("a stop says how long it is", () => {
  const details = timelineOf({ ...ROLLOUT, phase: "Waiting" }).map(({ detail }) => detail);
  expect(details).toEqual([
    "Replacing demo-1.",
    null,
    null,
    "for 10 min",
    null,
    "until somebody lets it go on",
    null,
  ]);
});

test("where it failed nothing follows, and why is said", () => {
  const steps = timelineOf({
    ...ROLLOUT,
    phase: "Failed",
    failure: "300 s after pods were replaced, demo-1 is not ready.",
  });
  expect(steps.at(-1)).toMatchObject({
    state: "failed",
    detail: "300 s after pods were replaced, demo-1 is not ready.",
  });
  expect(steps.map(({ state }) => state)).toEqual(["done", "done", "done", "done", "failed"]);
});

test("what goes back, or has gone back, is told", () => {
  expect(shown({ phase: "RollingBack", failure: "Why." })).toEqual([
    "failed: A step failed",
    "present: Slots go back to what they ran before",
  ]);
  expect(shown({ phase: "RolledBack", failure: "Why." })).toEqual([
    "failed: A step failed",
    "done: All slots are back on what they ran before",
  ]);
});

test("pods that a person replaces have no steps", () => {
  expect(shown({ phase: "ByHand" })).toEqual(["present: Pods are replaced by hand"]);
});

test("of one that is over every step is done", () => {
  const steps = finished({ ...ROLLOUT, slots: 1, stops: [] });
  expect(steps.map(({ label, state }) => `${state}: ${label}`)).toEqual([
    "done: The fleet is whole",
    "done: Pods without shards come first",
    "done: 1 slot",
  ]);
});
