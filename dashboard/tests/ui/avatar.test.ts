import { expect, test } from "vitest";

import { initials } from "@/ui/avatar";

test.each([
  ["Hidden Strait 1", "HS"],
  ["münchen", "M"],
  ["👩‍🚀 crew", "👩C"],
  ["  ", "?"],
])("the initials of %j are %j", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
