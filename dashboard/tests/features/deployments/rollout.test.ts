import { expect, test } from "vitest";

import { rolloutOf } from "@/features/deployments/rollout";

test("a rollout is read as the operator writes it", () => {
  const raw = { phase: "RollingOut", message: "One slot moves.", slots: 4, updatedSlots: 1, template: "x" };
  expect(rolloutOf(raw)).toEqual({
    phase: "RollingOut",
    message: "One slot moves.",
    slots: 4,
    updatedSlots: 1,
    failure: null,
  });
});

test.each([null, undefined, {}, { phase: 3 }])("%j is no rollout", (raw) => {
  expect(rolloutOf(raw)).toBeNull();
});
