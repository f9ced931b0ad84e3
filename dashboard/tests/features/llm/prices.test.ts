import { expect, test } from "vitest";

import { pricesOf, shortened, typedOf } from "@/features/llm/prices";

test.each([
  ["0.002500", "0.0025"],
  ["1.000000", "1"],
  ["0.000000", "0"],
  ["10", "10"],
  ["", ""],
])("%s is shown as %s", (price, shown) => {
  expect(shortened(price)).toBe(shown);
});

test("a field that is left empty is a price that is not known, and nothing else is changed", () => {
  const typed = typedOf({ input_cost_per_1k_tokens: "0.002500", image_cost_per_unit: null });
  expect(typed.image_cost_per_unit).toBe("");
  expect(pricesOf({ ...typed, audio_cost_per_minute: " 4 cents " })).toEqual({
    input_cost_per_1k_tokens: "0.0025",
    output_cost_per_1k_tokens: null,
    cache_cost_per_1k_tokens: null,
    image_cost_per_unit: null,
    audio_cost_per_minute: "4 cents",
  });
});
