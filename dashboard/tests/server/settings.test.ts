import { expect, test } from "vitest";

import { apiAddress } from "@/server/settings";

test("the address of the API is taken from the environment", () => {
  expect(apiAddress({ FAIRLEAD_API_URL: "http://fairlead-api:8000" }).host).toBe("fairlead-api:8000");
});

test.each(["", "fairlead-api:8000", "ftp://x"])("%j is no address, and the variable is named", (text) => {
  expect(() => apiAddress({ FAIRLEAD_API_URL: text })).toThrow(/FAIRLEAD_API_URL/);
});
