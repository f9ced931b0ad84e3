import { expect, test } from "vitest";

import { causeInWords } from "@/features/shards/causes";

test.each([
  ["session_lost", "Discord no longer offered the session"],
  ["closed by Discord: 4000 unknown error", "closed by Discord: 4000 unknown error"],
  ["", ""],
])("the cause %j is told as %j", (cause, words) => {
  expect(causeInWords(cause)).toBe(words);
});
