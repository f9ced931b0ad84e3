import { expect, test } from "vitest";

import { matching } from "@/features/guilds/matching";

const guilds = ["Hidden Strait", "Calm Reef", "CALM Cove"].map((name) => ({ name }));

test.each([
  ["", 3],
  ["calm", 2],
  [" Reef ", 1],
  ["calm reef", 1],
  ["quay", 0],
  [".*", 0],
])("%j finds %i", (text, number) => {
  expect(matching(guilds, text)).toHaveLength(number);
});
