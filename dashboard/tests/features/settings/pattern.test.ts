import { expect, test } from "vitest";

import { htmlPattern } from "@/features/settings/form/pattern";

/** Whether a browser takes a text, as it does by the standard. */
function takes(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${htmlPattern(pattern) ?? ""})$`, "v").test(text);
}

test("a browser takes what Pydantic takes", () => {
  expect(takes("^[a-z]+$", "abc")).toBe(true);
  expect(takes("^[a-z]+$", "abc1")).toBe(false);
  expect(takes("[a-z]", "1a1")).toBe(true);
  expect(takes("a|b", "xbx")).toBe(true);
});

test("what a browser does not understand is left to the API", () => {
  expect(htmlPattern("(?i)abc(?P<x>y)")).toBeUndefined();
  expect(htmlPattern(null)).toBeUndefined();
});
