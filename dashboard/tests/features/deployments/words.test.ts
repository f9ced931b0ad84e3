import { expect, test } from "vitest";

import type { Deployment, DeploymentPlan } from "@/api/types";
import { age, inLocalTime } from "@/features/deployments/age";
import { duration } from "@/features/deployments/duration";
import { restartWords } from "@/features/deployments/restart-words";
import { troubleOf } from "@/features/deployments/trouble";

const NOW = Date.parse("2026-11-02T12:00:00Z");

test.each([
  ["2026-11-02T11:59:58Z", "now"],
  ["2026-11-02T12:00:09Z", "now"],
  ["2026-11-02T11:59:20Z", "40 sec. ago"],
  ["2026-11-02T11:57:01Z", "2 min. ago"],
  ["2026-11-02T09:59:00Z", "2 hr. ago"],
  ["2026-10-31T11:00:00Z", "2 days ago"],
])("what was at %s was %s", (at, said) => {
  expect(age(at, NOW)).toBe(said);
});

test("moments in a sentence are told in the time of whoever reads it", () => {
  const local = new Date("2026-11-28T18:40:00Z").toLocaleTimeString("en", {
    hour: "2-digit",
    minute: "2-digit",
  });
  expect(inLocalTime("2 of 8; it goes on at 2026-11-28T18:40:00Z.")).toMatch(
    new RegExp(`^2 of 8; it goes on at (Fri|Sat|Sun),? ${local}\\.$`),
  );
  expect(inLocalTime("No moment, 2026-11-28.")).toBe("No moment, 2026-11-28.");
});

test.each([
  [0.2, "1 s"],
  [119, "119 s"],
  [130, "3 min"],
  [7300, "3 h"],
])("%d seconds are %s", (seconds, said) => {
  expect(duration(seconds)).toBe(said);
});

const CONDITION = { status: "True", reason: "R", since: null };
const DEPLOYMENT: Deployment = {
  name: "demo",
  namespace: "default",
  phase: "Ready",
  is_current: true,
  operated: true,
  paused: false,
  image: null,
  generation: "4x2",
  shards: { wanted: 4, ready: 4 },
  pods: { wanted: 3, ready: 3 },
  guilds: 4,
  conditions: [],
  rollout: null,
  budget: null,
  not_ready_shards: [],
  events: [],
};
const PLAN: DeploymentPlan = {
  generation: "4x2",
  recommended: 4,
  target: 4,
  identifies: 0,
  seconds: 0,
  budget_after: 990,
  reshard: null,
  paused: false,
  faults: [],
};

test("a restart says what it does, what it takes, and that it is noted", () => {
  const words = restartWords(DEPLOYMENT, PLAN);
  expect(words[0]).toMatch(/^All 3 pods are replaced/);
  expect(words[1]).toMatch(/^It takes 0 identifies/);
  expect(words.at(-1)).toMatch(/audit log/);
  expect(restartWords(DEPLOYMENT, { ...PLAN, identifies: 2 })[1]).toMatch(
    /^2 shards that are not ready need identifies/,
  );
  expect(restartWords({ ...DEPLOYMENT, paused: true }, undefined).join(" ")).toMatch(
    /begins when you let it go on/,
  );
});

test.each<[string, Partial<Deployment>, string | null]>([
  ["well", {}, null],
  ["not looked at", { phase: null, is_current: false }, null],
  ["of a local fleet", { operated: false, is_current: false }, null],
  ["changed", { is_current: false }, "plain: It was changed a moment ago"],
  ["paused", { phase: "Paused", paused: true }, "plain: It is paused"],
  ["asleep", { phase: "Hibernated" }, "plain: It sleeps"],
  ["failed", { phase: "Failed" }, "danger: It failed"],
  [
    "degraded and paused",
    {
      phase: "Paused",
      paused: true,
      conditions: [{ ...CONDITION, type: "Degraded", message: "Shard 3 is fatal." }],
    },
    "warning: Something is wrong",
  ],
])("of one that is %s what must not be overlooked is said", (_, changes, said) => {
  const trouble = troubleOf({ ...DEPLOYMENT, ...changes });
  expect(trouble && `${trouble.kind}: ${trouble.title}`).toBe(said);
});
