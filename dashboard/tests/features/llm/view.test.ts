import { expect, test } from "vitest";

import { addressOf, narrowed, type View, viewOf } from "@/features/llm/view";

const VIEW: View = { period: "month", by: "cog", guild: null, cog: "a&b=c" };

function read(address: string): View {
  return viewOf(new URL(address, "http://dashboard").searchParams);
}

test("an address keeps a view", () => {
  expect(read(addressOf(VIEW))).toEqual(VIEW);
  expect(read(addressOf({ ...VIEW, guild: "5", cog: null }))).toEqual({ ...VIEW, guild: "5", cog: null });
});

test("what makes no sense in an address is left out", () => {
  expect(read("/admin/llm?period=year&by=user&other=1")).toEqual({
    period: "week",
    by: "provider",
    guild: null,
    cog: null,
  });
});

test("a guild and a cog can be seen alone, a provider cannot", () => {
  expect(narrowed({ ...VIEW, by: "guild", cog: null }, "5")).toEqual({
    ...VIEW,
    by: "cog",
    guild: "5",
    cog: null,
  });
  expect(narrowed({ ...VIEW, guild: "5" }, "search")).toEqual({
    period: "month",
    by: "provider",
    guild: "5",
    cog: "search",
  });
  expect(narrowed({ ...VIEW, by: "provider" }, "openai")).toBeNull();
});
